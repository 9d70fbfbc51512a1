"""The points are set aside and nothing is printed yet: a few seconds to take it back."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.screens._people import AMOUNT_OFF, CARD, LIN, LONG, REWARDS
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView, RewardView


@dataclass(frozen=True, slots=True)
class Undo:
    """`seconds` until it is printed by itself. `member` is as before the hold, `points_after` as it will be."""

    card: Card
    member: MemberView
    reward: RewardView
    coupon: CouponView
    redemption: str
    points_after: int
    seconds: float = 5.0

    @property
    def timeout_s(self) -> float | None:
        return self.seconds

    @classmethod
    def examples(cls) -> list[Undo]:
        return [
            cls(CARD, LIN, REWARDS[0], AMOUNT_OFF, "r-1", 2470),
            cls(CARD, LONG, REWARDS[4], LONG.coupons[0], "r-1", 9_999_819, 15.0),
        ]
