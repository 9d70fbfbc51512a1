"""A name as a screen in a restaurant may show it."""

from __future__ import annotations

import unicodedata
from typing import Literal

Style = Literal["masked", "surname"]
LONGEST = 40


def shown(name: str, style: Style) -> str:
    """The name without what would tell a stranger who it is; empty stays empty.

    masked: 林*雨, Emily C. · surname: 林会员, E. Carter.
    """
    clean = " ".join("".join(c for c in name if unicodedata.category(c)[0] != "C" or c == " ").split())
    if not clean:
        return ""
    words = clean.split(" ")
    if len(words) == 1 and not clean.isascii():
        return _han(clean, style)
    if len(words) == 1:
        return clean[:LONGEST]
    first, last = words[0], words[-1]
    return f"{first[:LONGEST]} {last[0]}." if style == "masked" else f"{first[0]}. {last[:LONGEST]}"


def _han(name: str, style: Style) -> str:
    if style == "surname":
        return f"{name[0]}会员"
    if len(name) < 3:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 4)}{name[-1]}"
