"""Bring a friend: the member's own code, what both get, how many have come. `view` None: no answer yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN, LOW_REFERRAL, REFERRAL
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ReferralView, RungView

RUNGS = 3


@dataclass(frozen=True, slots=True)
class Refer:
    """`job` while a slip is printing; `outcome` is "", printed or failed."""

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    view: ReferralView | None = None
    job: str = ""
    outcome: str = ""

    @property
    def rungs(self) -> tuple[RungView | None, ...]:
        """The ladder; None where it has fewer rungs."""
        shown = () if self.view is None else self.view.ladder[:RUNGS]
        return shown + (None,) * (RUNGS - len(shown))

    @classmethod
    def examples(cls) -> list[Refer]:
        return [
            cls(CARD, LIN),
            cls(CARD, LIN, REFERRAL),
            cls(CARD, LIN, REFERRAL, "", "printed"),
            cls(CARD, LIN, REFERRAL, "j-1"),
            cls(CARD, LIN, REFERRAL, "", "failed"),
            cls(CARD, LIN, LOW_REFERRAL),
        ]
