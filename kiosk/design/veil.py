"""What lies over everything when nobody is here: darkness. A touch on it wakes the screen and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty

from kiosk.design.part import Part


class Veil(Part):
    """`dark` from 0, nothing, to 1, black. `on_finger` hears of every touch, and whether it fell on a dark screen."""

    dark = NumericProperty(0.0)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.on_finger: Callable[[], None] = lambda: None
        with self.canvas:
            self._colour = Color(0, 0, 0, 0)
            self._sheet = Rectangle(size=(0, 0))
        for name in ("pos", "size", "dark"):
            self.fbind(name, self._draw)

    def _draw(self, *_: object) -> None:
        self._colour.a = self.dark
        self._sheet.pos = self.pos
        self._sheet.size = self.size if self.dark else (0, 0)

    def on_touch_down(self, touch: Any) -> bool:
        was_dark = bool(self.dark)
        self.on_finger()
        return was_dark
