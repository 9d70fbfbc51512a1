"""A gift to a telephone number, before and after: the last moment to change one's mind, then that it is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN, LONG
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class GiftConfirm:
    """`gift` is its id, made once: a second try is the same gift. `until`: it is on its way, to be fetched by then.

    `before` is the balance the gift is taken from; `error` is "" or a refusal code.
    """

    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    gift: str
    phone: str
    coupon: CouponView | None = None
    points: int = 0
    before: int = 0
    asking: bool = False
    until: str = ""
    error: str = ""

    @property
    def masked(self) -> str:
        """Enough of the number to see that it is the right one, and for nobody who looks over the shoulder."""
        return f"{self.phone[:3]} •••• {self.phone[-4:]}"

    @property
    def after(self) -> int:
        return self.member.points if self.until else self.before - self.points

    @classmethod
    def examples(cls) -> list[GiftConfirm]:
        number, until = "13900139000", "2026-11-25T18:42:00+08:00"
        return [
            cls(CARD, LIN, "g1", number, points=50, before=LIN.points),
            cls(CARD, LONG, "g2", number, LONG.coupons[0], before=LONG.points),
            cls(CARD, LIN, "g3", number, points=50, before=LIN.points + 50, until=until),
            cls(CARD, LIN, "g4", number, AMOUNT_OFF, before=LIN.points, until=until),
            cls(CARD, LIN, "g5", number, points=100, before=LIN.points, asking=True),
            cls(CARD, LIN, "g6", number, points=100, before=LIN.points, error="gifts_today"),
        ]
