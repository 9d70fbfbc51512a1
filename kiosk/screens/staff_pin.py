"""The hidden door for the staff: six digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

PIN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class StaffPin:
    """`error` is "", pin_wrong or pin_locked."""

    timeout_s: ClassVar[float | None] = 30.0
    digits: str = ""
    error: str = ""

    @classmethod
    def examples(cls) -> list[StaffPin]:
        return [cls(), cls("123"), cls(error="pin_wrong"), cls(error="pin_locked")]
