"""Thank you for telling us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class Thanks:
    """`called`: the manager is coming."""

    timeout_s: ClassVar[float | None] = 15.0
    card: Card
    member: MemberView
    called: bool = False

    @classmethod
    def examples(cls) -> list[Thanks]:
        return [cls(CARD, LIN), cls(CARD, LIN, called=True)]
