"""Joining, step 3: the code of whoever brings them, scanned or typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import BY_PHONE
from kiosk.values import Card, Draft

FRIEND_CHARS = 16


@dataclass(frozen=True, slots=True)
class JoinFriend:
    """`text` is what stands behind `RGF-`. `error` is "" or a refusal code."""

    timeout_s: ClassVar[float | None] = 60.0
    draft: Draft
    text: str = ""
    error: str = ""
    asking: bool = False

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @property
    def spelled(self) -> str:
        """In groups of four, as it stands on the slip."""
        groups = [self.text[at : at + 4] for at in range(0, len(self.text), 4)]
        return "RGF-" + " ".join(groups)

    @classmethod
    def examples(cls) -> list[JoinFriend]:
        return [
            cls(BY_PHONE),
            cls(BY_PHONE, "7QK2M9"),
            cls(BY_PHONE, "7QK2M9X4TA3B8C1D", asking=True),
            cls(BY_PHONE, "", "unknown_code"),
        ]
