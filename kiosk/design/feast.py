"""The holiday of today on the resting screen."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty

from kiosk.design.look import the_look
from kiosk.design.parts import Chip

# Nobody tells a kiosk that rests when midnight comes.
LOOK_S = 30.0


class FeastChip(Chip):
    """`feast` is the holiday that is greeted today, by what is known `around`; None: there is none, and no chip."""

    around = ObjectProperty(None, allownone=True)
    feast = ObjectProperty(None, allownone=True)

    def __init__(self, **values: Any) -> None:
        self._timer: Any = None
        super().__init__(**values)
        self.fbind("around", self._look)

    def play(self) -> None:
        self.rest()
        self._look()
        self._timer = Clock.schedule_interval(self._look, LOOK_S)

    def rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, *_: object) -> None:
        feasts = () if self.around is None else self.around.feasts(the_look().clock())
        self.feast = feasts[0] if feasts else None
