"""What is kept of a member, and how they get it or have it deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import TOLD
from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ProfileView


@dataclass(frozen=True, slots=True)
class MyData:
    timeout_s: ClassVar[float | None] = 90.0
    card: Card
    member: MemberView
    view: ProfileView

    @classmethod
    def examples(cls) -> list[MyData]:
        return [cls(CARD, LIN, TOLD)]
