"""What we know of a member, shown to them after a year: one touch says it is right. `view` None: no answer yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import MANY_CARDS, TOLD, UNTOLD
from kiosk.screens._people import CARD, LIN, LONG, NEW
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ProfileView


@dataclass(frozen=True, slots=True)
class StillRight:
    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    view: ProfileView | None = None

    @classmethod
    def examples(cls) -> list[StillRight]:
        return [cls(CARD, LIN), cls(CARD, LIN, TOLD), cls(CARD, NEW, UNTOLD), cls(CARD, LONG, MANY_CARDS)]
