"""Points for an order: floored, monotone, and never more for splitting the bill (B1, B2, B6, I9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loyalty import checks
from loyalty.slots import ALWAYS, Slot, WrongDay, WrongTime
from loyalty.words import Words


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
    can be evaded with two bills; a cap per day cannot.
    """

    every_fen: int = 5_000
    points: int = 1
    first_order: FirstOrder | None = FirstOrder()
    multipliers: tuple[Multiplier, ...] = ()
    order_cap: int | None = None
    day_cap: int | None = None
    void_window_minutes: int = 0


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


@dataclass(frozen=True, slots=True)
class CapPart:
    """What a cap took off: `points` is negative."""

    cap: Literal["order", "day"]
    limit: int
    points: int


Part = SpendPart | TierPart | MultiplierPart | FirstOrderPart | CapPart


@dataclass(frozen=True, slots=True)
class NoSuchDish:
    """Nothing in the order is of these categories or articles."""

    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    spend_fen: int
    min_fen: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that gave nothing, and why."""

    title: Words
    why: WrongDay | WrongTime | NoSuchDish | BelowMinimum


@dataclass(frozen=True, slots=True)
class Award:
    """`points` is the sum of the parts' (I14); `missed` are the rules that gave nothing.

    `explain.why` says it in words, `explain.trace` as the ledger keeps it.
    """

    points: int
    parts: tuple[Part, ...]
    missed: tuple[Missed, ...] = ()


FIRST_ORDER = Words("首单奖励", "First-order bonus")


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
) -> Award:
    """Points for one paid order.

    `spend_fen` is what was paid, net of discounts; `local` the time on the restaurant's wall; `tier` the
    member's, with its multiplier; `earned_today` the points by spend this member already has of this day.
    """
    checks.fen("spend_fen", spend_fen)
    base = spend_fen // policy.every_fen * policy.points
    parts: list[Part] = [SpendPart(spend_fen, policy.every_fen, policy.points, base)]
    missed: list[Missed] = []
    if tier is not None and tier_basis_points > 10_000:
        parts.append(TierPart(tier, tier_basis_points, _extra(base, tier_basis_points)))
    bought = tuple(lines)
    for rule in policy.multipliers:
        result = _multiplied(policy, rule, spend_fen, bought, local)
        if isinstance(result, Missed):
            missed.append(result)
        else:
            parts.append(result)
    parts += _caps(policy, sum(part.points for part in parts), earned_today)
    if first_order and policy.first_order is not None:
        if spend_fen >= policy.first_order.min_fen:
            parts.append(FirstOrderPart(policy.first_order.min_fen, policy.first_order.points))
        else:
            missed.append(Missed(FIRST_ORDER, BelowMinimum(spend_fen, policy.first_order.min_fen)))
    return Award(sum(part.points for part in parts), tuple(parts), tuple(missed))


def _extra(base: int, basis_points: int) -> int:
    return base * (basis_points - 10_000) // 10_000


def _multiplied(
    policy: EarningPolicy, rule: Multiplier, spend_fen: int, lines: tuple[OrderLine, ...], local: datetime
) -> MultiplierPart | Missed:
    outside = rule.when.missed(local)
    if outside is not None:
        return Missed(rule.title, outside)
    counted = spend_fen
    if rule.categories or rule.skus:
        matching = (line for line in lines if line.category in rule.categories or line.sku in rule.skus)
        amounts = [line.amount_fen for line in matching]
        if not amounts:
            return Missed(rule.title, NoSuchDish(rule.categories + rule.skus))
        counted = max(0, min(spend_fen, sum(amounts)))
    extra = _extra(counted // policy.every_fen * policy.points, rule.basis_points)
    return MultiplierPart(rule.title, rule.basis_points, counted, extra)


def _caps(policy: EarningPolicy, points: int, earned_today: int) -> list[Part]:
    parts: list[Part] = []
    if policy.order_cap is not None and points > policy.order_cap:
        parts.append(CapPart("order", policy.order_cap, policy.order_cap - points))
        points = policy.order_cap
    if policy.day_cap is not None:
        left = max(0, policy.day_cap - earned_today)
        if points > left:
            parts.append(CapPart("day", policy.day_cap, left - points))
    return parts
