"""The hub: a known member sees who they are, what they have and what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, EVENING, LIN, LONG, NEW
from kiosk.values import Card
from mqtt_bridge.messages import MemberView

COUPONS_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Greeting:
    """`confirmed`: the server has said all this now; else it is from memory and marked with `member.as_of`.

    `page` counts pages of coupons from 0. `at` is when the diner arrived.
    """

    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    at: datetime
    confirmed: bool = True
    page: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.member.coupons) // COUPONS_A_PAGE))

    @property
    def checked_in_today(self) -> bool:
        return self.member.check_in.last_on == self.at.date().isoformat()

    @classmethod
    def examples(cls) -> list[Greeting]:
        return [
            cls(CARD, LIN, EVENING),
            cls(CARD, NEW, EVENING),
            cls(CARD, LONG, EVENING, page=1),
            cls(CARD, LIN, EVENING, confirmed=False),
        ]
