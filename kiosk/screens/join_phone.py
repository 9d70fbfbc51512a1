"""Joining, step 1: the phone number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD
from kiosk.values import Card

PHONE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class JoinPhone:
    """`error` is "" or a refusal code; `asking` while the server is asked to send the code. card None: no card yet."""

    timeout_s: ClassVar[float | None] = 60.0
    card: Card | None = None
    digits: str = ""
    error: str = ""
    asking: bool = False

    @property
    def complete(self) -> bool:
        return len(self.digits) == PHONE_DIGITS

    @property
    def grouped(self) -> str:
        """The digits as people say them: 3-4-4."""
        return " ".join(part for part in (self.digits[:3], self.digits[3:7], self.digits[7:]) if part)

    @classmethod
    def examples(cls) -> list[JoinPhone]:
        return [
            cls(),
            cls(CARD, "1381234"),
            cls(CARD, "13812346688", asking=True),
            cls(CARD, "12812346688", "bad_phone"),
        ]
