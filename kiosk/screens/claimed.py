"""The receipt's points are on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class Claimed:
    timeout_s: ClassVar[float | None] = 12.0
    card: Card
    member: MemberView
    points: int

    @classmethod
    def examples(cls) -> list[Claimed]:
        return [cls(CARD, LIN, 12)]
