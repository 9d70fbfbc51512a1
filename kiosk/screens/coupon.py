"""One coupon: its rules, its code to show at the till, and the way to paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, EVENING, LIN, LONG, LUNCH, USED
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class CouponCard:
    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    coupon: CouponView
    at: datetime

    @classmethod
    def examples(cls) -> list[CouponCard]:
        return [
            cls(CARD, LIN, AMOUNT_OFF, EVENING),
            cls(CARD, LONG, LONG.coupons[0], EVENING),
            cls(CARD, LIN, LUNCH, EVENING),
            cls(CARD, LIN, USED, EVENING),
        ]
