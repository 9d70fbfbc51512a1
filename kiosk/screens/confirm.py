"""One reward, before and after: the last moment to change one's mind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, LONG, REWARDS
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, RewardView


@dataclass(frozen=True, slots=True)
class Confirm:
    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    reward: RewardView

    @property
    def points_after(self) -> int:
        return self.member.points - self.reward.points

    @classmethod
    def examples(cls) -> list[Confirm]:
        return [cls(CARD, LIN, REWARDS[0]), cls(CARD, LONG, REWARDS[4])]
