"""Three forms of screen, and how big things are on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.design.tokens import LARGE_TEXT, SMALLEST_PX, TYPE

Form = Literal["wide", "small", "tall"]
# The size each form was drawn for, and its share of the 1280x800 measures.
BASES: dict[Form, tuple[int, int, float]] = {
    "wide": (1280, 800, 1.0),
    "small": (800, 480, 0.75),
    "tall": (1080, 1920, 1.5),
}


@dataclass(frozen=True, slots=True)
class Metrics:
    """`width` and `height` in pixels."""

    width: int
    height: int
    px_per_mm: float

    @property
    def form(self) -> Form:
        if self.height > self.width:
            return "tall"
        return "small" if self.width < 1000 or self.height < 620 else "wide"

    @property
    def zoom(self) -> float:
        """How much bigger this screen is than the one its form was drawn for."""
        width, height, _ = BASES[self.form]
        return min(self.width / width, self.height / height)

    def px(self, wide: float, small: float | None = None, tall: float | None = None) -> int:
        """Pixels for a measure of the 1280x800 drawing; the other two forms may name their own."""
        own = {"wide": wide, "small": small, "tall": tall}[self.form]
        value = own if own is not None else wide * BASES[self.form][2]
        return round(value * self.zoom)

    def mm(self, millimetres: float) -> int:
        return round(millimetres * self.px_per_mm)

    def font(self, role: str, large: bool = False) -> int:
        _, _, share = BASES[self.form]
        size = max(SMALLEST_PX, TYPE[role] * share * self.zoom)
        return round(size * (LARGE_TEXT if large else 1.0))
