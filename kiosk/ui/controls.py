"""What can be touched now, as values: for tests, for the bench, and for speech later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """`box_px` is left, top, width, height in pixels from the top left of the screen."""

    what: str
    arg: str
    role: str
    label: str
    enabled: bool
    box_px: tuple[int, int, int, int]
