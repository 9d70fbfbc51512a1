"""A kiosk with nothing to look at: the same machine, loop and memory, without a window.

For crowds of simulated kiosks and for tests that start and kill a kiosk many times a second.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from collections.abc import Callable

from kiosk.config import Config
from kiosk.machine import Machine
from kiosk.state import State, Surroundings
from kiosk.tickets import House


class HeadlessFront:
    """A `kiosk.front.Front` that keeps the last state and calls `on_show` with it."""

    def __init__(self) -> None:
        self.state = State()
        self.on_show: Callable[[State], None] = lambda _state: None
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._numbers = itertools.count()
        self._running = True

    def show(self, state: State, timeout_s: float | None) -> None:
        self.state = state
        self.on_show(state)

    def wake(self) -> None:
        """There is nothing that could be dark."""

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        """There is nothing that could be dimmed."""

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        self._calls.put(fn)

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        number = next(self._numbers)
        heapq.heappush(self._timers, (time.monotonic() + delay_s, number, fn))
        return lambda: self._cancelled.add(number)

    def run(self) -> None:
        """Until `stop`. What a call raises comes out here, as it does of Kivy's loop."""
        while self._running:
            self._run_due()
            wait_s = min(max(self._timers[0][0] - time.monotonic(), 0.0), 1.0) if self._timers else 1.0
            try:
                self._calls.get(timeout=wait_s)()
            except queue.Empty:
                continue

    def stop(self) -> None:
        self._running = False

    def _run_due(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            _due, number, fn = heapq.heappop(self._timers)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                fn()


def build(config: Config, front: HeadlessFront) -> Machine:
    """The machine of this configuration, not started yet. Raises MemoryInUse, CatalogError."""
    house = House(config.brand.zh, config.brand.en, config.store, config.kiosk)
    around = Surroundings(language=config.language)
    return Machine(config, State(around=around, home_language=config.language, house=house), front)
