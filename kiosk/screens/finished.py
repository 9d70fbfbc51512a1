"""It worked: take the paper, or know that the coupon waits in the wallet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView


@dataclass(frozen=True, slots=True)
class Finished:
    """`outcome`: printed, kept (the coupon waits in the wallet) or voided (the points are back)."""

    timeout_s: ClassVar[float | None] = 12.0
    card: Card
    member: MemberView
    coupon: CouponView
    outcome: str

    @classmethod
    def examples(cls) -> list[Finished]:
        return [cls(CARD, LIN, AMOUNT_OFF, outcome) for outcome in ("printed", "kept", "voided")]
