"""Child processes: started, listened to line by line, looked at from outside, and always ended."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STOP_S = 10.0


class ChildFailed(Exception):
    """A child ended or stayed silent; the message has its last words."""


class Child:
    """`heard` are its lines that nobody has read yet, each with the moment (monotonic, s) at which it came."""

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self.name = module
        self.began_s = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
            cwd=ROOT,
            env=env,
        )
        self._heard: queue.Queue[tuple[float, str]] = queue.Queue()
        self._last: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_for(self, words: str, timeout_s: float = 30.0) -> tuple[float, str]:
        """When the next line with these words came, and the line. Raises ChildFailed."""
        deadline = time.monotonic() + timeout_s
        while (left_s := deadline - time.monotonic()) > 0:
            try:
                at_s, line = self._heard.get(timeout=min(left_s, 0.2))
            except queue.Empty:
                if self.process.poll() is not None and self._heard.empty():
                    break
                continue
            if words in line:
                return at_s, line
        last = "".join(self._last[-15:])
        code = self.process.poll()
        how = f"did not say {words!r} within {timeout_s:g} s" if code is None else f"ended with {code}"
        raise ChildFailed(f"{self.name} {how}; it said:\n{last}")

    def say(self, line: str) -> None:
        """Write one line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join(STOP_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def cpu_s(self) -> float:
        """How long it has kept a core busy so far, all threads that live."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int(path.read_text().split()[0]) for path in tasks.glob("*/schedstat")) / 1e9

    def resident_mb(self) -> float:
        """Its resident memory, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._heard.put((time.monotonic(), line))
            self._last = [*self._last[-30:], line]


@contextmanager
def child(module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Child]:
    """A child that is ended with the block. Its standard error is heard with its standard output."""
    started = Child(module, *arguments, env=env)
    try:
        yield started
    finally:
        started.stop()


def until(condition: Callable[[], bool], what: str, timeout_s: float = 30.0) -> None:
    """Wait until it holds. Raises ChildFailed."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise ChildFailed(f"{what} did not come within {timeout_s:g} s")
        time.sleep(0.01)
