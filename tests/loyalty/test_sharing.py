"""Passing on: a coupon has one holder whoever clicks first, and points given away are points received (D3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import coupons, explain, ledger, sharing
from loyalty.coupons import Coupon, CouponOver, CouponState, InUse
from loyalty.ledger import Account, NotEnough, Origin
from loyalty.programme import DEMO
from loyalty.sharing import (
    GiftRefused,
    NotToPassOn,
    NotYours,
    OwnShare,
    Share,
    ShareOver,
    ShareState,
    SharingPolicy,
    share,
    take,
    withdraw,
)

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
COUPON = Coupon("RGC-1", "off-10", NOW + 48 * HOUR)
TEMPLATE = next(one for one in DEMO.coupons if one.key == "off-10")
LINK = Share("t", "RGC-1", "ann", NOW, NOW + 24 * HOUR)


def test_a_link_ends_with_the_coupon_at_the_latest() -> None:
    assert share(COUPON, TEMPLATE, "ann", 0, "t", NOW, NOW + 24 * HOUR) == LINK
    long_lived = share(COUPON, TEMPLATE, "ann", 0, "t", NOW, NOW + 99 * HOUR)
    assert isinstance(long_lived, Share)
    assert long_lived.expires_at == COUPON.expires_at


def test_the_first_to_take_it_has_it_and_the_same_taker_gets_the_same_answer() -> None:
    taken = take(LINK, COUPON, "ben", NOW + HOUR)

    assert isinstance(taken, Share)
    assert (taken.state, taken.taker) == (ShareState.TAKEN, "ben")
    assert take(taken, COUPON, "ben", NOW + 30 * HOUR) == taken
    assert take(taken, COUPON, "cat", NOW + HOUR) == ShareOver(ShareState.TAKEN)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (take(LINK, COUPON, "ann", NOW), OwnShare()),
        (take(LINK, COUPON, "ben", NOW + 24 * HOUR), ShareOver(ShareState.EXPIRED)),
        (take(LINK, replace(COUPON, state=CouponState.REDEEMED), "ben", NOW), CouponOver(CouponState.REDEEMED)),
        (
            take(LINK, replace(COUPON, state=CouponState.RESERVED, order_id="o1"), "ben", NOW),
            InUse(CouponState.RESERVED, "o1"),
        ),
        (share(COUPON, TEMPLATE, "ann", 1, "t", NOW, NOW + HOUR), NotToPassOn(1)),
        (share(COUPON, replace(TEMPLATE, passes=0), "ann", 0, "t", NOW, NOW + HOUR), NotToPassOn(0)),
        (share(COUPON, TEMPLATE, "ann", 0, "t", NOW + 48 * HOUR, NOW + 99 * HOUR), CouponOver(CouponState.EXPIRED)),
        (withdraw(LINK, "ben", NOW), NotYours()),
        (withdraw(replace(LINK, state=ShareState.TAKEN, taker="ben"), "ann", NOW), ShareOver(ShareState.TAKEN)),
        (withdraw(LINK, "ann", NOW + 24 * HOUR), ShareOver(ShareState.EXPIRED)),
    ],
)
def test_what_cannot_be_passed_on_says_why_in_two_languages(answer: object, refusal: object) -> None:
    assert answer == refusal
    words = explain.refusal(refusal)  # type: ignore[arg-type]
    assert words.zh
    assert words.en


def test_a_withdrawn_link_leads_nowhere_and_withdrawing_twice_is_once() -> None:
    gone = withdraw(LINK, "ann", NOW)

    assert isinstance(gone, Share)
    assert withdraw(gone, "ann", NOW + 99 * HOUR) == gone
    assert take(gone, COUPON, "ben", NOW) == ShareOver(ShareState.WITHDRAWN)


def test_a_link_is_for_one_coupon() -> None:
    with pytest.raises(ValueError, match="RGC-2"):
        take(LINK, replace(COUPON, code="RGC-2"), "ben", NOW)


@given(
    st.lists(
        st.tuples(st.sampled_from(("take", "use", "withdraw")), st.sampled_from(("ann", "ben", "cat"))), max_size=12
    )
)
def test_one_coupon_is_worth_something_to_one_person_once_whatever_the_order_of_clicks(
    clicks: list[tuple[str, str]],
) -> None:
    link, coupon, holder, used = LINK, COUPON, "ann", []
    for place, (what, who) in enumerate(clicks):
        now = NOW + place * HOUR
        if what == "take":
            answer = take(link, coupon, who, now)
            if isinstance(answer, Share):
                link, holder = answer, answer.taker
        elif what == "withdraw":
            back = withdraw(link, who, now)
            link = back if isinstance(back, Share) else link
        elif who == holder:
            reserved = coupons.reserve(coupon, f"o{place}", now, now + HOUR)
            if isinstance(reserved, Coupon):
                paid = coupons.capture(reserved, f"o{place}", now)
                assert isinstance(paid, Coupon)
                coupon = paid
                used.append(who)
        assert holder in (("ann",) if link.state is not ShareState.TAKEN else (link.taker,))

    assert len(used) <= 1


POLICY = SharingPolicy(least_points=5, most_points=60, day_points=100)


def with_points(name: str, points: int) -> Account:
    origin = Origin("e0", "s", NOW, NOW)
    return ledger.earn(Account(name), points, origin, expires_at=NOW + 99 * HOUR).account


@pytest.mark.parametrize(
    ("points", "today", "refused"),
    [
        (4, 0, GiftRefused(5, 60)),
        (61, 0, GiftRefused(5, 60)),
        (41, 60, GiftRefused(5, 40)),
        (5, 100, GiftRefused(5, 0)),
        (60, 0, NotEnough(60, 50)),
    ],
)
def test_a_gift_of_points_keeps_to_its_limits(points: int, today: int, refused: object) -> None:
    answer = sharing.give_points(POLICY, with_points("a", 50), Account("b"), points, today, Origin("e", "s", NOW, NOW))

    assert answer == refused
    assert explain.refusal(refused).zh  # type: ignore[arg-type]


@pytest.mark.parametrize(("points", "today"), [(5, 0), (50, 0), (40, 60), (5, 95)])
def test_a_gift_may_be_as_small_or_as_large_as_its_limits(points: int, today: int) -> None:
    answer = sharing.give_points(POLICY, with_points("a", 50), Account("b"), points, today, Origin("e", "s", NOW, NOW))

    assert isinstance(answer, tuple)


@given(st.integers(1, 200), st.lists(st.integers(0, 100), max_size=8))
def test_gifts_conserve_points_and_their_expiry(has: int, gifts: list[int]) -> None:
    giver, taker, today = with_points("a", has), Account("b"), 0
    for points in gifts:
        answer = sharing.give_points(POLICY, giver, taker, points, today, Origin("e", "s", NOW, NOW))
        if isinstance(answer, tuple):
            giver, taker, today = answer[0].account, answer[1].account, today + points

    assert today <= 100
    assert ledger.balance(giver, NOW) + ledger.balance(taker, NOW) == has
    assert ledger.balance(taker, NOW) == today
    assert {lot.expires_at for lot in taker.lots} <= {NOW + 99 * HOUR}
