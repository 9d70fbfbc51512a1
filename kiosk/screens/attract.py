"""Nobody is here: what we offer, and how to begin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attract:
    """`refused` names why the last thing a diner did had no effect (`not_our_code`), shown for a moment."""

    refused: str = ""

    @property
    def timeout_s(self) -> float | None:
        return 6.0 if self.refused else None

    @classmethod
    def examples(cls) -> list[Attract]:
        return [cls(), cls("not_our_code")]
