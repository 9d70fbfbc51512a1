"""What a rule may ask of an order and its member: everything the number of points depends on, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from loyalty import checks
from loyalty.awards import OrderLine
from loyalty.words import Words


@dataclass(frozen=True, slots=True)
class Given:
    """Points one rule (by key) gave this member before: on this local day, and in the period of its cap."""

    rule: str
    today: int = 0
    period: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """One paid order of one member.

    `at` is when it was paid, as the restaurant's wall showed it (with its zone); `spend_fen` what was paid, net of
    discounts. `tier_name` None: no tier counts. `earned_today` and `earned_in_period` are points by spend so far.
    `birthday`: today is the "day", or a day of its "month", or neither; `holidays`: the keys of those kept today.
    `largest_before_fen` is the member's largest order before this one, -1 with none; None where only `first_order` was
    kept, one answer for every rule.
    """

    at: datetime
    spend_fen: int
    lines: tuple[OrderLine, ...] = ()
    store: str = ""
    first_order: bool = False
    largest_before_fen: int | None = None
    tier: str = ""
    tier_name: Words | None = None
    tier_basis_points: int = 10_000
    member_days: int = 0
    visits: int = 0
    birthday: Literal["", "day", "month"] = ""
    holidays: tuple[str, ...] = ()
    earned_today: int = 0
    earned_in_period: int = 0
    balance: int = 0
    given: tuple[Given, ...] = ()

    def __post_init__(self) -> None:
        checks.aware("at", self.at)
        checks.fen("spend_fen", self.spend_fen)

    def first_from(self, least_fen: int) -> Facts:
        """The same, with `first_order` as it is for whoever counts orders from so much on."""
        if self.largest_before_fen is None:
            return self
        return replace(self, first_order=self.largest_before_fen < least_fen)

    def given_by(self, rule: str) -> Given:
        return next((one for one in self.given if one.rule == rule), Given(rule))
