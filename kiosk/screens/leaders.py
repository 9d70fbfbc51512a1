"""This month's first ten, with masked names. `listed` None: the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, FURTHER_DOWN, LEADERS, LIN, NEW
from kiosk.values import Card
from mqtt_bridge.messages import LeadersListed, MemberView


@dataclass(frozen=True, slots=True)
class Leaders:
    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    listed: LeadersListed | None = None

    @classmethod
    def examples(cls) -> list[Leaders]:
        return [
            cls(CARD, LIN),
            cls(CARD, LIN, LEADERS),
            cls(CARD, LIN, FURTHER_DOWN),
            cls(CARD, NEW, LeadersListed()),
        ]
