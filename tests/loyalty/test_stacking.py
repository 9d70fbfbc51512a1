"""Several coupons on one order: limits, groups, and what they take off together (D1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import explain
from loyalty.awards import BelowMinimum, OrderLine
from loyalty.coupons import CouponKind, CouponTemplate, applies
from loyalty.programme import DEMO
from loyalty.stacking import LeftOut, LimitReached, NotCombined, Offered, Taken, Uses, combine, conflict, within_limits
from loyalty.words import Words

LUNCH = datetime(2026, 3, 5, 12, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LINES = (OrderLine("plum-juice", "drink", 1, 1_200), OrderLine("half-duck", "main", 1, 18_800))


def template(key: str) -> CouponTemplate:
    found = DEMO.template(key)
    assert found is not None
    return found


def test_the_best_of_a_group_counts_and_dishes_come_on_top() -> None:
    offered = [
        Offered("c1", template("off-10")),
        Offered("c2", template("over-100-off-20")),
        Offered("c3", template("lunch-15")),
        Offered("c4", template("free-plum-juice")),
    ]

    result = combine(offered, 20_000, "store-1", LUNCH, LINES)

    # The juice first, then 15 % of what is left: 188.00 x 15 % = 28.20.
    assert result.taken == (Taken("c4", 1_200), Taken("c3", 2_820))
    assert result.off_fen == 4_020
    best = NotCombined(template("lunch-15").title)
    assert {one.code: one.why for one in result.left_out} == {"c1": best, "c2": best}


def test_a_coupon_that_does_not_fit_says_why() -> None:
    result = combine([Offered("c2", template("over-100-off-20"))], 9_999, "store-1", LUNCH)

    assert result.left_out == (LeftOut("c2", BelowMinimum(9_999, 10_000)),)
    assert (result.taken, result.off_fen) == ((), 0)


@pytest.mark.parametrize(
    ("uses", "limit"),
    [
        (Uses(1, 0, 4), None),
        (Uses(2, 0, 2), LimitReached("member", 2)),
        (Uses(1, 1, 2), LimitReached("day", 1)),
        (Uses(0, 0, 5), LimitReached("total", 5)),
    ],
)
def test_a_coupon_is_used_only_so_often(uses: Uses, limit: LimitReached | None) -> None:
    limited = replace(template("off-10"), per_member=2, per_day=1, total=5)

    assert within_limits(limited, uses) == limit
    if limit is not None:
        words = explain.refusal(limit)
        assert words.zh
        assert words.en


def test_two_of_a_kind_on_one_order_count_against_its_limit() -> None:
    once = replace(template("join-gift"), per_member=1)

    result = combine([Offered("c1", once), Offered("c2", once)], 20_000, "store-1", LUNCH, LINES)

    assert result.taken == (Taken("c1", 1_200),)
    assert result.left_out == (LeftOut("c2", LimitReached("member", 1)),)
    for limits, reached in (({"per_day": 1}, LimitReached("day", 1)), ({"total": 1}, LimitReached("total", 1))):
        kind = replace(template("join-gift"), per_member=None, **limits)
        again = combine([Offered("c1", kind), Offered("c2", kind)], 20_000, "store-1", LUNCH, LINES)
        assert again.left_out == (LeftOut("c2", reached),)


def test_a_till_may_ask_of_one_coupon_at_a_time() -> None:
    first, second, dish = template("off-10"), template("off-50"), template("free-half-duck")

    assert conflict(second, [dish, first]) == NotCombined(first.title)
    assert conflict(dish, [first, second]) is None
    assert "Not together with ¥10 off" in explain.refusal(NotCombined(first.title)).en


TEMPLATES = st.builds(
    CouponTemplate,
    key=st.sampled_from("abc"),
    kind=st.sampled_from(CouponKind),
    title=st.just(Words("券", "coupon")),
    detail=st.just(Words("", "")),
    value_fen=st.integers(0, 30_000),
    off_basis_points=st.integers(1, 10_000),
    min_order_fen=st.integers(0, 20_000),
    skus=st.just(("half-duck",)),
    group=st.sampled_from(("", "g", "h")),
    per_member=st.none() | st.integers(1, 2),
)


@given(st.lists(TEMPLATES, max_size=6), st.integers(0, 40_000), st.randoms(use_true_random=False))
def test_coupons_together_never_take_off_more_than_the_order_and_one_of_a_group_counts(
    templates: list[CouponTemplate], order_fen: int, chance: object
) -> None:
    offered = [Offered(f"c{place}", one) for place, one in enumerate(templates)]
    shuffled = list(offered)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    result = combine(offered, order_fen, "store-1", LUNCH, LINES)

    assert result == combine(shuffled, order_fen, "store-1", LUNCH, LINES)
    assert 0 <= result.off_fen == sum(one.off_fen for one in result.taken) <= order_fen
    assert {one.code for one in result.taken} | {one.code for one in result.left_out} == {one.code for one in offered}
    groups = [
        one.template.group for one in offered if one.template.group and one.code in {t.code for t in result.taken}
    ]
    assert len(groups) == len(set(groups))
    for one in offered:
        if len(offered) == 1:
            alone = applies(one.template, order_fen, "store-1", LUNCH, LINES)
            assert result.off_fen == (alone if isinstance(alone, int) else 0)
