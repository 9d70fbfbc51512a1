"""Lets a staff test see the signals of a device as they pass: the evidence behind PASS and FAIL."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.ports import Signal

KEPT = 64


class Witness:
    """`saw` is called by driver threads; each watcher has a bounded queue of its own."""

    def __init__(self) -> None:
        self._watchers: tuple[queue.Queue[Signal], ...] = ()

    def saw(self, signal: Signal) -> None:
        for watcher in self._watchers:
            if not watcher.full():
                watcher.put_nowait(signal)

    @contextmanager
    def watching(self) -> Iterator[queue.Queue[Signal]]:
        """The signals from now on, until the block ends."""
        mine: queue.Queue[Signal] = queue.Queue(KEPT)
        self._watchers = (*self._watchers, mine)
        try:
            yield mine
        finally:
            self._watchers = tuple(w for w in self._watchers if w is not mine)
