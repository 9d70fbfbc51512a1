"""The real window, drawn where nobody looks, with a clock turned by hand: a front for one kiosk after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from devstack.book import SIZES
from kiosk.config import Audio, Brand, Display
from kiosk.state import State
from kiosk.ui import Ui


class Face:
    """One per process. `touched` hears of every control; `shown` of every state; `now` tells the time it shows."""

    def __init__(self, size: str) -> None:
        width, height, px_per_mm = SIZES[size]
        self.size = (width, height)
        self.touched: Callable[[str, str], None] = lambda _what, _arg: None
        self.shown: Callable[[State], None] = lambda _state: None
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self._cancels: list[Callable[[], None]] = []
        display = Display(width=width, height=height, window="offscreen", px_per_mm=px_per_mm)
        self.ui = Ui(
            *(display, Brand(), lambda what, arg: self.touched(what, arg), lambda: self.now()),
            moving=False,
            audio=Audio(volume=0),
        )
        self.ui.step(0.0)

    def show(self, state: State, timeout_s: float | None) -> None:
        self.shown(state)
        self.ui.show(state, timeout_s)

    def wake(self) -> None:
        self.ui.wake()

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        self.ui.dim_with(backlight)

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        self.ui.post_from_any_thread(fn)

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        cancel = self.ui.after(delay_s, fn)
        # Timers that ran are not worth keeping; there are never many that wait.
        self._cancels = [*self._cancels[-200:], cancel]
        return cancel

    def forget(self) -> None:
        """The kiosk behind it has ended: nothing of it may run any more."""
        for cancel in self._cancels:
            cancel()
        self._cancels.clear()
        self.touched = lambda _what, _arg: None
        self.shown = lambda _state: None
