"""The closed grammar of the codes we print and scan: everything else is "not one of our codes".

A code is a prefix that says what it is and 8 to 40 capital letters and digits, so that it fits the
compact alphanumeric mode of a QR code and can hold no command, address or control byte.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 64
# Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(r"RG([MCRF])-([0-9A-Z]{8,40})\Z")


class CodeKind(StrEnum):
    MEMBER = "M"
    COUPON = "C"
    RECEIPT = "R"
    FRIEND = "F"


@dataclass(frozen=True, slots=True)
class Code:
    kind: CodeKind
    text: str


def read_code(text: str) -> Code | None:
    """What this scanned text is; None: not one of our codes. Scanner suffixes (CR, LF, TAB) are not part of it."""
    if len(text) > MAX_CHARS + 2:
        return None
    match = _CODE.match(text.strip("\r\n\t "))
    return Code(CodeKind(match[1]), match[0]) if match else None


def new_code(kind: CodeKind, chars: int = 16) -> str:
    """A fresh code that nobody can guess: 16 characters are 80 random bits."""
    return f"RG{kind.value}-" + "".join(secrets.choice(ALPHABET) for _ in range(chars))
