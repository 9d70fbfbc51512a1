"""One child process and what is known of it: how it is started, tied to our life, and ended."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devstack.logs import LogFile

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0
# A child that lived this long is forgiven its earlier deaths.
STEADY_S = 10.0
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Child:
    """What to run. `ready` is asked again and again after the start until it says True, at most `ready_s`."""

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    ready_s: float = 30.0
    stop_s: float = 8.0


class Running:
    """A child over all its lives. Not safe to share between threads."""

    def __init__(self, child: Child, logs: Path, pids: Path) -> None:
        self.child = child
        self.log = LogFile(logs / f"{child.name}.log")
        self._pid_file = pids / f"{child.name}.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._quick_deaths = 0
        self.pid_fd = -1
        self.due: float | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def output(self) -> int:
        """The descriptor its words come from."""
        assert self._process is not None and self._process.stdout is not None
        return self._process.stdout.fileno()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it in a process group of its own (Ctrl-C is ours to hand on) that dies when we die."""
        self.log.forget()
        self.due = None
        self._process = subprocess.Popen(
            self.child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.child.env},
            process_group=0,
            preexec_fn=_die_with(os.getpid()),
        )
        os.set_blocking(self.output, False)
        self.pid_fd = os.pidfd_open(self._process.pid)
        self._born = time.monotonic()
        self._pid_file.write_text(f"{self._process.pid}\n")

    def drain(self) -> bool:
        """Move what it said into its log; False: it has closed its mouth for good."""
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self.output, 65536):
                self.log.write(data)
            return False
        return True

    def bury(self) -> tuple[str, float]:
        """It has died: how, in words, and after how many seconds it is to be started again."""
        assert self._process is not None
        code = self._process.wait()
        self._let_go()
        lived_s = time.monotonic() - self._born
        self._quick_deaths = 0 if lived_s > STEADY_S else self._quick_deaths + 1
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** max(0, self._quick_deaths - 1))
        self.due = time.monotonic() + wait_s
        how = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended (exit code {code})"
        return how, wait_s

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def stopped(self) -> None:
        """It is down for good: reap it and close what belongs to it."""
        if self._process is not None:
            self._process.wait()
            self._let_go()
        self._process = None
        self.log.close()

    def _let_go(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        if not self._process.stdout.closed:
            self.drain()
            self._process.stdout.close()
        if self.pid_fd >= 0:
            os.close(self.pid_fd)
            self.pid_fd = -1
        self._pid_file.unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        if self.alive:
            # The whole group: what the child started goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)


def _die_with(parent: int) -> Callable[[], None]:
    """What a new child does before its program runs: ask the kernel to kill it when `parent` dies."""

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died between the fork and the line above.
        if os.getppid() != parent:
            os._exit(1)

    return prepare
