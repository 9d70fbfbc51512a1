"""A receipt was scanned: its points can be claimed, by a card that is tapped or by the member who is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, QUOTE, TAKEN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ReceiptQuoted


@dataclass(frozen=True, slots=True)
class Receipt:
    """member None: tap a card first. quote None: the server has not answered yet."""

    timeout_s: ClassVar[float | None] = 30.0
    code: str
    card: Card | None = None
    member: MemberView | None = None
    quote: ReceiptQuoted | None = None

    @classmethod
    def examples(cls) -> list[Receipt]:
        return [
            cls("RGR-7QK2M9X4TA3B8C1D"),
            cls("RGR-7QK2M9X4TA3B8C1D", CARD, LIN),
            cls("RGR-7QK2M9X4TA3B8C1D", CARD, LIN, QUOTE),
            cls("RGR-7QK2M9X4TA3B8C1D", CARD, LIN, TAKEN),
        ]
