"""A ticket as data: what is on the paper, before anyone knows which printer it goes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# The size of small print.
SMALL = 0


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Text:
    """Text in any script, broken into lines where it must be. `size` 0 is small print, 1 body text, 2 double, 3 triple.

    `fit`: no larger than lets it stand on one line, but never smaller than double; what is too long even then is drawn
    at one and a half, on several lines.
    """

    text: str
    size: int = 1
    bold: bool = False
    align: Align = Align.LEFT
    fit: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label at the left margin and its value at the right one, on one line."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred; `caption` is printed under it in plain text."""

    data: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A CODE128 barcode, centred, for tills whose scanner reads no QR; `caption` is printed under it."""

    data: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper: fine and dashed, or `heavy`."""

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Blank paper."""

    lines: int = 1


Element = Text | Pair | Qr | Bars | Rule | Gap


@dataclass(frozen=True, slots=True)
class Ticket:
    """One piece of paper: elements from top to bottom, then a cut unless `cut` is False."""

    elements: tuple[Element, ...]
    cut: bool = True
