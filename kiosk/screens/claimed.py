"""The receipt's points are on their way; whoever likes paper may have it on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, QUOTE
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ReceiptQuoted


@dataclass(frozen=True, slots=True)
class Claimed:
    """`member` has the points of `quote`. `job` while a slip is printing; `outcome` is "", printed or failed."""

    timeout_s: ClassVar[float | None] = 12.0
    card: Card
    member: MemberView
    quote: ReceiptQuoted
    job: str = ""
    outcome: str = ""

    @classmethod
    def examples(cls) -> list[Claimed]:
        return [
            cls(CARD, LIN, QUOTE),
            cls(CARD, LIN, QUOTE, "j-1"),
            cls(CARD, LIN, QUOTE, "", "printed"),
            cls(CARD, LIN, QUOTE, "", "failed"),
        ]
