"""The first picture: the brand, until everything is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Boot:
    timeout_s: ClassVar[float | None] = None

    @classmethod
    def examples(cls) -> list[Boot]:
        return [cls()]
