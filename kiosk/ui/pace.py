"""How often the kiosk looks for something to draw and to feel: 60 times a second for a diner, 2 when all is still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

VISIT_FPS = 60
# What moves on the resting screen moves so often; see `kiosk.design.live`.
MOVING_FPS = 12
# What another thread has to say, and a touch where `Nudge` listens, wakes the clock at once: this is for the rest.
STILL_FPS = 2
# So long after a picture or a touch the next may follow.
LINGER_S = 1.0


class Clock(Protocol):
    """What is needed of Kivy's."""

    _max_fps: float

    def get_time(self) -> float: ...
    def schedule_once(self, callback: Callable[[float], None], timeout: float) -> object: ...


class Pace:
    """Sets the clock's rate. `still_fps`: how seldom it may look when nobody is here and nothing moves."""

    def __init__(self, clock: Clock, still_fps: int) -> None:
        self._clock, self._still_fps = clock, still_fps
        self._visit = self._work = self._by_hand = False
        self._stirred_s = 0.0
        self._slowing = False

    def visit(self, here: bool) -> None:
        """Whether somebody is here."""
        self._visit = here
        self._settle()

    def work(self, busy: bool) -> None:
        """Whether something is built, a little with each look."""
        self._work = busy
        self._settle()

    def _settle(self) -> None:
        if self._by_hand:
            return
        if self._visit or self._work:
            self._clock._max_fps = VISIT_FPS
        else:
            self.stirred()

    def stirred(self) -> None:
        """A picture has changed, or a finger was felt: more may follow."""
        if self._visit or self._work or self._by_hand:
            return
        self._stirred_s = self._clock.get_time()
        self._clock._max_fps = MOVING_FPS
        if not self._slowing:
            self._slowing = True
            self._clock.schedule_once(self._slow_down, LINGER_S)

    def turn_by_hand(self) -> None:
        """As fast as it is asked, from now on: for tests and the screen book."""
        self._by_hand = True
        self._clock._max_fps = 0

    def _slow_down(self, _passed_s: float) -> None:
        self._slowing = False
        if self._visit or self._work or self._by_hand:
            return
        left_s = self._stirred_s + LINGER_S - self._clock.get_time()
        if left_s > 0:
            self._slowing = True
            self._clock.schedule_once(self._slow_down, left_s)
        else:
            self._clock._max_fps = self._still_fps
