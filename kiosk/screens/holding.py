"""The points are being set aside; nothing is printed before the server says yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, REWARDS
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, RewardView


@dataclass(frozen=True, slots=True)
class Holding:
    """`tries` counts how often the same redemption was asked: an unknown outcome asks again, it never starts anew."""

    timeout_s: ClassVar[float | None] = None
    card: Card
    member: MemberView
    reward: RewardView
    redemption: str
    tries: int = 1

    @classmethod
    def examples(cls) -> list[Holding]:
        return [cls(CARD, LIN, REWARDS[0], "r-1"), cls(CARD, LIN, REWARDS[4], "r-1", 3)]
