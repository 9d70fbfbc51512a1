"""Three forms of screen, and how big things are on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.design.tokens import (
    GAP_MM,
    KEY_MM,
    LARGE_TEXT,
    LOW_GAP_MM,
    LOW_KEY_MM,
    LOW_PANEL_MM,
    SMALLEST_PX,
    TYPE,
)

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

    @property
    def low(self) -> bool:
        """Whether the panel is too low for the measures of the others: see `tokens.LOW_PANEL_MM`."""
        return min(self.width, self.height) < LOW_PANEL_MM * self.px_per_mm

    @property
    def gap_mm(self) -> float:
        """The least room between two controls."""
        return LOW_GAP_MM if self.low else GAP_MM

    @property
    def key_mm(self) -> float:
        """The least height and width of a key of a keypad."""
        return LOW_KEY_MM if self.low else KEY_MM

    def apart(self, wide: float, small: float | None = None, tall: float | None = None) -> int:
        """Pixels between two controls: what the drawing says, but never less than fingers need."""
        return max(self.px(wide, small, tall), self.mm(self.gap_mm))

    def font(self, role: str, large: bool = False) -> int:
        _, _, share = BASES[self.form]
        size = max(SMALLEST_PX, TYPE[role] * share * self.zoom)
        return round(size * (LARGE_TEXT if large else 1.0))
