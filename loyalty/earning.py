"""Points for an order: floored, monotone, and never more for splitting the bill (B1, B2, B6, I9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from loyalty.awards import (
    FIRST_ORDER,
    Award,
    BelowMinimum,
    BonusPart,
    CapPart,
    FirstOrderPart,
    Missed,
    MultiplierPart,
    NoSuchDish,
    OrderLine,
    Part,
    SpendPart,
    TierPart,
)
from loyalty.rules import (
    AllOf,
    Bonus,
    Cap,
    Caps,
    Facts,
    PerSpend,
    RuleVersion,
    Scope,
    SpendFrom,
    TierTimes,
    Times,
    When,
    evaluate,
)
from loyalty.rules import (
    FirstOrder as IsFirstOrder,
)
from loyalty.slots import ALWAYS, Slot
from loyalty.words import NO_WORDS, Words

__all__ = [
    "FIRST_ORDER",
    "FIRST_ORDER_RULE",
    "RESERVED",
    "Award",
    "BelowMinimum",
    "BonusPart",
    "CapPart",
    "EarningPolicy",
    "FirstOrder",
    "FirstOrderPart",
    "Missed",
    "Multiplier",
    "MultiplierPart",
    "NoSuchDish",
    "OrderLine",
    "Part",
    "SpendPart",
    "TierPart",
    "award",
    "rules_of",
]

# Keys of the rules a policy makes; a rule of a programme with one of these keys takes its place.
FIRST_ORDER_RULE = "first-order"
RESERVED = ("base", "tier", "caps", FIRST_ORDER_RULE)


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """A bonus for a member's first order of at least `min_fen`."""

    min_fen: int = 20_000
    points: int = 50


@dataclass(frozen=True, slots=True)
class Multiplier:
    """More points at certain times or for certain dishes. 20000 basis points: twice as many.

    With `categories` or `skus` it counts only the money of those lines; both empty: all of the order.
    """

    key: str
    title: Words
    basis_points: int
    when: Slot = ALWAYS
    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarningPolicy:
    """Every full `every_fen` is `points`. Caps (None: none) hold for points by spend, not for bonuses.

    Each multiplier adds its own extra on the base, so their order does not matter. A cap per order alone
    can be evaded with two bills; a cap per day cannot. `period_cap` holds for `period_days`, today included;
    with `balance_cap` points no order lifts the balance above it.
    """

    every_fen: int = 5_000
    points: int = 1
    first_order: FirstOrder | None = FirstOrder()
    multipliers: tuple[Multiplier, ...] = ()
    order_cap: int | None = None
    day_cap: int | None = None
    void_window_minutes: int = 0
    period_cap: int | None = None
    period_days: int = 30
    balance_cap: int | None = None


def rules_of(policy: EarningPolicy) -> tuple[RuleVersion, ...]:
    """The policy as rules: what `rules.evaluate` needs to give exactly its points, in its words."""
    return _rules_of(policy)


@lru_cache(maxsize=64)
def _rules_of(policy: EarningPolicy) -> tuple[RuleVersion, ...]:
    made = [
        RuleVersion("base", NO_WORDS, PerSpend(policy.every_fen, policy.points)),
        RuleVersion("tier", NO_WORDS, TierTimes()),
    ]
    for place, one in enumerate(policy.multipliers):
        times = Times(one.basis_points, Scope(one.categories, one.skus))
        # Priorities keep the order in which they are written.
        made.append(RuleVersion(one.key, one.title, times, When(one.when), priority=-place))
    caps = Caps(policy.order_cap, policy.day_cap, policy.period_cap, policy.balance_cap, policy.period_days)
    made.append(RuleVersion("caps", NO_WORDS, Cap(caps)))
    if policy.first_order is not None:
        asks = AllOf((IsFirstOrder(), SpendFrom(policy.first_order.min_fen)))
        made.append(RuleVersion(FIRST_ORDER_RULE, FIRST_ORDER, Bonus(policy.first_order.points), asks))
    return tuple(made)


def award(
    policy: EarningPolicy,
    spend_fen: int,
    local: datetime,
    *,
    lines: Iterable[OrderLine] = (),
    first_order: bool = False,
    tier: Words | None = None,
    tier_basis_points: int = 10_000,
    earned_today: int = 0,
    earned_in_period: int = 0,
    balance: int = 0,
) -> Award:
    """Points for one paid order.

    `spend_fen` is what was paid, net of discounts; `local` the time on the restaurant's wall; `tier` the
    member's, with its multiplier; `earned_today` the points by spend this member already has of this day,
    `earned_in_period` of the period of `period_cap`.
    """
    facts = Facts(
        at=local,
        spend_fen=spend_fen,
        lines=tuple(lines),
        first_order=first_order,
        tier_name=tier,
        tier_basis_points=tier_basis_points,
        earned_today=earned_today,
        earned_in_period=earned_in_period,
        balance=balance,
    )
    return evaluate(_rules_of(policy), facts)
