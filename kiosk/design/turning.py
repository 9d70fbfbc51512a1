"""The arc that goes round while something is awaited."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate
from kivy.properties import NumericProperty, StringProperty

from kiosk.design.bake import baked
from kiosk.design.live import Beat
from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import RING
from kiosk.design.tokens import COLOURS

TURN_S = 1.1


class Turning(Part):
    """A short arc that goes round while something is awaited: one picture that is turned, which costs no shader."""

    turn = NumericProperty(0.0)
    thick = NumericProperty(22)
    glow = NumericProperty(0)
    track = StringProperty("track")

    def __init__(self, **values: Any) -> None:
        self._beat = Beat(self._step)
        super().__init__(**values)
        with self.canvas:
            Color(1, 1, 1, 1)
            PushMatrix()
            self._angle = Rotate(angle=0, axis=(0, 0, 1))
            self._quad = Rectangle(size=(0, 0))
            PopMatrix()
        self._draw = Clock.create_trigger(self._paint, -1)
        for name in ("size", "thick", "glow", "track"):
            self.fbind(name, self._draw)
        the_look().fbind("theme", self._draw)
        self.fbind("pos", self._put)
        self.fbind("turn", self._put)
        self._draw()

    def play(self) -> None:
        self._beat.start()

    def rest(self) -> None:
        self._beat.stop()

    def _step(self, passed_s: float) -> None:
        self.turn = (self.turn + passed_s / TURN_S) % 1.0

    def _paint(self, *_: object) -> None:
        if self.width < 2 or self.height < 2:
            return
        ring = {"value": 0.3, "turn": 0.0, "thick": float(self.thick), "glow": float(max(0.01, self.glow)), "fade": 1.0}
        colours = {
            name: COLOURS[tone] for name, tone in (("first", "ember_lit"), ("last", "gold"), ("track", self.track))
        }
        self._quad.texture = baked(RING, int(self.width), int(self.height), (*ring.items(), *colours.items()))
        self._put()

    def _put(self, *_: object) -> None:
        self._quad.pos, self._quad.size = self.pos, self.size
        self._angle.origin, self._angle.angle = self.center, -360 * self.turn
