"""The bench's end of a simulated device: it listens on a unix socket in a thread of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import selectors
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from drivers.sockets import checked_path

T = TypeVar("T")
log = logging.getLogger(__name__)


class DeviceServer:
    """Serves one simulated device: accepts kiosks, hands their bytes to `on_bytes` and sends back its answer.

    One thread owns every socket and sleeps in `select`; `call` lends that thread to others, so a device
    needs no lock. `greeting` is sent to each kiosk as it attaches: once it has read that, nothing is lost.
    """

    def __init__(
        self,
        path: str,
        on_bytes: Callable[[bytes], bytes] = lambda _data: b"",
        greeting: bytes = b"",
        on_hang_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._path = checked_path(path)
        self._on_bytes, self._greeting, self._on_hang_up = on_bytes, greeting, on_hang_up
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._peers: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread and plug the device in. Raises OSError when the path cannot be bound."""
        self._running = True
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._selector.register(self._wake_in, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name=f"bench-{os.path.basename(self._path)}", daemon=True)
        self._thread.start()
        try:
            self.plug()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Unplug and end the thread. Safe to call twice."""
        if self._thread is None:
            return
        self.unplug()
        self.call(self._end)
        self._thread.join()
        self._thread = None
        for item in (self._selector, self._wake_in, self._wake_out):
            item.close()

    def plug(self) -> None:
        """Start to listen. A second call changes nothing. Raises RuntimeError when the device is not started."""
        if self._thread is None:
            raise RuntimeError("the device is not started")
        self.call(self._plug)

    def unplug(self) -> None:
        """Hang up on every kiosk and stop to listen. A second call changes nothing."""
        self.call(self._unplug)

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    def send(self, data: bytes) -> bool:
        """Send `data` to every attached kiosk; False when none took it."""
        return self.call(lambda: self._send_all(data))

    def call(self, work: Callable[[], T]) -> T:
        """Run `work` in the device's thread (the caller's when switched off); returns and raises what it does."""
        if self._thread is None or threading.current_thread() is self._thread:
            return work()
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:
                answer.set_exception(error)

        self._calls.put(run)
        self._wake_out.send(b"!")
        return answer.result()

    def _run(self) -> None:
        while self._running:
            for key, _events in self._selector.select():
                if key.fileobj is self._wake_in:
                    self._wake_in.recv(4096)
                    self._run_calls()
                elif key.fileobj is self._listener:
                    self._accept()
                elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._peers:
                    self._receive(key.fileobj)

    def _run_calls(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()()

    def _end(self) -> None:
        self._running = False

    def _plug(self) -> None:
        if self._listener is not None:
            return
        # A device killed without stopping leaves its socket file behind; nobody listens on it any more.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(self._path)
            os.chmod(self._path, 0o600)
            listener.listen(4)
        except OSError:
            listener.close()
            raise
        listener.setblocking(False)
        self._listener = listener
        self._selector.register(listener, selectors.EVENT_READ)

    def _unplug(self) -> None:
        for peer in list(self._peers):
            self._drop(peer)
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path)

    def _accept(self) -> None:
        assert self._listener is not None
        try:
            peer, _address = self._listener.accept()
        except OSError:
            return
        peer.setblocking(False)
        self._peers.append(peer)
        self._selector.register(peer, selectors.EVENT_READ)
        if self._greeting:
            self._send(peer, self._greeting)

    def _receive(self, peer: socket.socket) -> None:
        try:
            data = peer.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(peer)
            return
        try:
            answer = self._on_bytes(data)
        except Exception:
            log.exception("simulated device %s failed", self._path)
            self._drop(peer)
            return
        if answer:
            self._send(peer, answer)

    def _send_all(self, data: bytes) -> bool:
        taken = [self._send(peer, data) for peer in list(self._peers)]
        return any(taken)

    def _send(self, peer: socket.socket, data: bytes) -> bool:
        """Send at once or not at all: a kiosk that does not read must not stop the device."""
        try:
            return peer.send(data) == len(data)
        except OSError:
            self._drop(peer)
            return False

    def _drop(self, peer: socket.socket) -> None:
        if peer in self._peers:
            self._peers.remove(peer)
            self._selector.unregister(peer)
            peer.close()
            self._on_hang_up()
