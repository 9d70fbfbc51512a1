"""How much of what is spent comes back as rewards: as a rule, and in the worst case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from loyalty.awards import BonusPart, MultiplierPart, TierPart
from loyalty.coupons import CouponKind
from loyalty.programme.cases import cases
from loyalty.programme.model import Programme, Reward
from loyalty.rules import Facts, evaluate
from loyalty.words import Words


@dataclass(frozen=True, slots=True)
class GiveBack:
    """`basis_points` of the money (200: 2.0 %), with `reward` after spending `at_fen`; `because` made it so much."""

    basis_points: int
    at_fen: int
    reward: Reward
    because: tuple[Words, ...] = ()


def worth_fen(programme: Programme, reward: Reward) -> int | None:
    """What a reward is worth to a member at most, or else what it costs the house; None: neither is known."""
    template = programme.template(reward.coupon)
    if template is not None and template.kind in (CouponKind.AMOUNT_OFF, CouponKind.PERCENT_OFF) and template.value_fen:
        return template.value_fen
    return reward.cost_fen


def usual(programme: Programme) -> GiveBack | None:
    """Plain spending for the plainest reward: the cheapest amount off any order. None: there is none."""
    earning = programme.earning
    plain = [reward for reward in programme.rewards if _is_cash(programme, reward)]
    if not plain or not earning.points:
        return None
    reward = min(plain, key=lambda one: (one.points, one.key))
    at_fen = -(-reward.points // earning.points) * earning.every_fen
    return GiveBack((worth_fen(programme, reward) or 0) * 10_000 // at_fen, at_fen, reward)


def worst(programme: Programme, now: datetime) -> GiveBack | None:
    """The most that comes back of an order, whatever its time, dishes and tier, spent on the best reward.

    One-off bonuses (joining, the first order) are left out: they do not come back with every order.
    """
    best_reward = _best_reward(programme)
    if best_reward is None:
        return None
    reward, a_point = best_reward
    best: tuple[Fraction, Facts] | None = None
    for facts in _cases(programme, now):
        share = evaluate(programme.rule_set, facts).points * a_point / facts.spend_fen
        if best is None or share > best[0]:
            best = share, facts
    if best is None or not best[0]:
        return None
    share, facts = best
    at_fen = -int(-(reward.points * a_point / share) // 1)
    return GiveBack(int(share * 10_000), at_fen, reward, _because(programme, facts))


def _best_reward(programme: Programme) -> tuple[Reward, Fraction] | None:
    """The reward a point is worth most for, and what (fen)."""
    known = [(one, fen) for one in programme.rewards if (fen := worth_fen(programme, one))]
    if not known:
        return None
    reward, fen = max(known, key=lambda pair: (Fraction(pair[1], pair[0].points), pair[0].key))
    return reward, Fraction(fen, reward.points)


def _is_cash(programme: Programme, reward: Reward) -> bool:
    template = programme.template(reward.coupon)
    return template is not None and template.kind is CouponKind.AMOUNT_OFF and template.min_order_fen == 0


def _cases(programme: Programme, now: datetime) -> Iterator[Facts]:
    return cases(programme, programme.rule_set, now, every=False)


def _because(programme: Programme, facts: Facts) -> tuple[Words, ...]:
    found = []
    for part in evaluate(programme.rule_set, facts).parts:
        if isinstance(part, TierPart) and part.points:
            found.append(part.tier)
        elif isinstance(part, MultiplierPart | BonusPart) and part.points:
            found.append(part.title)
    return tuple(found)
