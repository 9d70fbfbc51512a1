"""All of a member's coupons, four a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, EVENING, LIN, LONG, NEW
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView

COUPONS_A_PAGE = 4


@dataclass(frozen=True, slots=True)
class Wallet:
    """`at` says what "in 3 days" is counted from."""

    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    at: datetime
    page: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.member.coupons) // COUPONS_A_PAGE))

    @property
    def slots(self) -> tuple[CouponView | None, ...]:
        """The coupons of this page; None where the page has room left."""
        shown = self.member.coupons[self.page * COUPONS_A_PAGE : (self.page + 1) * COUPONS_A_PAGE]
        return shown + (None,) * (COUPONS_A_PAGE - len(shown))

    @classmethod
    def examples(cls) -> list[Wallet]:
        return [cls(CARD, LIN, EVENING), cls(CARD, NEW, EVENING), cls(CARD, LONG, EVENING, page=1)]
