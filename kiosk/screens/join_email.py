"""Joining, step 1: the e-mail address, on a keyboard of our own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.screens._joining import EMAIL, LONG_EMAIL
from kiosk.screens._people import CARD
from kiosk.values import Card, Draft

# The longest address there is (RFC 5321 §4.5.3.1.3).
EMAIL_MAX = 254
# What most addresses here end with: one touch instead of ten.
DOMAINS = ("qq.com", "163.com", "gmail.com", "outlook.com")
KEYS = "abcdefghijklmnopqrstuvwxyz0123456789@._-+"


@dataclass(frozen=True, slots=True)
class JoinEmail:
    """`error` is "" or a refusal code; `asking` while the server is asked to send the code."""

    timeout_s: ClassVar[float | None] = 90.0
    draft: Draft = field(default_factory=Draft)
    text: str = ""
    error: str = ""
    asking: bool = False

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @property
    def complete(self) -> bool:
        """Whether it has the shape of an address; the server knows better."""
        name, at, house = self.text.partition("@")
        return bool(name and at and "." in house.strip(".") and "@" not in house)

    @classmethod
    def examples(cls) -> list[JoinEmail]:
        draft = Draft(way="email", card=CARD)
        return [
            cls(Draft(way="email")),
            cls(draft, EMAIL),
            cls(draft, LONG_EMAIL, "bad_email"),
            cls(draft, EMAIL, asking=True),
        ]
