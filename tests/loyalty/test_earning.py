"""Points for orders: the articles' figures, and the rules that hold for every bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import explain
from loyalty.cash_offset import Offset, PointWorth, offset
from loyalty.earning import (
    Award,
    CapPart,
    EarningPolicy,
    FirstOrderPart,
    Missed,
    Multiplier,
    OrderLine,
    SpendPart,
    award,
)
from loyalty.programme import DEMO
from loyalty.slots import Slot, WrongDay
from loyalty.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = datetime(2026, 3, 5, 12, 30, tzinfo=SHANGHAI)
SATURDAY = datetime(2026, 3, 7, 12, 30, tzinfo=SHANGHAI)
PLAIN = EarningPolicy()
WEEKEND = Multiplier("weekend", Words("周末双倍", "Weekend double"), 20_000, Slot((6, 7)))
DESSERTS = Multiplier("desserts", Words("甜品三倍", "Triple desserts"), 30_000, categories=("dessert",))
GOLD = Words("金卡", "Gold")


@pytest.mark.parametrize(("fen", "points"), [(0, 0), (4_999, 0), (5_000, 1), (9_999, 1), (61_200, 12)])
def test_every_full_50_yuan_is_a_point(fen: int, points: int) -> None:
    assert award(DEMO.earning, fen, THURSDAY).points == points


@pytest.mark.parametrize(("fen", "bonus"), [(19_999, 0), (20_000, 50), (61_200, 50)])
def test_a_first_order_of_200_yuan_gives_50_more(fen: int, bonus: int) -> None:
    first = award(DEMO.earning, fen, THURSDAY, first_order=True)
    second = award(DEMO.earning, fen, THURSDAY)

    assert first.points - second.points == bonus


def test_joining_gives_100_points_and_ten_points_are_a_10_yuan_coupon() -> None:
    reward = DEMO.reward("off-10")
    assert reward is not None
    template = DEMO.template(reward.coupon)
    assert template is not None

    assert DEMO.joining.points == 100
    assert (reward.points, template.value_fen) == (10, 1_000)


def test_a_multiplier_counts_at_its_time_only_and_says_so_otherwise() -> None:
    policy = replace(PLAIN, multipliers=(WEEKEND,))

    on, off = award(policy, 61_200, SATURDAY), award(policy, 61_200, THURSDAY)

    assert (on.points, off.points) == (24, 12)
    assert off.missed == (Missed(WEEKEND.title, WrongDay(4, (6, 7))),)


def test_a_multiplier_on_a_category_counts_the_money_of_its_lines() -> None:
    policy = replace(PLAIN, multipliers=(DESSERTS,))
    lines = [OrderLine("cake", "dessert", 2, 10_000), OrderLine("duck", "main", 1, 20_000)]

    assert award(policy, 30_000, THURSDAY, lines=lines).points == 6 + 4
    assert award(policy, 30_000, THURSDAY).points == 6
    discounted = award(policy, 5_000, THURSDAY, lines=lines)
    assert discounted.points == 1 + 2, "the category never counts for more than was paid"


def test_a_tier_multiplies_in_whole_points() -> None:
    assert award(PLAIN, 61_200, THURSDAY, tier=GOLD, tier_basis_points=12_000).points == 14
    assert award(PLAIN, 500_00, THURSDAY, tier=GOLD, tier_basis_points=17_000).points == 17


def test_caps_hold_and_show_what_they_took() -> None:
    policy = replace(PLAIN, order_cap=10, day_cap=15)

    first = award(policy, 61_200, THURSDAY)
    second = award(policy, 61_200, THURSDAY, earned_today=10)
    third = award(policy, 61_200, THURSDAY, earned_today=15, first_order=True)

    assert (first.points, second.points) == (10, 5)
    assert CapPart("order", 10, -2) in first.parts
    assert third.points == 50, "a bonus is not under the cap"
    assert FirstOrderPart(20_000, 50) in third.parts


@pytest.mark.parametrize("bad", [-1, 0.1, True, 2**63, float("nan"), "12"])
def test_money_that_is_no_sensible_whole_number_is_refused(bad: object) -> None:
    with pytest.raises((TypeError, ValueError), match="spend_fen must be"):
        award(PLAIN, bad, THURSDAY)  # type: ignore[arg-type]


def test_3030_points_at_three_fen_each_take_90_yuan_90_off_3000() -> None:
    assert offset(PointWorth(1, 3), 3_030, 300_000) == Offset(3_030, 9_090)


def test_a_20_yuan_order_with_10_yuan_points_costs_2_points_not_30() -> None:
    assert offset(PointWorth(1, 1_000), 30, 2_000) == Offset(2, 2_000)


FEN = st.integers(0, 500_000)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
POLICIES = st.builds(
    EarningPolicy,
    every_fen=st.integers(1, 20_000),
    points=st.integers(0, 30),
    multipliers=st.lists(
        st.builds(
            Multiplier,
            key=st.just("m"),
            title=st.just(WEEKEND.title),
            basis_points=st.integers(10_000, 50_000),
            when=st.sampled_from((Slot(), Slot((6, 7)), Slot((), "11:00", "14:00"))),
            categories=st.sampled_from(((), ("dessert",), ("tea", "main"))),
        ),
        max_size=3,
    ).map(tuple),
    day_cap=st.none() | st.integers(0, 200),
)
LINES = st.lists(
    st.builds(OrderLine, st.just("s"), st.sampled_from(("dessert", "tea", "main")), st.just(1), FEN), max_size=5
)
TIERS = st.integers(10_000, 20_000)


def paid(lines: list[OrderLine]) -> int:
    return sum(line.amount_fen for line in lines)


def earn(policy: EarningPolicy, lines: list[OrderLine], local: datetime, tier: int, **more: int | bool) -> Award:
    return award(policy, paid(lines), local, lines=lines, tier=GOLD, tier_basis_points=tier, **more)  # type: ignore[arg-type]


@given(POLICIES, LINES, LINES, MOMENTS, TIERS, st.booleans(), st.integers(0, 200))
def test_splitting_a_bill_never_earns_more(
    policy: EarningPolicy,
    one: list[OrderLine],
    other: list[OrderLine],
    local: datetime,
    tier: int,
    first: bool,
    already: int,
) -> None:
    whole = earn(policy, one + other, local, tier, first_order=first, earned_today=already)
    part = earn(policy, one, local, tier, first_order=first, earned_today=already)
    by_spend = sum(piece.points for piece in part.parts if not isinstance(piece, FirstOrderPart))
    rest = earn(policy, other, local, tier, earned_today=already + by_spend)

    assert part.points + rest.points <= whole.points


@given(POLICIES, LINES, FEN, MOMENTS, TIERS, st.booleans())
def test_spending_more_never_earns_less(
    policy: EarningPolicy, lines: list[OrderLine], more: int, local: datetime, tier: int, first: bool
) -> None:
    bigger = [*lines, OrderLine("s", "other", 1, more)]

    assert (
        earn(policy, bigger, local, tier, first_order=first).points
        >= earn(policy, lines, local, tier, first_order=first).points
    )


@given(POLICIES, LINES, MOMENTS, TIERS, st.booleans(), st.integers(0, 300), st.none() | st.integers(0, 100))
def test_the_parts_and_the_words_sum_to_the_points(
    policy: EarningPolicy,
    lines: list[OrderLine],
    local: datetime,
    tier: int,
    first: bool,
    already: int,
    cap: int | None,
) -> None:
    result = earn(replace(policy, order_cap=cap), lines, local, tier, first_order=first, earned_today=already)

    assert result.points == sum(part.points for part in result.parts) >= 0
    kept = explain.loads(explain.trace(result))
    assert kept == explain.why(result)
    assert sum(one.points for one in kept) == result.points
    again = earn(replace(policy, order_cap=cap), lines, local, tier, first_order=first, earned_today=already)
    assert again == result


@given(FEN)
def test_the_first_part_is_the_sum_a_diner_can_do(fen: int) -> None:
    part = award(PLAIN, fen, THURSDAY).parts[0]

    assert part == SpendPart(fen, 5_000, 1, fen // 5_000)


@given(st.integers(1, 50), st.integers(1, 5_000), st.integers(0, 100_000), FEN)
def test_an_offset_never_exceeds_the_bill_or_the_points(points: int, fen: int, have: int, order: int) -> None:
    result = offset(PointWorth(points, fen), have, order)

    assert result.points <= have
    assert result.fen <= order
    assert result.fen * points == result.points * fen
