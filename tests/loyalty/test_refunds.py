"""Refunds by item: whatever the parts and their order, the end is that of one whole refund (B11, I6)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import refunds
from loyalty.awards import OrderLine
from loyalty.programme import DEMO
from loyalty.rules import Facts, evaluate
from loyalty.words import Words

SATURDAY = datetime(2026, 3, 7, 12, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DUCK, CAKES = OrderLine("duck", "main", 1, 50_000), OrderLine("cake", "dessert", 3, 10_000)


def test_a_third_of_the_cakes_goes_back_with_its_share_to_the_fen() -> None:
    assert refunds.left_of([DUCK, CAKES], {"cake": 1}) == (DUCK, OrderLine("cake", "dessert", 2, 6_667))
    assert refunds.left_of([DUCK, CAKES], {"cake": 3}) == (DUCK,)
    assert refunds.left_of([DUCK, CAKES], {"duck": 1, "cake": 3}) == ()


@pytest.mark.parametrize("back", [{"cake": 4}, {"fish": 1}, {"duck": 1, "cake": 99}])
def test_more_than_was_bought_does_not_go_back(back: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="more goes back"):
        refunds.left_of([DUCK, CAKES], back)


def test_half_of_a_bill_takes_back_half_of_what_it_earned() -> None:
    lines = (OrderLine("a", "main", 1, 50_000), OrderLine("b", "main", 1, 50_000))
    facts = Facts(SATURDAY, 100_000, lines)

    assert evaluate(DEMO.rule_set, facts).points == 20
    assert refunds.owed(DEMO.rule_set, facts, 20, {"a": 1}, 0) == 10
    assert refunds.owed(DEMO.rule_set, facts, 20, {"a": 1, "b": 1}, 10) == 10


def test_a_first_order_that_falls_below_its_minimum_gives_its_bonus_back() -> None:
    facts = Facts(SATURDAY, 25_000, (OrderLine("a", "main", 5, 25_000),), first_order=True)

    assert evaluate(DEMO.rule_set, facts).points == 55
    assert refunds.owed(DEMO.rule_set, facts, 55, {"a": 1}, 0) == 1
    assert refunds.owed(DEMO.rule_set, facts, 55, {"a": 2}, 1) == 51


def test_a_discount_of_the_whole_order_shrinks_with_it() -> None:
    facts = Facts(SATURDAY, 30_000, (DUCK, CAKES))

    assert refunds.facts_left(facts, {"duck": 1}).spend_fen == 5_000
    assert refunds.facts_left(facts, {"duck": 1, "cake": 3}).spend_fen == 0


LINES = st.lists(
    st.builds(
        OrderLine,
        st.sampled_from(("a", "b", "c")),
        st.sampled_from(("dessert", "main")),
        st.integers(1, 5),
        st.integers(0, 200_000),
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, st.booleans(), st.integers(0, 30_000), st.integers(10_000, 15_000), st.data())
def test_partial_refunds_in_any_split_and_order_are_the_full_refund(
    lines: list[OrderLine], first: bool, discount: int, tier: int, data: st.DataObject
) -> None:
    total = sum(line.amount_fen for line in lines)
    gold = Words("金卡", "Gold")
    facts = Facts(
        SATURDAY,
        max(0, total - discount),
        tuple(lines),
        first_order=first,
        tier_name=gold,
        tier_basis_points=tier,
    )
    earned = evaluate(DEMO.rule_set, facts).points
    pieces = Counter[str]()
    for line in lines:
        pieces[line.sku] += line.qty
    order = data.draw(st.permutations([sku for sku, count in pieces.items() for _ in range(count)]))
    back, taken = Counter[str](), 0

    while order:
        count = data.draw(st.integers(1, len(order)))
        back.update(order[:count])
        order = order[count:]
        taken += refunds.owed(DEMO.rule_set, facts, earned, back, taken)
        left = refunds.left_of(lines, back)
        assert sum(line.amount_fen for line in left) <= total
        assert taken == earned - (evaluate(DEMO.rule_set, refunds.facts_left(facts, back)).points if left else 0)

    assert taken == earned
    assert refunds.owed(DEMO.rule_set, facts, earned, back, taken) == 0
