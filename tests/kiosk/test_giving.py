"""A coupon goes from one member to another: offered on the screen, taken by scanning it."""

from __future__ import annotations

import msgspec
import pytest

from drivers.ports import CardTapped, CodeScanned
from kiosk.effects import Ask, Remember
from kiosk.events import Answered, NoAnswer, Recalled, Touched
from kiosk.screens import CouponCard, PassOn, Received, Trouble
from kiosk.screens._people import AMOUNT_OFF, LIN, LUNCH, NEW
from kiosk.values import Card
from mqtt_bridge.messages import CouponShare, CouponShared, CouponTake, CouponTaken, Refusal

UID, GIFT = "04a1b2c3d4e580", "RGG-7QK2M9X4TA3B8C1D"
CARD = Card("nfc", UID)
SHARE = CouponShare(member=LIN.member, coupon=AMOUNT_OFF.code, proof="uid_only")
TAKE = CouponTake(member=NEW.member, code=GIFT)


@pytest.fixture
def coupon(kiosk):
    """A member looks at a coupon that may be passed on."""
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("wallet"))
    return kiosk.given(Touched("open", AMOUNT_OFF.code))


def test_a_coupon_is_offered_by_a_code_on_the_screen(coupon):
    coupon.given(Touched("pass_on"))
    assert coupon.screen == PassOn(CARD, LIN, AMOUNT_OFF)
    assert coupon.effects[-1] == Ask(SHARE)

    until = "2026-11-25T12:00:00+08:00"
    coupon.given(Answered(SHARE, CouponShared(code=GIFT, until=until)))
    assert coupon.screen == PassOn(CARD, LIN, AMOUNT_OFF, GIFT, until)
    coupon.given(Touched("back"))
    assert isinstance(coupon.screen, CouponCard)


def test_a_personal_coupon_is_not_offered(coupon):
    coupon.given(Touched("back"), Touched("open", LUNCH.code), Touched("pass_on"))

    assert isinstance(coupon.screen, CouponCard)


@pytest.mark.parametrize("code", ["not_to_pass", "unknown_coupon"])
def test_a_refusal_is_said_where_the_code_would_be(coupon, code):
    coupon.given(Touched("pass_on"), Answered(SHARE, Refusal(code=code)))

    assert (coupon.screen.code, coupon.screen.error) == ("", code)


def test_a_card_that_proves_nothing_gives_nothing_away(coupon):
    coupon.given(Touched("pass_on"), Answered(SHARE, Refusal(code="proof_needed")))

    assert coupon.screen == Trouble("proof_needed", "K-107", CARD)


def test_a_gift_is_taken_by_who_is_signed_in(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, NEW), CodeScanned(GIFT))
    assert kiosk.screen == Received(CARD, NEW, GIFT, kiosk.now)
    assert kiosk.effects[-1] == Ask(TAKE)

    richer = msgspec.structs.replace(NEW, coupons=(AMOUNT_OFF,))
    kiosk.given(Answered(TAKE, CouponTaken(member=richer, coupon=AMOUNT_OFF)))
    assert (kiosk.screen.coupon, kiosk.screen.member) == (AMOUNT_OFF, richer)
    assert kiosk.effects[-1] == Remember(CARD, richer)


@pytest.mark.parametrize("code", ["gift_over", "own_gift", "unknown_code"])
def test_a_gift_that_is_gone_says_why(kiosk, code):
    kiosk.given(CardTapped(UID), Recalled(CARD, NEW), CodeScanned(GIFT), Answered(TAKE, Refusal(code=code)))
    assert (kiosk.screen.coupon, kiosk.screen.error) == (None, code)

    kiosk.given(Touched("back"))
    assert kiosk.screen.member == NEW


def test_no_answer_promises_nothing(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, NEW), CodeScanned(GIFT), NoAnswer(TAKE))

    assert (kiosk.screen.coupon, kiosk.screen.error) == (None, "no_answer")


def test_a_gift_scanned_by_nobody_asks_who_it_is_for(kiosk):
    kiosk.given(CodeScanned(GIFT))

    assert kiosk.screen == Trouble("gift_needs_card", "K-110")
    assert not kiosk.asked
