"""The conditions of a rule. Each says what is not met, or None: the member is told in those words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from loyalty import checks
from loyalty.awards import (
    BelowMinimum,
    Excluded,
    FewVisits,
    NoBirthday,
    NoHoliday,
    NoSuchDish,
    NotFirstOrder,
    TooNew,
    Unmet,
    WrongDate,
    WrongStore,
    WrongTier,
)
from loyalty.rules.facts import Facts
from loyalty.slots import Slot


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met; without parts: always."""

    parts: tuple[Condition, ...] = ()

    def unmet(self, facts: Facts) -> Unmet | None:
        return next((found for part in self.parts if (found := part.unmet(facts)) is not None), None)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is met; if none, the first says why."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("needs at least one condition")

    def unmet(self, facts: Facts) -> Unmet | None:
        found = [part.unmet(facts) for part in self.parts]
        return None if None in found else found[0]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if self.part.unmet(facts) is not None else Excluded()


@dataclass(frozen=True, slots=True)
class SpendFrom:
    fen: int

    def __post_init__(self) -> None:
        checks.fen("an amount", self.fen)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if facts.spend_fen >= self.fen else BelowMinimum(facts.spend_fen, self.fen)


@dataclass(frozen=True, slots=True)
class Categories:
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        _some(self.names)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if any(line.category in self.names for line in facts.lines) else NoSuchDish(self.names)


@dataclass(frozen=True, slots=True)
class Skus:
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        _some(self.names)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if any(line.sku in self.names for line in facts.lines) else NoSuchDish(self.names)


@dataclass(frozen=True, slots=True)
class When:
    """On these weekdays, in this slot."""

    slot: Slot

    def unmet(self, facts: Facts) -> Unmet | None:
        return self.slot.missed(facts.at)


@dataclass(frozen=True, slots=True)
class Dates:
    """From the local date `first` to `last`, both included (ISO)."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if date.fromisoformat(self.first) > date.fromisoformat(self.last):
            raise ValueError(f"{self.last} is before {self.first}")

    def unmet(self, facts: Facts) -> Unmet | None:
        inside = date.fromisoformat(self.first) <= facts.at.date() <= date.fromisoformat(self.last)
        return None if inside else WrongDate(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Tiers:
    """The member is of one of these tiers (keys)."""

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        _some(self.keys)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if facts.tier in self.keys else WrongTier(facts.tier, self.keys)


@dataclass(frozen=True, slots=True)
class Stores:
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        _some(self.names)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if facts.store in self.names else WrongStore(facts.store, self.names)


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """The member's first order (of those that reach the rule's own minimum)."""

    first: bool = True

    def unmet(self, facts: Facts) -> Unmet | None:
        if facts.first_order == self.first:
            return None
        return NotFirstOrder() if self.first else Excluded()


@dataclass(frozen=True, slots=True)
class MemberDaysFrom:
    days: int

    def __post_init__(self) -> None:
        checks.whole("days", self.days, 0, 36_600)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if facts.member_days >= self.days else TooNew(facts.member_days, self.days)


@dataclass(frozen=True, slots=True)
class VisitsFrom:
    """Visits in the tier's window, this one not counted."""

    visits: int

    def __post_init__(self) -> None:
        checks.whole("visits", self.visits, 0, 100_000)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if facts.visits >= self.visits else FewVisits(facts.visits, self.visits)


@dataclass(frozen=True, slots=True)
class Birthday:
    """On the birthday, or on any day of its month."""

    when: Literal["day", "month"]

    def __post_init__(self) -> None:
        if self.when not in ("day", "month"):
            raise ValueError(f"{self.when!r} is none of day, month")

    def unmet(self, facts: Facts) -> Unmet | None:
        met = facts.birthday == "day" or (self.when == "month" and facts.birthday == "month")
        return None if met else NoBirthday(self.when)


@dataclass(frozen=True, slots=True)
class OnHoliday:
    """On the days on which one of these holidays of the programme (keys) is kept."""

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        _some(self.keys)

    def unmet(self, facts: Facts) -> Unmet | None:
        return None if any(key in facts.holidays for key in self.keys) else NoHoliday(self.keys)


Condition = (
    AllOf
    | AnyOf
    | Not
    | SpendFrom
    | Categories
    | Skus
    | When
    | Dates
    | Tiers
    | Stores
    | FirstOrder
    | MemberDaysFrom
    | VisitsFrom
    | Birthday
    | OnHoliday
)

ALWAYS = AllOf()


def _some(names: tuple[str, ...]) -> None:
    if not names or len(names) > 200:
        raise ValueError(f"needs 1 to 200 names, not {len(names)}")


def leaves(condition: Condition) -> Iterator[Condition]:
    """Every condition of a tree that holds no others."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition
