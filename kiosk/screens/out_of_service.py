"""Closed for now. It says no reason to the diner and one short code to the staff, and recovers by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OutOfService:
    timeout_s: ClassVar[float | None] = None
    code: str

    @classmethod
    def examples(cls) -> list[OutOfService]:
        return [cls("K-901")]
