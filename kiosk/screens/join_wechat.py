"""Joining by WeChat: a code to scan with the telephone, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, EVENING
from kiosk.values import Card, Draft


@dataclass(frozen=True, slots=True)
class JoinWechat:
    """`url` is the code, "" until the server has made one. `scanned`: somebody has it on their telephone now.

    `error` is "" or why there is nothing to scan: a refusal code. `asking` while the server is asked for a code.
    """

    timeout_s: ClassVar[float | None] = 120.0
    draft: Draft = field(default_factory=lambda: Draft(way="wechat"))
    url: str = ""
    ends_at: datetime | None = None
    scanned: bool = False
    error: str = ""
    asking: bool = False

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @classmethod
    def examples(cls) -> list[JoinWechat]:
        draft = Draft(way="wechat", card=CARD, ticket="9f3c1a7be2d84c5f9f3c1a7be2d84c5f")
        url = "https://join.lotus-and-ember.example/w/" + draft.ticket
        return [
            cls(asking=True),
            cls(draft, url, EVENING),
            cls(draft, url, EVENING, scanned=True),
            cls(draft, "", error="code_expired"),
        ]
