"""What an award is made of: one part for every rule that gave points, and the rules that gave none, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loyalty.slots import WrongDay, WrongTime
from loyalty.words import NO_WORDS, Words

FIRST_ORDER = Words("首单奖励", "First-order bonus")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `amount_fen` is for all of it, net of its discounts."""

    sku: str
    category: str
    qty: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class SpendPart:
    spend_fen: int
    every_fen: int
    each: int
    points: int
    title: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class TierPart:
    tier: Words
    basis_points: int
    points: int


@dataclass(frozen=True, slots=True)
class MultiplierPart:
    title: Words
    basis_points: int
    counted_fen: int
    points: int


@dataclass(frozen=True, slots=True)
class FirstOrderPart:
    min_fen: int
    points: int
    title: Words = FIRST_ORDER


@dataclass(frozen=True, slots=True)
class BonusPart:
    """A fixed number of points, whatever was spent."""

    title: Words
    points: int


@dataclass(frozen=True, slots=True)
class CapPart:
    """What a cap took off: `points` is negative. With a `title` it is the cap of that rule alone (of a `bonus`?)."""

    cap: Literal["order", "day", "period", "balance"]
    limit: int
    points: int
    title: Words = NO_WORDS
    bonus: bool = False


Part = SpendPart | TierPart | MultiplierPart | FirstOrderPart | BonusPart | CapPart


@dataclass(frozen=True, slots=True)
class NoSuchDish:
    """Nothing in the order is of these categories or articles."""

    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    spend_fen: int
    min_fen: int


@dataclass(frozen=True, slots=True)
class WrongStore:
    store: str
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongTier:
    """The member's `tier` is none of `tiers` (keys)."""

    tier: str
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongDate:
    """Not on this date; it is from `first` to `last` (ISO, both included)."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class NotFirstOrder:
    """Not the first order any more. Said to nobody: it is no news."""


@dataclass(frozen=True, slots=True)
class TooNew:
    """A member for `days`; it takes `min_days`."""

    days: int
    min_days: int


@dataclass(frozen=True, slots=True)
class FewVisits:
    visits: int
    min_visits: int


@dataclass(frozen=True, slots=True)
class NoBirthday:
    """Not the birthday, or not its month."""

    when: Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class NoHoliday:
    """None of these holidays (keys) is kept on this day."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """What a rule excludes (`not`) is the case."""


@dataclass(frozen=True, slots=True)
class Outranked:
    """Another rule of the same group counts instead: `by` is its title."""

    by: Words


Unmet = (
    WrongDay
    | WrongTime
    | WrongDate
    | NoSuchDish
    | BelowMinimum
    | WrongStore
    | WrongTier
    | NotFirstOrder
    | TooNew
    | FewVisits
    | NoBirthday
    | NoHoliday
    | Excluded
)


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that gave nothing, and why."""

    title: Words
    why: Unmet | Outranked


@dataclass(frozen=True, slots=True)
class Award:
    """`points` is the sum of the parts' (I14); `missed` are the rules that gave nothing.

    `explain.why` says it in words, `explain.trace` as the ledger keeps it.
    """

    points: int
    parts: tuple[Part, ...]
    missed: tuple[Missed, ...] = ()

    @property
    def by_spend(self) -> int:
        """The points that caps on all points by spend count: all but bonuses."""
        return sum(part.points for part in self.parts if not _is_bonus(part))


def _is_bonus(part: Part) -> bool:
    return isinstance(part, BonusPart | FirstOrderPart) or (isinstance(part, CapPart) and part.bonus)
