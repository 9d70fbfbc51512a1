"""Six answers to what people ask, and a call for staff. For who is no member, too: `card` and `member` are None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView

ANSWERS = 6


@dataclass(frozen=True, slots=True)
class Guide:
    """`open` is which answer is unfolded, 0 to 5; None: none.

    `call`: staff were called, and know of it (`coming`) or will when the network is back (`waiting`).
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: Card | None = None
    member: MemberView | None = None
    open: int | None = None
    call: Literal["", "coming", "waiting"] = ""

    @classmethod
    def examples(cls) -> list[Guide]:
        answers = (cls(CARD, LIN, number) for number in range(ANSWERS))
        return [cls(), *answers, cls(call="coming"), cls(CARD, LIN, call="waiting"), cls(CARD, LIN, 2, "coming")]
