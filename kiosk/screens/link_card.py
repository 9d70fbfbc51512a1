"""One more card for a member: tap it now. Right after joining it also shows the member's own code to take along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import CODE_CARD
from kiosk.screens._people import CARD, LIN, LONG, NEW
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class LinkCard:
    """`card` is what the member signed in with. `new` is the one tapped just now; `error` a refusal code, or "linked".

    `code` is their own `RGM-…` right after joining; "" later.
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    code: str = ""
    new: Card | None = None
    error: str = ""

    @property
    def asking(self) -> bool:
        return self.new is not None

    @classmethod
    def examples(cls) -> list[LinkCard]:
        return [
            cls(CODE_CARD, NEW, CODE_CARD.value),
            cls(CODE_CARD, NEW, CODE_CARD.value, error="card_taken"),
            cls(CARD, LIN),
            cls(CARD, LIN, new=CARD),
            cls(CARD, LONG, error="card_blocked"),
            cls(CARD, LIN, error="linked"),
        ]
