"""Points or a coupon for somebody with a telephone: what, and to which number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN, LONG, NEW
from kiosk.screens.join_phone import PHONE_DIGITS, grouped
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView

AMOUNTS = (10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class GiftTo:
    """`coupon` None: points are given, `points` of them (0: not chosen yet). `error` is "" or a refusal code."""

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    coupon: CouponView | None = None
    points: int = 0
    digits: str = ""
    error: str = ""

    @property
    def dialled(self) -> bool:
        return len(self.digits) == PHONE_DIGITS

    @property
    def complete(self) -> bool:
        return self.dialled and (self.coupon is not None or self.points > 0)

    @property
    def grouped(self) -> str:
        return grouped(self.digits)

    @classmethod
    def examples(cls) -> list[GiftTo]:
        return [
            cls(CARD, LIN),
            cls(CARD, LIN, points=50, digits="1390013"),
            cls(CARD, LIN, AMOUNT_OFF, digits="13900139000"),
            cls(CARD, LONG, LONG.coupons[0], digits="13900139000", error="bad_phone"),
            cls(CARD, NEW, points=0, digits="13900139000", error="own_number"),
        ]
