"""One whole among several people or stores: every share whole, the sum exact (F10)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.cash_offset import PointWorth
from loyalty.settlement import Due, Flow, payments, settle
from loyalty.splitting import largest_remainder, take_back

WEIGHTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (12, [61_200], (12,)),
        (10, [1, 1, 1], (4, 3, 3)),
        (12, [30_000, 20_000, 11_200], (6, 4, 2)),
        (7, [0, 0], (4, 3)),
        (0, [3, 4], (0, 0)),
        (1, [1, 2], (0, 1)),
    ],
)
def test_a_household_shares_the_points_of_one_bill(total: int, weights: list[int], shares: tuple[int, ...]) -> None:
    assert largest_remainder(total, weights) == shares


@given(st.integers(0, 10**9), WEIGHTS)
def test_shares_are_whole_near_their_quota_and_sum_to_the_total(total: int, weights: list[int]) -> None:
    shares = largest_remainder(total, weights)
    whole = sum(weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert total * weight // whole <= share <= -(-total * weight // whole)


@given(st.integers(0, 5_000), WEIGHTS, st.data())
def test_refunds_in_any_parts_take_back_what_was_given_and_never_more(
    total: int, weights: list[int], data: st.DataObject
) -> None:
    left = list(largest_remainder(total, weights))
    while sum(left):
        back = take_back(left, data.draw(st.integers(1, sum(left))))
        left = [one - part for one, part in zip(left, back, strict=True)]
        assert min(left) >= 0

    assert left == [0] * len(weights)
    assert take_back(left, 0) == tuple(left)


@pytest.mark.parametrize(("total", "weights"), [(5, []), (-1, [1]), (5, [-1]), (True, [1]), (5, [0.5])])
def test_what_cannot_be_shared_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises((TypeError, ValueError)):
        largest_remainder(total, weights)
    with pytest.raises(ValueError, match="points must be"):
        take_back([1, 2], 4)


WORTH = PointWorth(10, 1_000)


def test_the_store_that_gave_points_pays_where_they_are_spent() -> None:
    flows = [
        Flow("north", "south", 30),
        Flow("south", "north", 10),
        Flow("south", "south", 99),
        Flow("west", "south", 5),
    ]

    result = settle(flows, WORTH)

    assert result.dues == (Due("north", "south", 20, 2_000), Due("west", "south", 5, 500))
    assert result.balances == (("north", -2_000), ("south", 2_500), ("west", -500))
    assert sorted(payments(result.balances)) == [("north", "south", 2_000), ("west", "south", 500)]


def test_a_redemption_given_back_is_settled_back() -> None:
    assert settle([Flow("a", "b", 10), Flow("a", "b", -10)], WORTH).dues == ()


STORES = st.sampled_from("abcdef")
FLOWS = st.lists(st.builds(Flow, STORES, STORES, st.integers(-500, 500)), max_size=40)


@given(FLOWS, st.integers(1, 50), st.integers(1, 5_000))
def test_what_stores_owe_sums_to_nothing_and_a_few_payments_clear_it(flows: list[Flow], points: int, fen: int) -> None:
    result = settle(flows, PointWorth(points, fen))
    made = payments(result.balances)

    balance = Counter(dict(result.balances))
    assert sum(balance.values()) == 0
    for debtor, creditor, amount in made:
        assert amount > 0
        balance[debtor] += amount
        balance[creditor] -= amount
    assert not any(balance.values())
    assert len(made) < max(1, len(result.balances)) or not made
    assert settle(reversed(flows), PointWorth(points, fen)) == result


def test_balances_that_do_not_sum_to_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum to 0"):
        payments([("a", 5), ("b", -4)])
