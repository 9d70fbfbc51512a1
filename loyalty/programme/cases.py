"""Orders that tell rules apart: one on each side of everything their conditions ask. For `lint`, not for diners."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from loyalty.awards import OrderLine
from loyalty.programme.extras import leaves
from loyalty.programme.model import Programme
from loyalty.rules import (
    Birthday,
    Categories,
    Dates,
    Facts,
    FirstOrder,
    MemberDaysFrom,
    PerSpend,
    RuleVersion,
    Skus,
    SpendFrom,
    Stores,
    Times,
    VisitsFrom,
    When,
)

CASES_MAX = 20_000
_LONG_AGO = 36_500


def cases(programme: Programme, rules: Iterable[RuleVersion], now: datetime, *, first: bool) -> Iterator[Facts]:
    """Facts for every combination of what these rules ask about, at most 20,000; `first`: first orders as well."""
    known = tuple(rules)
    asks = [leaf for rule in known for leaf in leaves(rule.when)]
    births: tuple[Literal["", "day"], ...] = ("", "day") if any(isinstance(one, Birthday) for one in asks) else ("",)
    ways = itertools.product(
        _spends(programme, known),
        _moments(programme, known, now),
        _dishes(known),
        programme.tiers.ladder,
        ["", *sorted({name for one in asks if isinstance(one, Stores) for name in one.names})],
        births,
        (False, True) if first and any(isinstance(one, FirstOrder) for one in asks) else (False,),
        (_LONG_AGO, 0) if any(isinstance(one, MemberDaysFrom) for one in asks) else (_LONG_AGO,),
        (_LONG_AGO, 0) if any(isinstance(one, VisitsFrom) for one in asks) else (_LONG_AGO,),
    )
    for fen, at, (category, sku), tier, store, birthday, is_first, days, visits in itertools.islice(ways, CASES_MAX):
        yield Facts(
            at=at,
            spend_fen=fen,
            lines=(OrderLine(sku, category, 1, fen),),
            store=store,
            first_order=is_first,
            tier=tier.key,
            tier_name=tier.name,
            tier_basis_points=tier.basis_points,
            member_days=days,
            visits=visits,
            birthday=birthday,
        )


def _spends(programme: Programme, rules: tuple[RuleVersion, ...]) -> list[int]:
    """The first point of every base, every minimum, and a large order."""
    found = {programme.earning.every_fen, 100 * programme.earning.every_fen}
    for rule in rules:
        if isinstance(rule.give, PerSpend):
            found |= {rule.give.every_fen, 100 * rule.give.every_fen}
        found |= {leaf.fen for leaf in leaves(rule.when) if isinstance(leaf, SpendFrom) and leaf.fen}
    return sorted(found)


def _dishes(rules: tuple[RuleVersion, ...]) -> list[tuple[str, str]]:
    categories, skus = {""}, {""}
    for rule in rules:
        if isinstance(rule.give, PerSpend | Times):
            categories |= set(rule.give.of.categories)
            skus |= set(rule.give.of.skus)
        for leaf in leaves(rule.when):
            if isinstance(leaf, Categories):
                categories |= set(leaf.names)
            elif isinstance(leaf, Skus):
                skus |= set(leaf.names)
    return list(itertools.product(sorted(categories), sorted(skus)))


def _moments(programme: Programme, rules: tuple[RuleVersion, ...], now: datetime) -> list[datetime]:
    """A week from now, the ends of every span of dates, and the edges of every slot on each of these days."""
    today = programme.local(now).date()
    slots = [leaf.slot for rule in rules for leaf in leaves(rule.when) if isinstance(leaf, When)]
    days = {today}
    if any(slot.weekdays for slot in slots):
        days = {today + timedelta(days=count) for count in range(7)}
    for rule in rules:
        begins = programme.local(rule.effective_from).date()
        if begins > today:
            days |= _week_from(begins)
        for leaf in leaves(rule.when):
            if isinstance(leaf, Dates) and date.fromisoformat(leaf.last) >= today:
                days |= _week_from(date.fromisoformat(leaf.first))
    edges = {"12:00"} | {edge for slot in slots for edge in (slot.start, slot.end) if edge and edge != "24:00"}
    clocks = [time.fromisoformat(edge) for edge in sorted(edges)]
    return [datetime.combine(day, clock, programme.zone) for day in sorted(days) for clock in clocks]


def _week_from(day: date) -> set[date]:
    return {day + timedelta(days=count) for count in range(7)}
