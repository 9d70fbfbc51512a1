"""Starts the processes of the restaurant in order, starts again what dies, stops all of it in reverse.

supervisor = Supervisor(children, logs, pids, say)
with supervisor.signals():   # SIGTERM, SIGINT and SIGHUP ask it to stop
    supervisor.start()       # raises StartError with one sentence; what had started is stopped
    supervisor.watch()       # until it is asked to stop
    supervisor.stop()
"""

from __future__ import annotations

import contextlib
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from devstack.child import Child, Running

LOOK_S = 0.02


class StartError(Exception):
    """Something did not come up; the message is one sentence for the person who started it."""


class Stopped(Exception):
    """A signal asked for the end while the start was still going on."""


class Supervisor:
    """Owns the children, on one thread. `say` is told one line for each thing a person should know."""

    def __init__(self, children: Sequence[Child], logs: Path, pids: Path, say: Callable[[str], None]) -> None:
        pids.mkdir(parents=True, exist_ok=True)
        self._children = [Running(child, logs, pids) for child in children]
        self._say = say
        self._selector = selectors.DefaultSelector()
        self._asked_to_stop = False
        self._starting: Running | None = None

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """While this is open, SIGTERM, SIGINT and SIGHUP ask for the end instead of ending us."""
        hear, speak = socket.socketpair()
        hear.setblocking(False)
        speak.setblocking(False)
        # Python writes a byte here for every signal, which ends the sleep in select.
        old_fd = signal.set_wakeup_fd(speak.fileno(), warn_on_full_buffer=False)
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        old = [signal.signal(number, self._on_signal) for number in numbers]
        self._selector.register(hear, selectors.EVENT_READ, None)
        try:
            yield
        finally:
            self._selector.close()
            signal.set_wakeup_fd(old_fd)
            for number, handler in zip(numbers, old, strict=True):
                signal.signal(number, handler)
            hear.close()
            speak.close()

    def start(self) -> None:
        """Start every child and wait for each to be ready. Raises StartError, or Stopped when a signal came."""
        try:
            for running in self._children:
                self._start_one(running)
        except BaseException:
            self.stop()
            raise

    def watch(self) -> None:
        """Start again what dies, until a signal asks for the end."""
        while not self._asked_to_stop:
            dues = [running.due for running in self._children if running.due is not None]
            self._tend(max(0.0, min(dues) - time.monotonic()) if dues else None)

    def stop(self) -> None:
        """Stop every child, the last one first; one that does not listen is killed."""
        for running in reversed(self._children):
            running.ask_to_stop()
            deadline = time.monotonic() + running.child.stop_s
            # A child with a full pipe cannot end: keep reading while it stops.
            while running.alive and time.monotonic() < deadline:
                self._read_all(LOOK_S)
            if running.alive:
                self._say(f"{running.child.name} did not stop in {running.child.stop_s:.0f} s and was killed")
                running.kill()
            self._unregister(running)
            running.stopped()

    def _start_one(self, running: Running) -> None:
        child = running.child
        self._run(running)
        self._starting = running
        deadline = time.monotonic() + child.ready_s
        while not child.ready():
            if self._asked_to_stop:
                raise Stopped
            self._tend(LOOK_S)
            if running.due is not None:
                raise StartError(f"{child.name} did not start: {running.log.last_words() or 'it said nothing'}")
            if time.monotonic() > deadline:
                said = running.log.last_words() or "nothing"
                raise StartError(f"{child.name} was not ready after {child.ready_s:.0f} s; its last words: {said}")
        self._starting = None

    def _tend(self, timeout_s: float | None) -> None:
        """Sleep until something happens, at most `timeout_s`; then bury the dead and start who is due."""
        self._read_all(timeout_s)
        now = time.monotonic()
        for running in self._children:
            if running.pid_fd >= 0 and not running.alive:
                self._unregister(running)
                how, wait_s = running.bury()
                if not self._asked_to_stop and running is not self._starting:
                    self._say(f"{running.child.name} {how}; starting it again in {wait_s:.1f} s")
            if running.due is not None and running.due <= now and not self._asked_to_stop:
                self._run(running)
                self._say(f"{running.child.name} started again (process {running.pid})")

    def _read_all(self, timeout_s: float | None) -> None:
        for key, _events in self._selector.select(timeout_s):
            if isinstance(key.fileobj, socket.socket):
                with contextlib.suppress(BlockingIOError):
                    key.fileobj.recv(4096)
            elif isinstance(key.data, Running) and key.fd != key.data.pid_fd and not key.data.drain():
                self._selector.unregister(key.fd)

    def _run(self, running: Running) -> None:
        try:
            running.start()
        except OSError as error:
            raise StartError(f"{running.child.name} cannot be run: {error.filename}: {error.strerror}") from error
        self._selector.register(running.output, selectors.EVENT_READ, running)
        self._selector.register(running.pid_fd, selectors.EVENT_READ, running)

    def _unregister(self, running: Running) -> None:
        for key in list(self._selector.get_map().values()):
            if key.data is running:
                self._selector.unregister(key.fd)

    def _on_signal(self, _number: int, _frame: object) -> None:
        self._asked_to_stop = True
