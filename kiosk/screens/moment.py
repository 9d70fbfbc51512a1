"""A new tier, for a moment; or the calm word that one was lost. `up` says which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, EVENING, LIN, NEW
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class Moment:
    """Ends by itself and goes on to the greeting, or at a touch."""

    timeout_s: ClassVar[float | None] = 4.0
    card: Card
    member: MemberView
    at: datetime
    up: bool

    @classmethod
    def examples(cls) -> list[Moment]:
        return [cls(CARD, LIN, EVENING, True), cls(CARD, NEW, EVENING, False)]
