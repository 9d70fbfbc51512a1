"""What lies behind and above every screen: backdrop, top bar, and the sheet that asks whether anybody is there."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.design.bake import Uniform, baked
from kiosk.design.layout import Pile, Stack
from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import GLOW
from kiosk.design.tokens import rgba


class Backdrop(Part):
    """Warm paper by day; ember in the dark when nobody is here."""

    night = BooleanProperty(True)
    middle = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._ground = Rectangle(size=(0, 0))
        self._paint = Clock.create_trigger(self._draw, -1)
        for name in ("pos", "size", "night", "middle"):
            self.fbind(name, self._paint)
        the_look().fbind("theme", self._paint)

    def _draw(self, *_: object) -> None:
        if self.width < 2:
            return
        uniforms = self._black() if the_look().theme != "normal" else self._night() if self.night else self._paper()
        self._ground.texture = baked(GLOW, int(self.width), int(self.height), tuple(uniforms.items()))
        # Shown pixel for pixel: without the filter a software renderer needs a third of the time.
        self._ground.texture.mag_filter = self._ground.texture.min_filter = "nearest"
        self._ground.pos, self._ground.size = self.pos, self.size

    def _night(self) -> dict[str, Uniform]:
        return {
            "low": rgba("#120A07"),
            "high": rgba("#3A150B"),
            "dir": (0.35, 0.8),
            "glow": rgba("#B4481C", 0.75),
            "at": (0.5, 0.6) if self.middle else the_look().pick((0.70, 0.52), (0.735, 0.54), (0.5, 0.66)),
            "glow2": rgba("#000000", 0.0),
            "at2": (0.0, 0.0),
        }

    @staticmethod
    def _black() -> dict[str, Uniform]:
        black = rgba("#000000")
        still = (0.0, 0.0)
        return {"low": black, "high": black, "dir": still, "glow": black, "at": still, "glow2": black, "at2": still}

    @staticmethod
    def _paper() -> dict[str, Uniform]:
        return {
            "low": rgba("#EEE5D8"),
            "high": rgba("#FBF6EF"),
            "dir": (0.0, 1.0),
            "glow": rgba("#FFE6CF", 0.85),
            "at": (0.02, 1.02),
            "glow2": rgba("#FFF6EA", 0.5),
            "at2": (1.0, 0.1),
        }


class Countdown(Stack):
    """Knows how much time is left: `left` seconds (-1: no limit) and `share` of the whole."""

    left = NumericProperty(-1)
    share = NumericProperty(1.0)


class TopBar(Countdown):
    around = ObjectProperty(rebind=True)
    as_of = StringProperty("")
    busy = BooleanProperty(False)
    door = BooleanProperty(True)


class Modal(Stack):
    """Covers everything: a touch beside its controls does nothing."""

    covers_all = True

    def on_touch_down(self, touch: Any) -> bool:
        if not self.shown or self.asleep:
            return False
        super().on_touch_down(touch)
        return True


class StillThere(Countdown, Modal):
    """Asks whether anybody is there."""


class Chrome(Pile):
    """Top bar, reach handle and the two sheets: what only somebody who is here sees. `shift` is the stage's."""

    shift = NumericProperty(0)

    def on_shift(self, *_: object) -> None:
        self._trigger()


class Stage(Pile):
    """`shift`: how many pixels screen and top bar stand lower, so that short arms reach them."""

    night = BooleanProperty(True)
    middle = BooleanProperty(False)
    shift = NumericProperty(0)

    def on_shift(self, *_: object) -> None:
        self._trigger()
