"""Odd earning rules: those that never give anything, or that pay for tricks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from loyalty.earning import rules_of
from loyalty.programme.cases import ever_met
from loyalty.programme.findings import Finding, Level
from loyalty.programme.model import Programme
from loyalty.rules import (
    ALWAYS,
    AllOf,
    AnyOf,
    Bonus,
    Condition,
    FirstOrder,
    Not,
    PerSpend,
    RuleVersion,
    SpendFrom,
    Times,
    current,
)
from loyalty.words import Words


def rule_findings(programme: Programme, now: datetime) -> Iterator[Finding]:
    made = {rule.key: rule for rule in rules_of(programme.earning)}
    for place, one in enumerate(programme.earning.multipliers):
        yield from _of_rule(programme, f"earning.multipliers[{place}]", made[one.key], now)
    for place, rule in enumerate(programme.rules):
        yield from _of_rule(programme, f"rules[{place}]", rule, now)
    yield from _caps(programme)


def _of_rule(programme: Programme, path: str, rule: RuleVersion, now: datetime) -> Iterator[Finding]:
    zh, en = rule.title.zh, rule.title.en
    if _gives_nothing(rule):
        yield _warn(path, "gives-nothing", Words(f"{zh}：不会多给任何积分", f"{en}: gives no points at all"))
    if _over(programme, rule, now):
        yield Finding(Level.INFO, path, "over", Words(f"{zh}：已结束", f"{en}: is over"))
    elif not ever_met(programme, rule, now):
        yield _warn(path, "dead-rule", Words(f"{zh}：条件永远不会满足", f"{en}: its conditions are never met"))
    rival = _always_beaten(programme, rule)
    if rival is not None:
        beaten = Words(f"{zh}：总被{rival.title.zh}取代", f"{en}: {rival.title.en} always counts instead")
        yield _warn(path, "dead-rule", beaten)
    if isinstance(rule.give, Bonus) and rule.caps.day is None and not _for_first(rule.when):
        split = Words(
            f"{zh}：拆单可多次获得（没有每日上限）", f"{en}: a bill split in two gets it twice (no cap a day)"
        )
        yield _warn(path, "pays-for-splitting", split)
    if _asks_less(rule.when, False):
        less = Words(f"{zh}：消费越多反而可能得到越少", f"{en}: spending more may earn less")
        yield _warn(path, "pays-for-less", less)


def _gives_nothing(rule: RuleVersion) -> bool:
    match rule.give:
        case Times(basis_points):
            nothing = basis_points == 10_000
        case Bonus(points) | PerSpend(_, points):
            nothing = points == 0
        case _:
            nothing = False
    return nothing or 0 in (rule.caps.order, rule.caps.day, rule.caps.period, rule.caps.balance)


def _over(programme: Programme, rule: RuleVersion, now: datetime) -> bool:
    """Ended, or another version of it counts by now."""
    standing = {one.key: one for one in current(programme.rule_set, now)}
    return rule.effective_from <= now and standing.get(rule.key) is not rule


def _always_beaten(programme: Programme, rule: RuleVersion) -> RuleVersion | None:
    if not rule.group:
        return None
    return next(
        (
            other
            for other in programme.rules
            if other.group == rule.group
            and other.key != rule.key
            and other.priority > rule.priority
            and type(other.give) is type(rule.give)
            and other.when == ALWAYS
            and other.effective_from <= rule.effective_from
            and other.effective_until is None
        ),
        None,
    )


def _for_first(condition: Condition) -> bool:
    asks = condition.parts if isinstance(condition, AllOf) else (condition,)
    return FirstOrder() in asks


def _asks_less(condition: Condition, inside_not: bool) -> bool:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(_asks_less(part, inside_not) for part in parts)
        case Not(part):
            return _asks_less(part, not inside_not)
        case _:
            return inside_not and isinstance(condition, SpendFrom)


def _caps(programme: Programme) -> Iterator[Finding]:
    earning = programme.earning
    if earning.order_cap is not None and earning.day_cap is None:
        split = Words(
            "每单上限可用拆单绕过（没有每日上限）", "the cap an order is evaded with two bills (no cap a day)"
        )
        yield _warn("earning.order_cap", "pays-for-splitting", split)
    if earning.order_cap is not None and earning.day_cap is not None and earning.order_cap >= earning.day_cap:
        dead = Words("每单上限不低于每日上限，不起作用", "the cap an order is not below the cap a day: it does nothing")
        yield _warn("earning.order_cap", "dead-rule", dead)


def _warn(path: str, code: str, words: Words) -> Finding:
    return Finding(Level.WARNING, path, code, words)
