"""Things with a ground: cards, chips and buttons."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import BorderImage, Color
from kivy.properties import NumericProperty, StringProperty

from kiosk.design.bake import Uniform, baked
from kiosk.design.layout import Stack
from kiosk.design.look import the_look
from kiosk.design.shaders import BOX
from kiosk.design.tokens import COLOURS, SURFACES


class Ground:
    """One nine-slice picture behind a widget. The picture is tiny: corners, and one line to stretch."""

    def __init__(self) -> None:
        self.colour = Color(1, 1, 1, 1)
        self.image = BorderImage(size=(0, 0), border=(0, 0, 0, 0), auto_scale="off")

    def show(self, look: str, radius: int, pos: tuple[int, int], size: tuple[int, int]) -> None:
        """Draw the surface `look` in the box; "" draws nothing."""
        if not look or size[0] <= 0 or size[1] <= 0:
            # With a border a nine-slice is never smaller than its corners.
            self.image.border, self.image.size = (0, 0, 0, 0), (0, 0)
            return
        surface = SURFACES[look]
        radius = min(radius, size[0] // 2, size[1] // 2)
        margin = the_look().px(26) if surface.shadow else 1
        corner = radius + margin + 2
        plain = surface.high == surface.low
        high = min(corner * 2 + 4, size[1] + 2 * margin) if plain else size[1] + 2 * margin
        wide = min(corner * 2 + 4, size[0] + 2 * margin)
        uniforms: tuple[tuple[str, Uniform], ...] = (
            ("rad", float(radius)),
            ("margin", float(margin)),
            ("edge", float(max(1, the_look().px(1.2 if the_look().theme == "normal" else 3)))),
            ("shadow", 0.16 if surface.shadow else 0.0),
            ("low", COLOURS[surface.low]),
            ("high", COLOURS[surface.high]),
            ("border", COLOURS[surface.border or "clear"]),
        )
        texture = baked(BOX, wide, high, uniforms)
        side = (wide - 2) // 2
        ends = (high - 2) // 2
        self.image.texture = texture
        self.image.border = (ends, side, ends, side)
        self.image.pos = (pos[0] - margin, pos[1] - margin)
        self.image.size = (size[0] + 2 * margin, size[1] + 2 * margin)


class Box(Stack):
    """A line of things on a ground. `surface` is one of `tokens.SURFACES`, `radius` in pixels (-1: a half circle)."""

    surface = StringProperty("")
    radius = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        self._ground: Ground | None = None
        self._paint = Clock.create_trigger(self._draw_ground, -1)
        super().__init__(**values)
        with self.canvas.before:
            self._ground = Ground()
        for name in ("pos", "size", "surface", "radius"):
            self.fbind(name, self._paint)
        self.fbind("surface", self._tint_words)
        the_look().fbind("theme", self._paint)

    def _tint_words(self, *_: object) -> None:
        """On a yellow ground words are black: in the plain theme their own tone says all."""
        if the_look().theme != "normal":
            for part in self.walk(restrict=True):
                if hasattr(part, "tint"):
                    part.tint()

    def _draw_ground(self, *_: object) -> None:
        if self._ground is not None:
            radius = int(self.height / 2) if self.radius < 0 else int(self.radius)
            box = (int(self.x), int(self.y)), (int(self.width), int(self.height))
            self._ground.show(self.surface, radius, *box)
