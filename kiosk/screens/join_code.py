"""Joining, step 2: the code that was sent to the phone or the mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._joining import BY_PHONE, EMAIL, LONG_EMAIL, PHONE
from kiosk.screens._people import EVENING
from kiosk.values import Card, Draft

CODE_DIGITS = 6
EMAIL_SHOWN = 24


@dataclass(frozen=True, slots=True)
class JoinCode:
    """`resend_at`: from then on another code may be asked for. `error` is "" or a refusal code.

    `tries_left` of this code, 0: not known, or none was wrong yet.
    """

    timeout_s: ClassVar[float | None] = 90.0
    draft: Draft
    resend_at: datetime
    digits: str = ""
    error: str = ""
    asking: bool = False
    tries_left: int = 0

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @property
    def to_masked(self) -> str:
        """Where the code went, as far as a screen in a room should say."""
        if self.draft.way == "email":
            name, _, house = self.draft.email.partition("@")
            shown = f"{name[:1]}•••@{house}"
            return shown if len(shown) <= EMAIL_SHOWN else shown[: EMAIL_SHOWN - 1] + "…"
        return f"{self.draft.phone[:3]} •••• {self.draft.phone[-4:]}"

    @classmethod
    def examples(cls) -> list[JoinCode]:
        draft = Draft(card=BY_PHONE.card, phone=PHONE)
        return [
            cls(draft, EVENING),
            cls(draft, EVENING, "4071"),
            cls(draft, EVENING, "", "code_wrong", tries_left=3),
            cls(Draft(phone=PHONE), EVENING, "407182", asking=True),
            cls(Draft(way="email", email=EMAIL), EVENING, "", "too_many_tries"),
            cls(Draft(way="email", email=LONG_EMAIL), EVENING, "", "sent"),
        ]
