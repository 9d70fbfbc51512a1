"""Points for one order by the rules in force when it was paid, part by part.

Base by spend, then tier and multipliers on the base, then caps, then bonuses. Each adds whole points of its own,
so that their order changes nothing and the parts add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from loyalty import checks
from loyalty.awards import (
    Award,
    BonusPart,
    CapPart,
    FirstOrderPart,
    Missed,
    MultiplierPart,
    NoSuchDish,
    NotFirstOrder,
    Outranked,
    Part,
    SpendPart,
    TierPart,
    Unmet,
)
from loyalty.rules.conditions import AllOf, FirstOrder, SpendFrom
from loyalty.rules.facts import Facts
from loyalty.rules.gives import Bonus, Cap, Caps, Gives, PerSpend, Scope, TierTimes, Times
from loyalty.rules.version import RuleVersion, current

STAGES: tuple[type[Gives], ...] = (PerSpend, TierTimes, Times, Cap, Bonus)


def evaluate(versions: Iterable[RuleVersion], facts: Facts) -> Award:
    """What these rules give for this order. `versions` may hold past and future ones: those in force are used."""
    sheet = _worked_out(versions, facts)
    return Award(sheet.points, tuple(sheet.parts), tuple(sheet.missed))


def points_by_rule(versions: Iterable[RuleVersion], facts: Facts) -> dict[str, int]:
    """What every rule (by key) gave of that award, for the caps of a day and a period: `Given`."""
    return _worked_out(versions, facts).given


def _worked_out(versions: Iterable[RuleVersion], facts: Facts) -> _Sheet:
    rules = current(versions, facts.at)
    sheet = _Sheet(facts)
    for stage in STAGES:
        sheet.work([rule for rule in rules if isinstance(rule.give, stage)])
    sheet.fit()
    return sheet


class _Sheet:
    """The award while it is worked out; gone when `evaluate` returns."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.parts: list[Part] = []
        self.missed: list[Missed] = []
        self.given: dict[str, int] = {}
        self._bases: list[PerSpend] = []
        self._winners: dict[str, RuleVersion] = {}

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)

    def work(self, rules: list[RuleVersion]) -> None:
        """All rules of one stage."""
        met = []
        for rule in rules:
            unmet = rule.unmet(self.facts) or self._nothing_counts(rule.give)
            if unmet is None:
                met.append((rule, self._parts(rule)))
            elif not isinstance(unmet, NotFirstOrder):
                self.missed.append(Missed(rule.title, unmet))
        self._choose(met)
        for rule, parts in met:
            winner = self._winners.get(rule.group)
            if winner is not None and winner is not rule:
                self.missed.append(Missed(rule.title, Outranked(winner.title)))
                continue
            if isinstance(rule.give, PerSpend):
                self._bases.append(rule.give)
            if isinstance(rule.give, Cap):
                # What an earlier cap took off is not taken off again.
                parts = self._parts(rule)
            self.parts += parts
            self.given[rule.key] = _sum(parts)

    def fit(self) -> None:
        """No award is more than an entry of the ledger holds, however generous the rules."""
        if self.points > checks.POINTS_MAX:
            self.parts.append(CapPart("order", checks.POINTS_MAX, checks.POINTS_MAX - self.points))

    def _choose(self, met: list[tuple[RuleVersion, list[Part]]]) -> None:
        """A group's winner; one of an earlier stage stays it."""
        for rule, _ in sorted(met, key=lambda pair: (-pair[0].priority, -_sum(pair[1]), pair[0].key)):
            if rule.group:
                self._winners.setdefault(rule.group, rule)

    def _nothing_counts(self, give: Gives) -> Unmet | None:
        if not isinstance(give, PerSpend | Times) or give.of.everything:
            return None
        found = any(give.of.holds(line) for line in self.facts.lines)
        return None if found else NoSuchDish(give.of.categories + give.of.skus)

    def _parts(self, rule: RuleVersion) -> list[Part]:
        facts = self.facts
        part: Part
        match rule.give:
            case PerSpend(every, each, of):
                counted = self._counted(of)
                part = SpendPart(counted, every, each, counted // every * each, rule.title)
            case TierTimes():
                if facts.tier_name is None or facts.tier_basis_points <= 10_000:
                    return []
                part = TierPart(facts.tier_name, facts.tier_basis_points, self._extra(facts.tier_basis_points))
            case Times(basis_points, of):
                part = MultiplierPart(rule.title, basis_points, self._counted(of), self._extra(basis_points, of))
            case Cap(caps):
                return self._capped(self.points, caps, facts.earned_today, facts.earned_in_period)
            case Bonus(points):
                part = _bonus(rule, points)
        given = facts.given_by(rule.key)
        return [part, *self._capped(part.points, rule.caps, given.today, given.period, rule)]

    def _counted(self, *scopes: Scope) -> int:
        """The money that is in every one of these scopes; never more than was paid."""
        narrow = [scope for scope in scopes if not scope.everything]
        if not narrow:
            return self.facts.spend_fen
        money = sum(line.amount_fen for line in self.facts.lines if all(scope.holds(line) for scope in narrow))
        return max(0, min(self.facts.spend_fen, money))

    def _extra(self, basis_points: int, *scopes: Scope) -> int:
        base = sum(self._counted(one.of, *scopes) // one.every_fen * one.points for one in self._bases)
        return base * (basis_points - 10_000) // 10_000

    def _capped(self, points: int, caps: Caps, today: int, period: int, rule: RuleVersion | None = None) -> list[Part]:
        limits: tuple[tuple[Literal["order", "day", "period", "balance"], int | None, int], ...] = (
            ("order", caps.order, 0),
            ("day", caps.day, today),
            ("period", caps.period, period),
            ("balance", caps.balance, self.facts.balance),
        )
        parts: list[Part] = []
        for name, limit, used in limits:
            if limit is not None and points > (left := max(0, limit - used)):
                part = CapPart(name, limit, left - points)
                if rule is not None:
                    part = replace(part, title=rule.title, bonus=isinstance(rule.give, Bonus))
                parts.append(part)
                points = left
        return parts


def _bonus(rule: RuleVersion, points: int) -> Part:
    """A first-order bonus says from how much on."""
    asks = rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)
    if FirstOrder() in asks:
        return FirstOrderPart(
            max((one.fen for one in asks if isinstance(one, SpendFrom)), default=0), points, rule.title
        )
    return BonusPart(rule.title, points)


def _sum(parts: list[Part]) -> int:
    return sum(part.points for part in parts)
