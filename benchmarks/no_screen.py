"""The kiosk's thread without a picture: what `kiosk.ui.Ui` is to the machine, minus Kivy."""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from collections.abc import Callable
from typing import cast

from kiosk.config import Config
from kiosk.machine import Machine
from kiosk.state import State, Surroundings
from kiosk.tickets import House
from kiosk.ui import Ui


class NoScreen:
    """`run_until` is the thread's loop. `on_show` is called with every state that would be drawn."""

    def __init__(self) -> None:
        self.on_show: Callable[[State], None] = lambda _state: None
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._cancelled: set[int] = set()

    def show(self, state: State, _timeout_s: float | None) -> None:
        self.on_show(state)

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        self._posted.put(fn)

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        number = next(self._numbers)
        heapq.heappush(self._timers, (time.monotonic() + delay_s, number, fn))
        return lambda: self._cancelled.add(number)

    def run_until(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        """Run what is posted and what is due until the condition holds. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            now = time.monotonic()
            if now > deadline:
                raise TimeoutError(f"nothing came of it within {timeout_s:g} s")
            self._run_due(now)
            next_s = min(deadline, self._timers[0][0] if self._timers else deadline) - time.monotonic()
            try:
                self._posted.get(timeout=max(0.0, next_s))()
            except queue.Empty:
                continue

    def _run_due(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            _, number, fn = heapq.heappop(self._timers)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                fn()


def machine_without_screen(config: Config) -> tuple[Machine, NoScreen]:
    """The real machine, all but the picture; the caller starts and stops it."""
    screen = NoScreen()
    brand = config.brand
    state = State(
        around=Surroundings(language=config.language),
        home_language=config.language,
        house=House(brand.zh, brand.en, config.store, config.kiosk),
    )
    return Machine(config, state, cast(Ui, screen)), screen
