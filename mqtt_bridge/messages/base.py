"""What every value on the wire is, and text in two languages."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

# How surely a card is the card it says it is: it answered a fresh challenge, it only told its UID, or nobody says.
CardProof = Literal["", "uid_only", "challenged"]


class Value(Struct, frozen=True, omit_defaults=True):
    """Base of everything on the wire: frozen, unknown fields ignored, defaults left out."""


class Words(Value, frozen=True):
    """One text in the two languages every kiosk speaks."""

    zh: str
    en: str


class Question(Value, frozen=True):
    """Base of every question a kiosk asks; `method` is the last part of its topic."""

    method: ClassVar[str]
