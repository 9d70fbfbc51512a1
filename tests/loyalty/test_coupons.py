"""Coupons: what they take off, and that one is redeemed once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import coupons
from loyalty.coupons import (
    Coupon,
    CouponKind,
    CouponOver,
    CouponState,
    CouponTemplate,
    InUse,
    NotReserved,
    WrongStore,
    applies,
    as_of,
)
from loyalty.earning import BelowMinimum, NoSuchDish, OrderLine
from loyalty.programme import DEMO
from loyalty.slots import Slot, WrongDay, WrongTime
from loyalty.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY_NOON = datetime(2026, 3, 5, 12, 30, tzinfo=SHANGHAI)
NOW = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
TITLE = Words("券", "Coupon")
FRESH = Coupon("c1", "off-10", NOW + timedelta(days=30))


def template(key: str) -> CouponTemplate:
    found = DEMO.template(key)
    assert found is not None
    return found


@pytest.mark.parametrize(("order", "value"), [(10_000, 2_000), (50_000, 2_000)])
def test_20_off_100(order: int, value: int) -> None:
    assert applies(template("over-100-off-20"), order, "s1", THURSDAY_NOON) == value


def test_20_off_100_says_how_much_is_missing() -> None:
    assert applies(template("over-100-off-20"), 9_999, "s1", THURSDAY_NOON) == BelowMinimum(9_999, 10_000)


def test_a_coupon_never_takes_off_more_than_the_order() -> None:
    assert applies(template("off-10"), 600, "s1", THURSDAY_NOON) == 600


def test_85_zhe_is_15_percent_off_at_lunch_on_weekdays_and_has_a_limit() -> None:
    lunch = template("lunch-15")

    assert applies(lunch, 9_999, "s1", THURSDAY_NOON) == 1_499
    assert applies(lunch, 1_000_000, "s1", THURSDAY_NOON) == 6_000
    assert applies(lunch, 9_999, "s1", THURSDAY_NOON.replace(hour=14, minute=0)) == WrongTime("14:00", "11:00", "14:00")
    saturday = THURSDAY_NOON + timedelta(days=2)
    assert applies(lunch, 9_999, "s1", saturday) == WrongDay(6, (1, 2, 3, 4, 5))


def test_a_free_item_is_worth_the_cheapest_that_fits() -> None:
    juice = template("free-plum-juice")
    lines = [OrderLine("plum-juice", "drink", 2, 3_600), OrderLine("plum-juice", "drink", 1, 2_000)]

    assert applies(juice, 5_600, "s1", THURSDAY_NOON, lines) == 1_800
    assert applies(juice, 5_600, "s1", THURSDAY_NOON) == NoSuchDish(("plum-juice",))


def test_a_gift_takes_nothing_off_the_bill() -> None:
    assert applies(template("gift-tote"), 5_600, "s1", THURSDAY_NOON) == 0


def test_a_coupon_of_one_store_is_refused_in_another() -> None:
    bound = CouponTemplate("x", CouponKind.AMOUNT_OFF, TITLE, TITLE, value_fen=100, stores=("s1",))

    assert applies(bound, 500, "s2", THURSDAY_NOON) == WrongStore("s2", ("s1",))
    assert applies(bound, 500, "s1", THURSDAY_NOON) == 100


@pytest.mark.parametrize(
    ("hour", "day", "inside"), [(23, 6, True), (1, 7, True), (1, 6, False), (12, 6, False), (23, 7, False)]
)
def test_a_slot_past_midnight_belongs_to_the_day_it_began(hour: int, day: int, inside: bool) -> None:
    late = Slot((6,), "22:00", "02:00")
    moment = datetime(2026, 3, 1 + day, hour, 30, tzinfo=SHANGHAI)
    assert moment.isoweekday() == day

    assert (late.missed(moment) is None) is inside


def test_a_coupon_is_reserved_captured_and_then_over() -> None:
    reserved = coupons.reserve(FRESH, "o1", NOW, LATER)
    assert isinstance(reserved, Coupon)
    redeemed = coupons.capture(reserved, "o1", NOW)
    assert isinstance(redeemed, Coupon)

    assert (reserved.state, redeemed.state) == (CouponState.RESERVED, CouponState.REDEEMED)
    assert coupons.capture(redeemed, "o1", LATER) == redeemed
    assert coupons.capture(redeemed, "o2", LATER) == InUse(CouponState.REDEEMED, "o1")
    assert coupons.reserve(redeemed, "o2", LATER, LATER) == CouponOver(CouponState.REDEEMED)
    assert coupons.void(redeemed, LATER) == CouponOver(CouponState.REDEEMED)


def test_a_reservation_keeps_others_out_until_it_ends() -> None:
    reserved = coupons.reserve(FRESH, "o1", NOW, LATER)
    assert isinstance(reserved, Coupon)

    assert coupons.reserve(reserved, "o1", NOW, LATER) == reserved
    assert coupons.reserve(reserved, "o2", NOW, LATER) == InUse(CouponState.RESERVED, "o1")
    assert coupons.void(reserved, NOW) == InUse(CouponState.RESERVED, "o1")
    assert coupons.capture(reserved, "o1", LATER) == NotReserved(CouponState.ISSUED)
    taken = coupons.reserve(reserved, "o2", LATER, LATER + timedelta(minutes=15))
    assert isinstance(taken, Coupon)
    assert taken.order_id == "o2"


def test_a_refund_gives_the_coupon_back_with_its_own_date() -> None:
    redeemed = coupons.capture(coupons.reserve(FRESH, "o1", NOW, LATER), "o1", NOW)  # type: ignore[arg-type]
    assert isinstance(redeemed, Coupon)

    assert coupons.release(redeemed, "o1", NOW) == FRESH
    assert coupons.release(redeemed, "o2", NOW) == InUse(CouponState.REDEEMED, "o1")
    too_late = coupons.release(redeemed, "o1", NOW + timedelta(days=31))
    assert isinstance(too_late, Coupon)
    assert too_late.state is CouponState.EXPIRED


def test_a_coupon_past_its_date_is_expired_whether_or_not_anybody_swept() -> None:
    after = NOW + timedelta(days=30)

    assert as_of(FRESH, after).state is CouponState.EXPIRED
    assert coupons.reserve(FRESH, "o1", after, after + timedelta(minutes=1)) == CouponOver(CouponState.EXPIRED)


def test_a_coupon_reserved_before_its_date_can_still_be_captured() -> None:
    end = NOW + timedelta(days=30)
    reserved = coupons.reserve(FRESH, "o1", end - timedelta(minutes=5), end + timedelta(minutes=10))
    assert isinstance(reserved, Coupon)

    captured = coupons.capture(reserved, "o1", end + timedelta(minutes=1))

    assert isinstance(captured, Coupon)
    assert captured.state is CouponState.REDEEMED


ACTIONS = st.tuples(
    st.sampled_from(("reserve", "capture", "release", "void")), st.sampled_from("abc"), st.integers(0, 60 * 24)
)


def act(coupon: Coupon, name: str, order: str, now: datetime) -> object:
    match name:
        case "reserve":
            return coupons.reserve(coupon, order, now, now + timedelta(minutes=15))
        case "capture":
            return coupons.capture(coupon, order, now)
        case "release":
            return coupons.release(coupon, order, now)
        case _:
            return coupons.void(coupon, now)


@given(st.lists(ACTIONS, max_size=60))
def test_a_coupon_is_redeemed_by_one_order_at_a_time_whatever_the_races(actions: list[tuple[str, str, int]]) -> None:
    coupon, now = FRESH, NOW
    for name, order, minutes in actions:
        now += timedelta(minutes=minutes)
        answer = act(coupon, name, order, now)
        if not isinstance(answer, Coupon):
            continue
        if coupon.state in (CouponState.VOIDED, CouponState.EXPIRED):
            assert answer.state is coupon.state
        if coupon.state is CouponState.REDEEMED and answer.state is CouponState.REDEEMED:
            assert answer.order_id == coupon.order_id
        if coupon.state is not CouponState.REDEEMED and answer.state is CouponState.REDEEMED:
            assert (name, answer.order_id, coupon.order_id) == ("capture", order, order)
        assert (answer.code, answer.expires_at) == (FRESH.code, FRESH.expires_at)
        assert bool(answer.order_id) is (answer.state in (CouponState.RESERVED, CouponState.REDEEMED))
        coupon = answer


@given(st.integers(0, 10**7), st.sampled_from(DEMO.coupons), st.datetimes(timezones=st.just(SHANGHAI)))
def test_no_coupon_is_worth_more_than_the_order(order: int, drawn: CouponTemplate, local: datetime) -> None:
    lines = [OrderLine(sku, "any", 1, order) for sku in drawn.skus]
    value = applies(drawn, order, "s1", local, lines)

    assert not isinstance(value, int) or 0 <= value <= order


def test_a_slot_past_midnight_of_a_sunday_runs_into_monday() -> None:
    monday = datetime(2026, 3, 2, 1, 30, tzinfo=SHANGHAI)

    assert Slot((7,), "22:00", "02:00").missed(monday) is None
    assert Slot((1,), "22:00", "02:00").missed(monday) == WrongDay(1, (1,))
