"""Paper is moving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN, LONG
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class Printing:
    """`redemption` is "" when an already issued coupon is printed. `may_be_on_paper`: an earlier job of it may be.
    `price` is what it took in points.

    The printer has the last word; only one whose driver hangs for good says nothing, and is not waited for for ever.
    """

    timeout_s: ClassVar[float | None] = 90.0
    card: Card
    member: MemberView
    coupon: CouponView
    job: str
    redemption: str = ""
    may_be_on_paper: bool = False
    price: int = 0

    @classmethod
    def examples(cls) -> list[Printing]:
        return [cls(CARD, LIN, AMOUNT_OFF, "j-1"), cls(CARD, LONG, LONG.coupons[0], "j-1", "r-1")]
