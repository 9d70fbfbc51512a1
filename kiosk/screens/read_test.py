"""Whether the reader and the scanner read: a card and a code are held up, and what came of them is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReadTest:
    """`card` and `code` are the last four characters of what was read, all that is kept of it; "": nothing yet.

    `proof` says how the card showed what it is: uid_only, sealed, challenged, failed, or two for two at once.
    `kind` says which of our codes it is: member, coupon, receipt, friend, gift, signed, or other for none of ours.
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: str = ""
    proof: str = ""
    code: str = ""
    kind: str = ""

    @property
    def read(self) -> tuple[str, ...]:
        """Which of the two were read, in the order in which they stand on the screen."""
        card = ("card",) if self.card else ()
        return (*card, "code") if self.kind else card

    @classmethod
    def examples(cls) -> list[ReadTest]:
        return [
            cls(),
            cls("E580", "challenged"),
            cls("04FF", "failed", "9K2M", "member"),
            cls("", "two", "", "other"),
            cls("A1B2", "sealed", "77XQ", "signed"),
        ]
