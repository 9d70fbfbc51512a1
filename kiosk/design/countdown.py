"""Seconds that run out: a ring that empties, and the number in it."""

from __future__ import annotations

import math
from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty, ObjectProperty

from kiosk.design.layout import Pile
from kiosk.design.live import BEATS_A_SECOND
from kiosk.design.look import the_look


class SecondsRing(Pile):
    """Runs from `seconds` to nothing while its screen is shown; another `begun` starts it anew.

    `share` is what is left, 1 to 0, `left` the seconds as they are read. Without motion the ring goes by the second.
    It only shows: that the time is over is for the loop to say.
    """

    seconds = NumericProperty(5.0)
    begun = ObjectProperty(None, allownone=True)
    share = NumericProperty(1.0)
    left = NumericProperty(5)

    def __init__(self, **values: Any) -> None:
        self._until_s = 0.0
        self._beat: Any = None
        # Not to be read out: it would be another number by then.
        super().__init__(**{"silent": True, **values})
        self.fbind("begun", self._again)
        self.fbind("seconds", self._again)
        self._full()

    def play(self) -> None:
        self.rest()
        self._until_s = Clock.get_time() + self.seconds
        self._full()
        self._beat = Clock.schedule_interval(self._step, 1 / BEATS_A_SECOND if the_look().moving else 1.0)

    def rest(self) -> None:
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None

    def _again(self, *_: object) -> None:
        if self._beat is not None:
            self.play()
        else:
            self._full()

    def _full(self) -> None:
        self.share, self.left = 1.0, math.ceil(self.seconds)

    def _step(self, *_: object) -> None:
        left_s = max(0.0, self._until_s - Clock.get_time())
        self.share, self.left = left_s / max(0.1, self.seconds), math.ceil(left_s)
        if not left_s:
            self.rest()
