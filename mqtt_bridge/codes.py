"""The closed grammar of the codes we print and scan: everything else is "not one of our codes".

A code is a prefix that says what it is and 8 to 40 capital letters and digits, so that it fits the
compact alphanumeric mode of a QR code and can hold no command, address or control byte.
A signed coupon (`RGS:`) is longer, in the 45 characters of that mode; only `signed_coupon.verify` believes it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 64
# Crockford's base 32: no I, L, O, U, so that a code can be read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = re.compile(r"RG([MCRFG])-([0-9A-Z]{8,40})\Z")
SIGNED_PREFIX = "RGS:"
# 86, 90, 94 or 98 bytes in base45: with 0 to 3 stores. 151 characters are a QR code of 41 x 41 at level M.
SIGNED_MAX_CHARS = 151
_SIGNED = re.compile(r"RGS:(?:[0-9A-Z $%*+\-./:]{6}){0,3}[0-9A-Z $%*+\-./:]{129}\Z")


class CodeKind(StrEnum):
    MEMBER = "M"
    COUPON = "C"
    RECEIPT = "R"
    FRIEND = "F"
    GIFT = "G"
    SIGNED = "S"


@dataclass(frozen=True, slots=True)
class Code:
    kind: CodeKind
    text: str


def read_code(text: str) -> Code | None:
    """What this scanned text is; None: not one of our codes. Scanner suffixes (CR, LF, TAB) are not part of it."""
    if len(text) > SIGNED_MAX_CHARS + 2:
        return None
    bare = text.strip("\r\n\t ")
    if signed := _SIGNED.match(bare):
        return Code(CodeKind.SIGNED, signed[0])
    match = _CODE.match(bare) if len(text) <= MAX_CHARS + 2 else None
    return Code(CodeKind(match[1]), match[0]) if match else None


def new_code(kind: CodeKind, chars: int = 16) -> str:
    """A fresh code that nobody can guess: 16 characters are 80 random bits. (A signed one: `signed_coupon.sign`.)"""
    if kind is CodeKind.SIGNED:
        raise ValueError("a signed coupon is signed, not made up")
    return f"RG{kind.value}-" + "".join(secrets.choice(ALPHABET) for _ in range(chars))
