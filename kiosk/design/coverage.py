"""Which characters our fonts hold. A missing glyph is drawn as nothing at all, so it is caught here."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FALLBACK = "〓"
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Œ": "OE", "œ": "oe", "ẞ": "ß"})


@cache
def characters() -> frozenset[str]:
    """Every character both weights of the text font can draw."""
    return frozenset((FONTS / "coverage.txt").read_text("utf-8"))


@cache
def figures() -> frozenset[str]:
    """Every character the face for figures can draw."""
    return frozenset((FONTS / "figures.txt").read_text("utf-8"))


def figure(text: str) -> str:
    """The same figure for the face that knows one space only: French groups with one that does not break."""
    return text.replace("\u00a0", " ")


def missing(text: str) -> set[str]:
    """The characters of `text` that would be drawn as nothing."""
    return set(text) - characters() - {"\n"}


def drawable(text: str) -> str:
    """The same text with nothing invisible in it: an unknown letter loses its accents, anything else becomes 〓."""
    if characters().issuperset(text.replace("\n", "")):
        return text
    return "".join(_nearest(char) for char in text)


def _nearest(char: str) -> str:
    if char == "\n" or char in characters():
        return char
    plain = unicodedata.normalize("NFKD", char.translate(_PLAIN))
    kept = "".join(part for part in plain if part in characters())
    if kept:
        return kept
    # Marks that combine or join take no room of their own; dropping them loses nothing a diner would miss.
    return "" if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") else FALLBACK
