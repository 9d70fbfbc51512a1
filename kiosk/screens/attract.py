"""Nobody is here: what we offer, and how to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Attract:
    """`refused` names why the last thing a diner did had no effect (`not_our_code`), shown for a moment."""

    timeout_s: ClassVar[float | None] = None
    refused: str = ""

    @classmethod
    def examples(cls) -> list[Attract]:
        return [cls()]
