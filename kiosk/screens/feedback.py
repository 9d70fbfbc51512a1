"""How was it? 0 to 10, then what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, LIN
from kiosk.values import Card
from mqtt_bridge.messages import MemberView

TOPICS = ("taste", "service", "speed", "clean", "value")
TOPICS_MAX = 3
LOW_SCORE = 6


@dataclass(frozen=True, slots=True)
class Feedback:
    """`score` None: not chosen yet. At most three topics. `manager`: call the manager now (offered at a low score)."""

    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    score: int | None = None
    topics: tuple[str, ...] = ()
    manager: bool = False

    @property
    def low(self) -> bool:
        return self.score is not None and self.score <= LOW_SCORE

    @property
    def full(self) -> bool:
        """Whether another topic would be one too many."""
        return len(self.topics) >= TOPICS_MAX

    @classmethod
    def examples(cls) -> list[Feedback]:
        return [
            cls(CARD, LIN),
            cls(CARD, LIN, 9, ("taste",)),
            cls(CARD, LIN, 6),
            cls(CARD, LIN, 3, TOPICS[:TOPICS_MAX], manager=True),
        ]
