"""Joining, step 1: the phone number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.screens._joining import BROUGHT
from kiosk.screens._people import CARD
from kiosk.values import Card, Draft

PHONE_DIGITS = 11


def grouped(digits: str) -> str:
    """The digits of a number as people say them: 3-4-4."""
    return " ".join(part for part in (digits[:3], digits[3:7], digits[7:]) if part)


@dataclass(frozen=True, slots=True)
class JoinPhone:
    """`error` is "" or a refusal code; `asking` while the server is asked to send the code."""

    timeout_s: ClassVar[float | None] = 60.0
    draft: Draft = field(default_factory=Draft)
    digits: str = ""
    error: str = ""
    asking: bool = False

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @property
    def complete(self) -> bool:
        return len(self.digits) == PHONE_DIGITS

    @property
    def grouped(self) -> str:
        return grouped(self.digits)

    @classmethod
    def examples(cls) -> list[JoinPhone]:
        draft = Draft(card=CARD)
        return [
            cls(),
            cls(draft, "1381234"),
            cls(draft, "13812346688", asking=True),
            cls(draft, "12812346688", "bad_phone"),
            cls(BROUGHT, "13812346688", "code_expired"),
        ]
