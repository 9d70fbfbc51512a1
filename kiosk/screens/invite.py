"""A card nobody holds yet: the invitation to join with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD
from kiosk.values import Card


@dataclass(frozen=True, slots=True)
class Invite:
    """`friend` is the code of whoever brought them, "" for nobody's."""

    timeout_s: ClassVar[float | None] = 30.0
    card: Card
    friend: str = ""

    @classmethod
    def examples(cls) -> list[Invite]:
        return [cls(CARD)]
