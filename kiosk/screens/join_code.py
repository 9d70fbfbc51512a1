"""Joining, step 2: the code that was sent to the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, EVENING
from kiosk.values import Card

CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class JoinCode:
    """`resend_at`: from then on another code may be asked for. `error` is "" or a refusal code."""

    timeout_s: ClassVar[float | None] = 90.0
    card: Card | None
    phone: str
    resend_at: datetime
    digits: str = ""
    error: str = ""
    asking: bool = False

    @property
    def phone_masked(self) -> str:
        return f"{self.phone[:3]} •••• {self.phone[-4:]}"

    @classmethod
    def examples(cls) -> list[JoinCode]:
        return [
            cls(CARD, "13812346688", EVENING),
            cls(CARD, "13812346688", EVENING, "4071"),
            cls(CARD, "13812346688", EVENING, "", "code_wrong"),
            cls(None, "13812346688", EVENING, "407182", asking=True),
        ]
