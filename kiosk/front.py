"""What the kiosk needs of whatever shows it: the Kivy window, or nothing to look at at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kiosk.state import State


class Front(Protocol):
    """Everything but `post_from_any_thread` belongs to the thread that runs the loop."""

    def show(self, state: State, timeout_s: float | None) -> None:
        """Show this state; `timeout_s` is how long it waits for a touch, None: for ever."""

    def wake(self) -> None:
        """Somebody is here, though nothing was touched: as bright as ever."""

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        """Dim the panel's own light (0 to 100) rather than the picture; `backlight` returns at once."""

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        """Run `fn` on the loop's thread as soon as it is free."""

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Run `fn` once, later, on the loop's thread; returns what cancels it."""
