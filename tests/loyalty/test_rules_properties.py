"""What holds for any rules and any order: the sum done another way, records, monotony, splitting."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from loyalty import explain, plain, rules
from loyalty.awards import OrderLine
from loyalty.earning import EarningPolicy, FirstOrder, Multiplier, award
from loyalty.rules import (
    AllOf,
    AnyOf,
    Birthday,
    Bonus,
    Cap,
    Caps,
    Categories,
    Dates,
    Facts,
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
    TierTimes,
    Times,
    VisitsFrom,
    When,
    evaluate,
)
from loyalty.rules import FirstOrder as IsFirstOrder
from loyalty.slots import Slot
from loyalty.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOLD = Words("金卡", "Gold")
TITLES = st.builds(Words, st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
NAMES = st.sampled_from(("dessert", "tea", "main"))
SOME = st.lists(NAMES, min_size=1, max_size=2, unique=True).map(tuple)
SLOTS = st.sampled_from((Slot(), Slot((6, 7)), Slot((), "11:00", "14:00"), Slot((5,), "21:00", "02:00")))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
FEN = st.integers(0, 500_000)
LINES = st.lists(st.builds(OrderLine, NAMES, NAMES, st.integers(1, 3), FEN), max_size=5)
LIMITS = st.none() | st.integers(0, 200)
CAPS = st.builds(Caps, order=LIMITS, day=LIMITS, period=LIMITS, balance=LIMITS, period_days=st.integers(1, 90))

LEAVES = st.one_of(
    st.builds(SpendFrom, FEN),
    st.builds(Categories, SOME),
    st.builds(Skus, SOME),
    st.builds(When, SLOTS),
    st.builds(Tiers, SOME),
    st.builds(Stores, SOME),
    st.builds(IsFirstOrder, st.booleans()),
    st.builds(MemberDaysFrom, st.integers(0, 100)),
    st.builds(VisitsFrom, st.integers(0, 10)),
    st.builds(Birthday, st.sampled_from(("day", "month"))),
    st.builds(OnHoliday, st.sampled_from((("qixi",), ("national", "labour")))),
    st.builds(Dates, st.just("2026-03-01"), st.sampled_from(("2026-03-01", "2026-12-31"))),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
SCOPES = st.builds(Scope, st.just(()) | SOME, st.just(()) | SOME)
GIVES = st.one_of(
    st.builds(PerSpend, st.integers(1, 20_000), st.integers(0, 30), SCOPES),
    st.just(TierTimes()),
    st.builds(Times, st.integers(10_000, 50_000), SCOPES),
    st.builds(Cap, CAPS),
    st.builds(Bonus, st.integers(0, 100)),
)
RULES = st.lists(
    st.builds(
        RuleVersion,
        key=st.sampled_from("abcdefgh"),
        title=TITLES,
        give=GIVES,
        when=TREES,
        version=st.integers(1, 3),
        effective_from=st.datetimes(datetime(2025, 1, 1), datetime(2026, 9, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        priority=st.integers(-2, 2),
        group=st.sampled_from(("", "", "g")),
        caps=CAPS,
    ),
    max_size=8,
)
FACTS = st.builds(
    Facts,
    at=MOMENTS,
    spend_fen=FEN,
    lines=LINES.map(tuple),
    store=NAMES,
    first_order=st.booleans(),
    tier=NAMES,
    tier_name=st.none() | st.just(GOLD),
    tier_basis_points=st.integers(10_000, 20_000),
    member_days=st.integers(0, 200),
    visits=st.integers(0, 20),
    birthday=st.sampled_from(("", "day", "month")),
    holidays=st.sampled_from(((), ("qixi",), ("qixi", "national"))),
    earned_today=st.integers(0, 300),
    earned_in_period=st.integers(0, 300),
    balance=st.integers(0, 300),
    given=st.lists(
        st.builds(Given, st.sampled_from("abcdefgh"), st.integers(0, 50), st.integers(0, 50)),
        max_size=3,
        unique_by=lambda one: one.rule,
    ).map(tuple),
)
POLICIES = st.builds(
    EarningPolicy,
    every_fen=st.integers(1, 20_000),
    points=st.integers(0, 30),
    first_order=st.none() | st.builds(FirstOrder, FEN, st.integers(0, 100)),
    multipliers=st.lists(
        st.builds(
            Multiplier,
            key=st.text("mno", min_size=2, max_size=5),
            title=TITLES,
            basis_points=st.integers(10_000, 50_000),
            when=SLOTS,
            categories=st.just(()) | SOME,
            skus=st.just(()) | SOME,
        ),
        max_size=3,
        unique_by=lambda one: one.key,
    ).map(tuple),
    order_cap=LIMITS,
    day_cap=LIMITS,
    period_cap=LIMITS,
    balance_cap=LIMITS,
)


def by_hand(policy: EarningPolicy, facts: Facts) -> int:
    """The points of a policy, reckoned straight from its words, without the evaluator."""
    base = facts.spend_fen // policy.every_fen * policy.points
    points = base
    if facts.tier_name is not None:
        points += base * (facts.tier_basis_points - 10_000) // 10_000
    for rule in policy.multipliers:
        money = facts.spend_fen
        if rule.categories or rule.skus:
            money = sum(
                line.amount_fen for line in facts.lines if line.category in rule.categories or line.sku in rule.skus
            )
        if rule.when.missed(facts.at) is None:
            counted = min(money, facts.spend_fen) // policy.every_fen * policy.points
            points += counted * (rule.basis_points - 10_000) // 10_000
    caps = (
        (policy.order_cap, 0),
        (policy.day_cap, facts.earned_today),
        (policy.period_cap, facts.earned_in_period),
        (policy.balance_cap, facts.balance),
    )
    for limit, used in caps:
        if limit is not None:
            points = min(points, max(0, limit - used))
    first = policy.first_order
    if first is not None and facts.first_order and facts.spend_fen >= first.min_fen:
        points += first.points
    return points


@given(POLICIES, FACTS)
def test_a_policy_as_rules_gives_what_its_words_say(policy: EarningPolicy, facts: Facts) -> None:
    result = award(
        policy,
        facts.spend_fen,
        facts.at,
        lines=facts.lines,
        first_order=facts.first_order,
        tier=facts.tier_name,
        tier_basis_points=facts.tier_basis_points,
        earned_today=facts.earned_today,
        earned_in_period=facts.earned_in_period,
        balance=facts.balance,
    )

    assert result.points == by_hand(policy, facts)


@given(RULES, FACTS)
def test_the_parts_and_their_words_sum_to_the_points_and_a_record_gives_them_again(
    known: list[RuleVersion], facts: Facts
) -> None:
    result = evaluate(known, facts)
    kept = explain.loads(explain.trace(result))

    assert result.points == sum(part.points for part in result.parts) == sum(one.points for one in kept)
    assert result.points >= 0
    shares = rules.points_by_rule(known, facts)
    assert sum(shares.values()) == result.points
    bonuses = {one.key for one in rules.current(known, facts.at) if isinstance(one.give, Bonus)}
    assert sum(points for key, points in shares.items() if key not in bonuses) == result.by_spend
    assert rules.reproduce(rules.record(known, facts)) == result
    assert rules.reproduce(json.dumps(json.loads(rules.record(known, facts)))) == result


@given(RULES, FACTS, st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_stored_changes_nothing(
    known: list[RuleVersion], facts: Facts, chance: object
) -> None:
    distinct = list({(one.key, one.effective_from, one.version): one for one in known}.values())
    shuffled = list(distinct)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert evaluate(shuffled, facts) == evaluate(distinct, facts)


@given(RULES, FACTS)
def test_a_later_version_changes_no_award_from_before_it(known: list[RuleVersion], facts: Facts) -> None:
    later = [
        replace(one, version=9, effective_from=facts.at + timedelta(seconds=1), give=Bonus(10**6)) for one in known
    ]

    assert evaluate(known + later, facts) == evaluate(known, facts)


@given(RULES)
def test_every_rule_survives_its_plain_form(known: list[RuleVersion]) -> None:
    for one in known:
        again = rules.load_rule(json.loads(json.dumps(rules.dump_rule(one))))
        assert again == one
        assert rules.digest(again) == rules.digest(one)


# Rules of which a bill can be split without gain: no groups, no caps, no bonus.
FAIR = st.lists(
    st.builds(
        RuleVersion,
        key=st.sampled_from("abcdefgh"),
        title=TITLES,
        give=st.one_of(
            st.builds(PerSpend, st.integers(1, 20_000), st.integers(0, 30), SCOPES),
            st.just(TierTimes()),
            st.builds(Times, st.integers(10_000, 50_000), SCOPES),
        ),
        when=st.one_of(st.builds(When, SLOTS), st.builds(SpendFrom, FEN), st.builds(Categories, SOME)),
    ),
    max_size=5,
    unique_by=lambda one: one.key,
)


def order(lines: list[OrderLine], at: datetime, tier: int) -> Facts:
    paid = sum(line.amount_fen for line in lines)
    return Facts(at, paid, tuple(lines), tier_name=GOLD, tier_basis_points=tier)


@given(FAIR, LINES, LINES, MOMENTS, st.integers(10_000, 20_000))
def test_splitting_a_bill_never_earns_more(
    known: list[RuleVersion], one: list[OrderLine], other: list[OrderLine], at: datetime, tier: int
) -> None:
    apart = evaluate(known, order(one, at, tier)).points + evaluate(known, order(other, at, tier)).points

    assert apart <= evaluate(known, order(one + other, at, tier)).points


@given(FAIR, LINES, st.builds(OrderLine, NAMES, NAMES, st.just(1), FEN), MOMENTS)
def test_spending_more_never_earns_less(
    known: list[RuleVersion], lines: list[OrderLine], more: OrderLine, at: datetime
) -> None:
    assert evaluate(known, order([*lines, more], at, 12_000)).points >= evaluate(known, order(lines, at, 12_000)).points


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(PLAIN)
def test_any_plain_value_is_a_rule_or_refused_by_path(data: object) -> None:
    try:
        rules.load_rule({"key": "x", "title": {"zh": "规", "en": "r"}, "give": {"bonus": {"points": 1}}, "when": data})
    except plain.BadPlain as bad:
        assert bad.path.startswith("when")
