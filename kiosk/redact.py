"""What leaves the kiosk for somebody's help desk names nobody and opens nothing. Pure."""

from __future__ import annotations

import re
from typing import Any

HIDDEN = "***"
_SECRET_KEYS = re.compile(r"(?i)(password|secret|token|pin|private|master)")
# A card's UID has 4, 7 or 10 bytes. Digits alone may be any number; parts of longer names (uuids, hashes) are no UIDs.
_UID = r"(?<![-#\w])(?=[0-9]*[{letters}]|04)(?:[0-9{letters}]{{8}}|[0-9{letters}]{{14}}|[0-9{letters}]{{20}})(?![-\w])"
_TEXTS = (
    # Our codes, also in groups as they are printed.
    (re.compile(r"\b(RG[A-Z])-[0-9A-Z][ 0-9A-Z]{2,60}[0-9A-Z]\b"), r"\1-…"),
    # What a card sealed.
    (re.compile(r"([?&][ec]=)[0-9A-Fa-f]{16,}"), r"\1…"),
    (re.compile(r"(?<![-#\w])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![-\w])"), "(telephone)"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "(address)"),
    (re.compile(_UID.format(letters="a-f")), "(card)"),
    (re.compile(_UID.format(letters="A-F")), "(card)"),
)
_ASSIGNED = re.compile(
    r"(?i)(\b\w*(?:password|secret|token|staff_pin|private|master)\w*\b[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,}]+)"
)


def text(said: str) -> str:
    """The text without cards, codes, telephone numbers, addresses and passwords."""
    said = _ASSIGNED.sub(rf'\1"{HIDDEN}"', said)
    for pattern, instead in _TEXTS:
        said = pattern.sub(instead, said)
    return said


def plain(value: Any, key: str = "") -> Any:
    """JSON without them: what stands under a key that says "password" and the like is hidden whole."""
    match value:
        case dict():
            return {name: plain(inner, name) for name, inner in value.items()}
        case list():
            return [plain(inner, key) for inner in value]
        case str() if value and _SECRET_KEYS.search(key):
            return HIDDEN
        case str():
            return text(value)
        case _:
            return value
