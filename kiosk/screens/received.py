"""Somebody's gift was scanned: the coupon is the member's. `coupon` None: the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, EVENING, LIN
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class Received:
    """`gift` is the code that was scanned; `error` why it brought nothing."""

    timeout_s: ClassVar[float | None] = 20.0
    card: Card
    member: MemberView
    gift: str
    at: datetime
    coupon: CouponView | None = None
    error: str = ""

    @classmethod
    def examples(cls) -> list[Received]:
        gift = "RGG-7QK2M9X4TA3B8C1D"
        return [
            cls(CARD, LIN, gift, EVENING),
            cls(CARD, LIN, gift, EVENING, AMOUNT_OFF),
            cls(CARD, LIN, gift, EVENING, error="gift_over"),
        ]
