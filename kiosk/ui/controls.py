"""What can be touched now, as values: for the keypad, the voice, tests and the bench."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Control:
    """`box_px` is left, top, width, height in pixels from the top left of the screen.

    `on` says whether a choice or a switch is chosen; None: it is neither. `texts` stand on it beside its label.
    """

    what: str
    arg: str
    role: str
    label: str
    enabled: bool
    box_px: tuple[int, int, int, int]
    on: bool | None = None
    texts: tuple[str, ...] = ()
