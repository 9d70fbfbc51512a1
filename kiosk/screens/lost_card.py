"""A card is lost: which one, are you sure, done. The account and its points stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import CODE_CARD, MANY_CARDS, TOLD
from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ProfileView

CARDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class LostCard:
    """`chosen` is the ending of the card they mean, "" for none yet; `done`: it is blocked."""

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    view: ProfileView
    chosen: str = ""
    done: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """The endings of the newest cards."""
        return self.view.cards[:CARDS_SHOWN]

    @classmethod
    def examples(cls) -> list[LostCard]:
        return [
            cls(CODE_CARD, LIN, TOLD),
            cls(CODE_CARD, LIN, MANY_CARDS, "B2C3"),
            cls(CODE_CARD, LIN, TOLD, "B2C3", done=True),
            cls(CARD, LIN, ProfileView()),
        ]
