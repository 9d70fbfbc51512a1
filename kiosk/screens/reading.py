"""A card was tapped or a code scanned: finding out whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD
from kiosk.values import Card


@dataclass(frozen=True, slots=True)
class Reading:
    """`receipt`: one whose points are waiting for this card; `friend`: the code of whoever brought it; "" for none.

    `instead`: it was shown during another one's visit, which is over now.
    """

    timeout_s: ClassVar[float | None] = 12.0
    card: Card
    receipt: str = ""
    friend: str = ""
    instead: bool = False

    @classmethod
    def examples(cls) -> list[Reading]:
        return [cls(CARD), cls(CARD, instead=True)]
