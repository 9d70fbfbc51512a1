"""Earning rules as trees: what each condition asks, which version counts, who wins a group, what a cap takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty import explain, rules
from loyalty.awards import (
    BonusPart,
    CapPart,
    Excluded,
    FewVisits,
    FirstOrderPart,
    Missed,
    NoBirthday,
    NoHoliday,
    NoSuchDish,
    OrderLine,
    Outranked,
    TooNew,
    WrongDate,
    WrongStore,
    WrongTier,
)
from loyalty.earning import rules_of
from loyalty.programme import DEMO
from loyalty.rules import (
    AllOf,
    AnyOf,
    Birthday,
    Bonus,
    Cap,
    Caps,
    Categories,
    Condition,
    Dates,
    Facts,
    FirstOrder,
    Given,
    MemberDaysFrom,
    Not,
    OnHoliday,
    PerSpend,
    RuleVersion,
    Scope,
    Skus,
    SpendFrom,
    Stores,
    Tiers,
    Times,
    VisitsFrom,
    When,
    current,
    evaluate,
)
from loyalty.slots import Slot, WrongDay
from loyalty.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = datetime(2026, 3, 5, 12, 30, tzinfo=SHANGHAI)
SATURDAY = datetime(2026, 3, 7, 12, 30, tzinfo=SHANGHAI)
BASE = RuleVersion("base", Words("消费", "Spending"), PerSpend(5_000, 1))
FACTS = Facts(
    THURSDAY,
    61_200,
    (OrderLine("duck", "main", 1, 50_000), OrderLine("cake", "dessert", 2, 11_200)),
    store="store-1",
    tier="gold",
    tier_name=Words("金卡", "Gold"),
    tier_basis_points=12_000,
    member_days=40,
    visits=3,
    birthday="month",
    holidays=("mid-autumn", "national"),
)


def named(key: str) -> Words:
    return Words(f"{key}规则", f"Rule {key}")


def bonus(key: str, points: int, when: Condition = AllOf(), **more: Any) -> RuleVersion:  # noqa: B008
    return RuleVersion(key, named(key), Bonus(points), when, **more)


@pytest.mark.parametrize(
    ("at", "spend", "first", "points"),
    [
        (THURSDAY, 4_999, False, 0),
        (THURSDAY, 5_000, False, 1),
        (THURSDAY, 61_200, False, 12),
        (THURSDAY, 19_999, True, 3),
        (THURSDAY, 20_000, True, 54),
    ],
)
def test_the_built_in_earning_as_rules_gives_the_articles_figures(
    at: datetime, spend: int, first: bool, points: int
) -> None:
    assert evaluate(DEMO.rule_set, Facts(at, spend, first_order=first)).points == points


@pytest.mark.parametrize(
    ("condition", "unmet"),
    [
        (SpendFrom(61_200), None),
        (Categories(("dessert", "tea")), None),
        (Categories(("tea",)), NoSuchDish(("tea",))),
        (Skus(("duck",)), None),
        (Skus(("fish",)), NoSuchDish(("fish",))),
        (When(Slot((4,))), None),
        (When(Slot((6, 7))), WrongDay(4, (6, 7))),
        (Dates("2026-03-05", "2026-03-05"), None),
        (Dates("2026-03-06", "2026-03-07"), WrongDate("2026-03-06", "2026-03-07")),
        (Tiers(("gold", "platinum")), None),
        (Tiers(("silver",)), WrongTier("gold", ("silver",))),
        (Stores(("store-1",)), None),
        (Stores(("store-2",)), WrongStore("store-1", ("store-2",))),
        (FirstOrder(False), None),
        (MemberDaysFrom(40), None),
        (MemberDaysFrom(41), TooNew(40, 41)),
        (VisitsFrom(3), None),
        (VisitsFrom(4), FewVisits(3, 4)),
        (Birthday("month"), None),
        (Birthday("day"), NoBirthday("day")),
        (OnHoliday(("qixi", "national")), None),
        (OnHoliday(("qixi",)), NoHoliday(("qixi",))),
        (Not(Tiers(("silver",))), None),
        (Not(Tiers(("gold",))), Excluded()),
        (AllOf((Skus(("duck",)), Stores(("store-2",)))), WrongStore("store-1", ("store-2",))),
        (AnyOf((Stores(("store-2",)), Skus(("duck",)))), None),
        (AnyOf((Stores(("store-2",)), Skus(("fish",)))), WrongStore("store-1", ("store-2",))),
    ],
    ids=str,
)
def test_a_condition_is_met_or_says_what_is_missing_in_two_languages(condition: Condition, unmet: object) -> None:
    rule = bonus("b", 5, condition)

    award = evaluate([rule], FACTS)

    assert condition.unmet(FACTS) == unmet
    assert award.points == (5 if unmet is None else 0)
    assert award.missed == (() if unmet is None else (Missed(rule.title, unmet),))  # type: ignore[arg-type]
    said = explain.why(award)[0]
    assert said.zh.startswith("b规则")
    assert said.en.startswith("Rule b")
    assert rules.load_rule(json.loads(json.dumps(rules.dump_rule(rule)))) == rule


def test_a_bonus_for_the_first_order_is_silent_afterwards() -> None:
    welcome = bonus("w", 30, AllOf((FirstOrder(), SpendFrom(10_000))))

    assert evaluate([welcome], replace(FACTS, first_order=True)).parts == (FirstOrderPart(10_000, 30, named("w")),)
    assert evaluate([welcome], FACTS).missed == ()


def test_multipliers_count_the_money_of_their_scope_on_every_base() -> None:
    desserts_base = RuleVersion("d", named("d"), PerSpend(1_000, 1, Scope(("dessert",))))
    double = RuleVersion("x", named("x"), Times(20_000, Scope(skus=("cake",))))

    award = evaluate([BASE, desserts_base, double], FACTS)

    assert [part.points for part in award.parts] == [12, 11, 2 + 11]


def test_the_version_in_force_when_it_was_paid_counts() -> None:
    old = replace(BASE, give=PerSpend(5_000, 1))
    new = replace(BASE, give=PerSpend(4_000, 1), version=2, effective_from=THURSDAY)
    last = replace(
        BASE, give=PerSpend(1, 1), version=3, effective_from=SATURDAY, effective_until=SATURDAY + timedelta(1)
    )
    all_of_them = [last, new, old]

    def earned(at: datetime) -> int:
        return evaluate(all_of_them, replace(FACTS, at=at, spend_fen=20_000)).points

    assert earned(THURSDAY - timedelta(microseconds=1)) == 4
    assert earned(THURSDAY) == 5
    assert earned(SATURDAY) == 20_000
    assert earned(SATURDAY + timedelta(1)) == 0, "a rule that ended does not fall back to what it replaced"


def test_of_a_group_the_highest_priority_counts_then_the_one_that_gives_most() -> None:
    weekend = RuleVersion("a", named("a"), Times(15_000), group="g")
    members = RuleVersion("b", named("b"), Times(20_000), group="g")
    first = RuleVersion("c", named("c"), Times(11_000), group="g", priority=1)

    most = evaluate([BASE, weekend, members], FACTS)
    ranked = evaluate([BASE, weekend, members, first], FACTS)

    assert most.points == 12 + 12
    assert most.missed == (Missed(named("a"), Outranked(named("b"))),)
    assert ranked.points == 12 + 1
    assert "Rule c counts instead" in explain.line(explain.why(ranked), "en")


def test_a_rule_that_is_not_met_leaves_its_group_to_others() -> None:
    closed = RuleVersion("a", named("a"), Times(30_000), When(Slot((1,))), group="g", priority=9)
    open_ = RuleVersion("b", named("b"), Times(20_000), group="g")

    assert evaluate([BASE, closed, open_], FACTS).points == 24


def test_the_caps_of_a_rule_hold_for_its_own_points() -> None:
    rule = bonus("b", 50, caps=Caps(order=40, day=60, period=100, balance=1_000))

    def parts(today: int, period: int, balance: int) -> list[int]:
        facts = replace(FACTS, given=(Given("b", today, period),), balance=balance)
        return [part.points for part in evaluate([rule], facts).parts]

    assert parts(0, 0, 0) == [50, -10]
    assert parts(30, 30, 0) == [50, -10, -10]
    assert parts(30, 90, 0) == [50, -10, -10, -20]
    assert parts(0, 0, 970) == [50, -10, -10]
    assert parts(60, 0, 5_000) == [50, -10, -40]


def test_caps_on_all_points_by_spend_leave_bonuses_alone() -> None:
    caps = RuleVersion("caps", named("caps"), Cap(Caps(order=10, period=15, balance=100)))

    award = evaluate([BASE, caps, bonus("b", 7)], replace(FACTS, earned_in_period=8, balance=95))

    assert award.parts[1:] == (
        CapPart("order", 10, -2),
        CapPart("period", 15, -3),
        CapPart("balance", 100, -2),
        BonusPart(named("b"), 7),
    )
    assert award.points == 5 + 7


def test_a_rule_of_the_programme_with_the_key_of_a_built_in_one_takes_its_place() -> None:
    better = RuleVersion("base", named("base"), PerSpend(2_500, 1), version=2, effective_from=SATURDAY)
    programme = replace(DEMO, rules=(better,))

    assert evaluate(programme.rule_set, Facts(THURSDAY, 10_000)).points == 2
    assert evaluate(programme.rule_set, Facts(SATURDAY, 10_000)).points == 4


def test_every_version_has_a_digest_of_its_own() -> None:
    assert rules.digest(BASE) == rules.digest(replace(BASE))
    assert rules.digest(BASE) != rules.digest(replace(BASE, priority=1))


def test_no_award_is_more_than_a_ledger_holds() -> None:
    mad = RuleVersion("base", named("base"), PerSpend(1, 10_000))

    assert evaluate([mad, RuleVersion("x", named("x"), Times(1_000_000))], FACTS).points == 10**9


def test_rules_of_the_future_are_not_in_force_yet() -> None:
    later = replace(BASE, effective_from=SATURDAY)

    assert current([later], THURSDAY) == ()
    assert evaluate([later], FACTS).parts == ()


def test_the_rules_of_a_policy_keep_the_order_in_which_they_are_written() -> None:
    made = rules_of(DEMO.earning)

    assert [rule.key for rule in made] == ["base", "tier", "weekend-desserts", "caps", "first-order"]
    assert all(rule.effective_from <= datetime(2000, 1, 1, tzinfo=UTC) for rule in made)


def test_two_caps_on_all_points_take_off_no_more_than_the_stricter() -> None:
    strict, loose = (
        RuleVersion(key, Words("a", "a"), Cap(Caps(order=most))) for key, most in (("strict", 3), ("loose", 5))
    )
    base = RuleVersion("base", Words("a", "a"), PerSpend(100, 1))

    for caps in ((strict, loose), (loose, strict)):
        assert evaluate((base, *caps), Facts(datetime(2026, 3, 5, 12, tzinfo=UTC), 1_000)).points == 3
