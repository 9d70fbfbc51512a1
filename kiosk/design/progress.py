"""How far one has come: the ring of points, the stamps of a streak, the steps of joining."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.properties import (
    NumericProperty,
    StringProperty,
)

from kiosk.design.layout import Pile, Stack
from kiosk.design.look import the_look
from kiosk.design.tokens import RING_S


class Steps(Stack):
    """Three steps, with the one we are at. `joins`: by which way somebody joins."""

    at = NumericProperty(0)
    joins = StringProperty("phone")


class PointsRing(Stack):
    """The member's points inside a ring that fills toward the next tier; both count up on arrival."""

    points = NumericProperty(0)
    share = NumericProperty(0.0)
    counted = NumericProperty(0.0)
    filled = NumericProperty(0.0)
    caption = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.counted, self.filled = float(self.points), float(self.share)
        self.fbind("points", self._follow)
        self.fbind("share", self._follow)

    def play(self) -> None:
        Animation.cancel_all(self, "counted", "filled")
        self.counted = self.filled = 0.0
        self._follow()

    def _follow(self, *_: object) -> None:
        Animation.cancel_all(self, "counted", "filled")
        if the_look().moving and self.get_root_window() is not None:
            Animation(counted=self.points, filled=self.share, d=RING_S, t="out_cubic").start(self)
        else:
            self.counted, self.filled = float(self.points), float(self.share)


class Stamps(Stack):
    """Circles of a streak; `filled` of them are stamped."""

    filled = NumericProperty(0)
    total = NumericProperty(7)


class Bar(Pile):
    """A track that is filled from the left by `share`, 0 to 1."""

    share = NumericProperty(0.0)
