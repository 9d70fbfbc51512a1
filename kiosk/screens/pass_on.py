"""A coupon for somebody else: the code they scan at a kiosk. `code` "" while the server has not answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN, LONG
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class PassOn:
    """`until` is when the code ends; `error` a refusal code."""

    timeout_s: ClassVar[float | None] = 90.0
    card: Card
    member: MemberView
    coupon: CouponView
    code: str = ""
    until: str = ""
    error: str = ""

    @classmethod
    def examples(cls) -> list[PassOn]:
        code, until = "RGG-7QK2M9X4TA3B8C1D", "2026-11-25T18:42:00+08:00"
        return [
            cls(CARD, LIN, AMOUNT_OFF),
            cls(CARD, LIN, AMOUNT_OFF, code, until),
            cls(CARD, LONG, LONG.coupons[0], code, until),
            cls(CARD, LIN, AMOUNT_OFF, error="not_to_pass"),
        ]
