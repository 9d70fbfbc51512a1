"""Six answers to what people ask. Also for somebody who is no member: then `card` and `member` are None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView

ANSWERS = 6


@dataclass(frozen=True, slots=True)
class Guide:
    """`open` is which answer is unfolded, 0 to 5; None: none."""

    timeout_s: ClassVar[float | None] = 60.0
    card: Card | None = None
    member: MemberView | None = None
    open: int | None = None

    @classmethod
    def examples(cls) -> list[Guide]:
        return [cls(), *(cls(CARD, LIN, number) for number in range(ANSWERS))]
