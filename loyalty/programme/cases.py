"""Orders that tell rules apart: one on each side of everything their conditions ask. For `lint`, not for diners."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from loyalty.awards import OrderLine
from loyalty.programme.model import Programme
from loyalty.rules import (
    Birthday,
    Categories,
    Condition,
    Dates,
    Facts,
    FirstOrder,
    MemberDaysFrom,
    OnHoliday,
    PerSpend,
    RuleVersion,
    Skus,
    SpendFrom,
    Stores,
    Tiers,
    Times,
    VisitsFrom,
    When,
    leaves,
)
from loyalty.splitting import largest_remainder
from loyalty.tiers import Tier

CASES_MAX = 20_000
_LONG_AGO = 36_500
# So many dishes are tried in every combination; of more, each alone and all together.
_DISHES_MAX = 5
_Dish = tuple[str, str]


def cases(programme: Programme, rules: Iterable[RuleVersion], now: datetime, *, every: bool) -> Iterator[Facts]:
    """Facts for every combination of what these rules ask about, at most 20,000.

    `every`: first orders and the smallest ones as well.
    """
    known = tuple(rules)
    asks = [leaf for rule in known for leaf in leaves(rule.when)]
    births: tuple[Literal["", "day", "month"], ...] = ("", "day", "month") if _any(asks, Birthday) else ("",)
    ways = itertools.product(
        _spends(programme, known) if not every else [1, *_spends(programme, known)],
        _moments(programme, known, now),
        _dishes(known),
        _tiers(programme, asks),
        ["", *sorted({name for one in asks if isinstance(one, Stores) for name in one.names})],
        births,
        [(), *((key,) for key in sorted({key for one in asks if isinstance(one, OnHoliday) for key in one.keys}))],
        (False, True) if every and _any(asks, FirstOrder) else (False,),
        _counts({one.days for one in asks if isinstance(one, MemberDaysFrom)}),
        _counts({one.visits for one in asks if isinstance(one, VisitsFrom)}),
    )
    for fen, at, dishes, tier, store, birthday, kept, is_first, days, visits in itertools.islice(ways, CASES_MAX):
        amounts = largest_remainder(fen, [1] * len(dishes))
        yield Facts(
            at=at,
            spend_fen=fen,
            lines=tuple(OrderLine(sku, name, 1, part) for (name, sku), part in zip(dishes, amounts, strict=True)),
            store=store,
            first_order=is_first,
            tier=tier.key,
            tier_name=tier.name,
            tier_basis_points=tier.basis_points,
            member_days=days,
            visits=visits,
            birthday=birthday,
            holidays=kept,
        )


def ever_met(programme: Programme, rule: RuleVersion, now: datetime) -> bool:
    """Whether an order can meet the rule's conditions while it is in force; True also when there is too much to try."""
    tried = 0
    for facts in cases(programme, (rule,), now, every=True):
        tried += 1
        standing = rule.effective_from <= facts.at and (rule.effective_until is None or facts.at < rule.effective_until)
        if standing and rule.unmet(facts) is None:
            return True
    return tried == CASES_MAX or len(_pairs((rule,))) > _DISHES_MAX


def _counts(asked: set[int]) -> list[int]:
    return sorted(asked | {_LONG_AGO, 0}, reverse=True) if asked else [_LONG_AGO]


def _tiers(programme: Programme, asks: list[Condition]) -> list[Tier]:
    """All of them where one is asked for, else the one that earns most."""
    ladder = programme.tiers.ladder
    return list(ladder) if _any(asks, Tiers) else [max(ladder, key=lambda tier: tier.basis_points)]


def _any(asks: list[Condition], kind: type[Condition]) -> bool:
    return any(isinstance(one, kind) for one in asks)


def _spends(programme: Programme, rules: tuple[RuleVersion, ...]) -> list[int]:
    """The first point of every base, every minimum, and a large order."""
    found = {programme.earning.every_fen, 100 * programme.earning.every_fen}
    for rule in rules:
        if isinstance(rule.give, PerSpend):
            found |= {rule.give.every_fen, 100 * rule.give.every_fen}
        found |= {leaf.fen for leaf in leaves(rule.when) if isinstance(leaf, SpendFrom) and leaf.fen}
    return sorted(found)


def _dishes(rules: tuple[RuleVersion, ...]) -> list[tuple[_Dish, ...]]:
    pairs = _pairs(rules)
    if len(pairs) > _DISHES_MAX:
        return [*((pair,) for pair in pairs), tuple(pairs)]
    counts = range(1, len(pairs) + 1)
    return [chosen for count in counts for chosen in itertools.combinations(pairs, count)]


def _pairs(rules: tuple[RuleVersion, ...]) -> list[_Dish]:
    """Every category and article that is asked about, one dish for each, and one of neither."""
    categories, skus = set[str](), set[str]()
    for rule in rules:
        if isinstance(rule.give, PerSpend | Times):
            categories |= set(rule.give.of.categories)
            skus |= set(rule.give.of.skus)
        for leaf in leaves(rule.when):
            if isinstance(leaf, Categories):
                categories |= set(leaf.names)
            elif isinstance(leaf, Skus):
                skus |= set(leaf.names)
    alone = [("", ""), *((name, "") for name in sorted(categories)), *(("", sku) for sku in sorted(skus))]
    # One dish may be of a category and an article at once: that counts for most.
    return alone + ([(min(categories), min(skus))] if categories and skus else [])


def _moments(programme: Programme, rules: tuple[RuleVersion, ...], now: datetime) -> list[datetime]:
    """A week from now and round the ends of every span of dates, with the edges of every slot on each of these days."""
    today = programme.local(now).date()
    asks = [leaf for rule in rules for leaf in leaves(rule.when)]
    begins = {today}
    begins |= {programme.local(rule.effective_from).date() for rule in rules}
    for leaf in asks:
        if isinstance(leaf, Dates):
            begins |= {date.fromisoformat(leaf.first), date.fromisoformat(leaf.last) + timedelta(days=1)}
    slots = [leaf.slot for leaf in asks if isinstance(leaf, When)]
    span = 7 if any(slot.weekdays for slot in slots) else 1
    days = {begin + timedelta(days=count) for begin in begins if begin >= today for count in range(span)}
    edges = {"12:00"} | {edge for slot in slots for edge in (slot.start, slot.end) if edge and edge != "24:00"}
    clocks = [time.fromisoformat(edge) for edge in sorted(edges)]
    return [datetime.combine(day, clock, programme.zone) for day in sorted(days) for clock in clocks]
