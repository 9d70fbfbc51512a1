"""A code to be scanned from the screen: dark on white, every module the same whole number of pixels."""

from __future__ import annotations

from typing import Any

import segno
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty

from kiosk.design.surface import Box

# What ISO/IEC 18004 asks for round a code, in modules.
QUIET = 4
EMPTY, DARK = b"\xff", b"\x12"


def picture(text: str) -> tuple[bytes, int]:
    """One byte of grey for each module, the last row first as OpenGL wants it, and how many modules a side has."""
    rows = [b"".join(DARK if dark else EMPTY for dark in row) for row in segno.make_qr(text, error="m").matrix]
    side = len(rows) + 2 * QUIET
    edge = [EMPTY * side] * QUIET
    return b"".join([*edge, *(EMPTY * QUIET + row + EMPTY * QUIET for row in reversed(rows)), *edge]), side


class Qr(Box):
    """A white card with the code of `text`; "" leaves the card empty and keeps no picture of the last one."""

    text = StringProperty("")

    def __init__(self, **values: Any) -> None:
        self._side = 0
        self._draw = Clock.create_trigger(self._draw_code, -1)
        super().__init__(**values)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._code = Rectangle(size=(0, 0))
        for name in ("pos", "size"):
            self.fbind(name, self._draw)
        self.fbind("text", self._make)
        self._make()

    def _make(self, *_: object) -> None:
        self._side = 0
        self._code.texture = None
        if self.text:
            grey, self._side = picture(self.text)
            texture = Texture.create(size=(self._side, self._side), colorfmt="luminance")
            texture.mag_filter = texture.min_filter = "nearest"
            texture.blit_buffer(grey, colorfmt="luminance", bufferfmt="ubyte")
            self._code.texture = texture
        self._draw()

    def _draw_code(self, *_: object) -> None:
        if not self._side:
            self._code.size = (0, 0)
            return
        module = max(1, int(min(self.width, self.height) / self._side))
        side = module * self._side
        self._code.size = (side, side)
        self._code.pos = (round(self.center_x - side / 2), round(self.center_y - side / 2))
