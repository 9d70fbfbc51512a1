"""Everything else a member can look at or do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class More:
    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView

    @classmethod
    def examples(cls) -> list[More]:
        return [cls(CARD, LIN)]
