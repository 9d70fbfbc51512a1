"""What the screen does when nobody is here: it dims, is dark at night, and moves so that nothing burns in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate

from kiosk.config import Display
from kiosk.design.entrance import play, rest
from kiosk.hours import within

DIMMED = 0.7
OFF = 1.0
# Where the panel itself is dimmed: nothing to be seen, but there to take the first touch.
SHEER = 0.01
BRIGHT = 100
# In the hours in which the screen is off, a passer-by sees it for this long.
OFF_AFTER_S = 60.0
LOOK_S = 60.0
SHIFT_S = 120.0
SHIFTS = ((0, 0), (1, 0), (2, 1), (1, 2), (0, 1), (-1, 0), (-2, -1), (-1, -2), (0, -1))


class Resting:
    """`page` gives the page that is shown. On the Kivy thread."""

    def __init__(self, root: Any, display: Display, now: Callable[[], datetime], page: Callable[[], Any]) -> None:
        self._veil = root.ids["veil"].__self__
        self._slot = root.ids["slot"].__self__
        self._display, self._now, self._page = display, now, page
        self._veil.on_finger = self.stir
        self._idle_since_s: float | None = None
        self._blanked = False
        self._bright = BRIGHT
        self._step = 0
        with self._slot.canvas.before:
            PushMatrix()
            self._shift = Translate(0, 0)
        with self._slot.canvas.after:
            PopMatrix()
        self._look_s = min(LOOK_S, display.dim_after_s or LOOK_S)
        self._looks: list[Any] = []
        self._backlight: Callable[[int], None] | None = None

    @property
    def dark(self) -> float:
        """How dark it is: 0 as usual, 1 black."""
        return float(self._veil.dark)

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        """The panel's own light (0 to 100) is dimmed from now on, and the picture no more."""
        self._backlight = backlight
        self._darken(0.0)

    def bright(self, percent: int) -> None:
        """How bright the panel's own light is while somebody is here."""
        if percent != self._bright:
            self._bright = percent
            if not self._veil.dark:
                self._darken(0.0)

    def show(self, nobody: bool) -> None:
        """A picture is shown that is new to the eye; `nobody`: one of those that stand for hours."""
        self.stir()
        if nobody == (self._idle_since_s is not None):
            return
        if nobody:
            self._idle_since_s = Clock.get_time()
            self._plan()
        else:
            self._idle_since_s = None
            self._cancel()
            self._shift.xy = SHIFTS[0]

    def stir(self) -> None:
        """Somebody is here: bright again, and the time begins anew."""
        self._blanked = False
        if self._idle_since_s is not None:
            self._idle_since_s = Clock.get_time()
        if self._veil.dark:
            self._darken(0.0)
            self._wake()

    def blank(self) -> bool:
        """Dark until somebody comes; False while somebody is here."""
        if self._idle_since_s is None:
            return False
        self._blanked = True
        if not self._veil.dark:
            rest(self._page())
        self._darken(OFF)
        return True

    def _wake(self) -> None:
        # Where somebody has come, the page has not, and begins by itself.
        page = self._page()
        if page is not None:
            play(page)

    def _plan(self) -> None:
        self._cancel()
        looks = ((self._look_again, self._look_s), (self._move_on, SHIFT_S))
        self._looks = [Clock.schedule_interval(look, every_s) for look, every_s in looks]

    def _cancel(self) -> None:
        for look in self._looks:
            look.cancel()

    def _look_again(self, *_: object) -> None:
        if self._idle_since_s is None or self._blanked:
            return
        idle_s = Clock.get_time() - self._idle_since_s
        dark = 0.0
        if within(self._now(), self._display.off_from, self._display.off_to) and idle_s >= OFF_AFTER_S:
            dark = OFF
        elif self._display.dim_after_s and idle_s >= self._display.dim_after_s:
            dark = DIMMED
        if dark and not self._veil.dark:
            rest(self._page())
        elif not dark and self._veil.dark:
            self._wake()
        self._darken(dark)

    def _darken(self, dark: float) -> None:
        if self._backlight is None:
            self._veil.dark = dark
            return
        veil, percent = {DIMMED: (SHEER, self._display.dim_percent), OFF: (OFF, 0)}.get(dark, (0.0, self._bright))
        if veil != self._veil.dark or not dark:
            self._backlight(percent)
        self._veil.dark = veil

    def _move_on(self, *_: object) -> None:
        if not self._veil.dark:
            self._step = (self._step + 1) % len(SHIFTS)
            self._shift.xy = SHIFTS[self._step]
