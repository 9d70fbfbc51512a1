"""What the tests of drivers share: a place for sockets, an ear for signals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.ports import Signal

DEADLINE_S = 20.0


class Ear:
    """Hears the signals of a runner; waits for a condition, never for a time."""

    def __init__(self) -> None:
        self.heard: list[Signal] = []
        self._changed = threading.Condition()

    def __call__(self, signal: Signal) -> None:
        with self._changed:
            self.heard.append(signal)
            self._changed.notify_all()

    def wait(self, condition: Callable[[list[Signal]], bool]) -> list[Signal]:
        """The signals so far, once `condition` holds for them."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.heard), DEADLINE_S), f"only heard {self.heard[-20:]}"
            return list(self.heard)

    def all_of(self, *kinds: type) -> list[Signal]:
        with self._changed:
            return [signal for signal in self.heard if isinstance(signal, kinds)]


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def socket_path(tmp_path: Path) -> str:
    return str(tmp_path / "d")


@pytest.fixture
def until() -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Waits until something holds that nobody signals."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.005)

    yield wait
