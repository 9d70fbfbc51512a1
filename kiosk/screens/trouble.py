"""Something did not work: one human sentence, one next step, one short code for the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD
from kiosk.values import Card


@dataclass(frozen=True, slots=True)
class Trouble:
    """`reason` picks the words and is a key of TROUBLES. `code` is for the staff, like K-201.

    `card` lets "try again" mean the same card; None: nothing to try again.
    """

    timeout_s: ClassVar[float | None] = 15.0
    reason: str
    code: str
    card: Card | None = None

    @property
    def by_phone(self) -> bool:
        """Whether signing in by telephone is the way out."""
        return self.reason == "proof_needed"

    @property
    def to_account(self) -> bool:
        """Whether the same card leads to the page of a member who can go on with something else."""
        return self.reason in GO_ON_WITH_SOMETHING_ELSE

    @property
    def leads_on(self) -> bool:
        """Whether there is anything the diner can do here; if not, only staff can help."""
        return self.by_phone or (self.card is not None and self.reason not in ONLY_STAFF_CAN_HELP)

    @classmethod
    def examples(cls) -> list[Trouble]:
        return [cls(reason, code, CARD) for reason, code in TROUBLES.items()]


GO_ON_WITH_SOMETHING_ELSE = frozenset(("for_the_till", "for_a_friend", "reward_gone", "not_enough"))
ONLY_STAFF_CAN_HELP = frozenset(("card_blocked", "refused", "cannot_join"))
TROUBLES = {
    "unknown_offline": "K-101",
    "no_answer": "K-102",
    "card_blocked": "K-103",
    "refused": "K-104",
    "not_our_code": "K-105",
    "for_the_till": "K-106",
    "proof_needed": "K-107",
    "cannot_join": "K-108",
    "for_a_friend": "K-109",
    "gift_needs_card": "K-110",
    "two_cards": "K-111",
    "reward_gone": "K-201",
    "not_enough": "K-202",
    "hold_unknown": "K-203",
    "ask_staff": "K-900",
    "defect": "K-902",
}
