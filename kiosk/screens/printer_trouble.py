"""The printer stopped: try the same coupon again, keep it for later, or have the points back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, BIRTHDAY, CARD, LIN, LUNCH
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class PrinterTrouble:
    """`fault` is paper_out, cover_open, offline or unknown; `may_be_on_paper`: it may have come out all the same.

    `price` is what it took in points, and what goes back when it is void.
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    coupon: CouponView
    job: str
    redemption: str
    fault: str
    may_be_on_paper: bool
    price: int = 0

    @classmethod
    def examples(cls) -> list[PrinterTrouble]:
        return [
            cls(CARD, LIN, AMOUNT_OFF, "j-1", "r-1", "paper_out", False),
            cls(CARD, LIN, BIRTHDAY, "j-1", "", "cover_open", False),
            cls(CARD, LIN, LUNCH, "j-1", "r-1", "unknown", True),
        ]
