"""How to hold a phone or a paper code to the scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Scan:
    timeout_s: ClassVar[float | None] = 20.0
    refused: str = ""

    @classmethod
    def examples(cls) -> list[Scan]:
        return [cls(), cls("not_our_code")]
