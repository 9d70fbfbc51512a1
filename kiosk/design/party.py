"""What moves when there is something to celebrate: once, for a moment, and never where motion is not wanted."""

from __future__ import annotations

import math
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.parts import Medal
from kiosk.design.tokens import COLOURS

PIECES = 56
FALL_S = 1.8
# Where the paper hangs in the picture when nothing moves.
STILL = 0.34
_TONES = ("gold", "gold_lit", "ember_lit", "jade_lit", "cream")


def _spread(index: int, step: float) -> float:
    """Places from 0 to 1 that look thrown and are the same every time."""
    return math.modf(index * step + 0.13)[0]


class Confetti(Part):
    """Paper that falls once; `fallen` goes from 0 to 1. It takes no touch."""

    fallen = NumericProperty(STILL)
    fall_s = NumericProperty(FALL_S)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._pieces: list[tuple[Color, Rotate, Rectangle]] = []
        with self.canvas:
            for index in range(PIECES):
                colour = Color(*COLOURS[_TONES[index % len(_TONES)]])
                PushMatrix()
                turn = Rotate(angle=0, axis=(0, 0, 1))
                piece = Rectangle(size=(0, 0))
                PopMatrix()
                self._pieces.append((colour, turn, piece))
        self._draw = Clock.create_trigger(self._place_pieces, -1)
        for name in ("pos", "size", "fallen"):
            self.fbind(name, self._draw)
        self._draw()

    def play(self) -> None:
        """Let it fall, once."""
        Animation.cancel_all(self, "fallen")
        if the_look().moving:
            self.fallen = 0.0
            Animation(fallen=1.0, d=self.fall_s, t="linear").start(self)
        else:
            self.fallen = STILL

    def rest(self) -> None:
        Animation.cancel_all(self, "fallen")

    def _place_pieces(self, *_: object) -> None:
        wide, high = the_look().px(12), the_look().px(20)
        for index, (colour, turn, piece) in enumerate(self._pieces):
            late = 0.3 * _spread(index, 0.618)
            down = max(0.0, (self.fallen - late) / (1.0 - late)) * (1.1 + 0.5 * _spread(index, 0.381))
            across = _spread(index, 0.7548) + 0.02 * math.sin(8 * down + index)
            middle = self.x + across * self.width, self.top + high - down * (self.height + 2 * high)
            if self.fallen >= 1.0:
                # Gone: nothing is drawn, not even nothing.
                piece.size = (0, 0)
                continue
            inside = self.y + high < middle[1] < self.top - high / 2
            colour.a = min(1.0, 4.0 * (1.0 - self.fallen)) if inside else 0.0
            turn.origin, turn.angle = middle, 360.0 * (down + _spread(index, 0.2361))
            piece.size = (wide, high) if index % 3 else (wide, wide)
            piece.pos = (middle[0] - wide / 2, middle[1] - high / 2)


class Cheer(Confetti):
    """Paper over a page that stays: it falls when `on` comes true, and is gone; where nothing moves there is none."""

    on = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(fallen=1.0, **values)
        self.fbind("on", self._cheer)

    def play(self) -> None:
        self._cheer()

    def rest(self) -> None:
        super().rest()
        self.fallen = 1.0

    def _cheer(self, *_: object) -> None:
        self.rest()
        if self.on and the_look().moving and self.get_root_window() is not None:
            super().play()


class Popping(Medal):
    """A medal that lands with a bounce."""

    def play(self) -> None:
        Animation.cancel_all(self, "zoom")
        if the_look().moving:
            self.zoom = 0.4
            Animation(zoom=1.0, d=0.5, t="out_back").start(self)
        else:
            self.zoom = 1.0

    def rest(self) -> None:
        Animation.cancel_all(self, "zoom")
        self.zoom = 1.0
