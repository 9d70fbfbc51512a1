"""What points buy. `rewards` None: the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, NEW, REWARDS
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, RewardView

REWARDS_A_PAGE = 6


@dataclass(frozen=True, slots=True)
class Catalogue:
    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    rewards: tuple[RewardView, ...] | None = None
    page: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rewards or ()) // REWARDS_A_PAGE))

    @property
    def shown(self) -> tuple[RewardView, ...]:
        return (self.rewards or ())[self.page * REWARDS_A_PAGE : (self.page + 1) * REWARDS_A_PAGE]

    @property
    def slots(self) -> tuple[RewardView | None, ...]:
        """The rewards of this page; None where the page has room left."""
        return self.shown + (None,) * (REWARDS_A_PAGE - len(self.shown))

    def short(self, reward: RewardView) -> int:
        """How many points are missing; 0: the member can have it."""
        return max(0, reward.points - self.member.points)

    @classmethod
    def examples(cls) -> list[Catalogue]:
        return [cls(CARD, LIN), cls(CARD, LIN, REWARDS), cls(CARD, NEW, REWARDS, page=1), cls(CARD, LIN, ())]
