"""The tiers: where I am, what moves me, what each gives. `listed` None: the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, FIRST_STEPS, LIN, NEW, TIERS
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, TiersListed


@dataclass(frozen=True, slots=True)
class Ladder:
    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    listed: TiersListed | None = None

    @property
    def rank(self) -> int:
        return self.member.tier.rank if self.member.tier else 0

    @classmethod
    def examples(cls) -> list[Ladder]:
        return [cls(CARD, LIN), cls(CARD, LIN, TIERS), cls(CARD, NEW, FIRST_STEPS)]
