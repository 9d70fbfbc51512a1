"""A coupon goes from one member to another at the kiosk (D3): one holder at a time, nothing is copied."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty.coupons import Coupon
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import CouponShare, CouponShared, CouponTake, CouponTaken, MemberFound, MemberLookup, Refusal


@pytest.fixture
def giver(centre: Any) -> Any:
    """A member with a coupon that may be passed on."""
    return centre.member(card="04aa")


@pytest.fixture
def coupon(centre: Any, giver: Any, kiosk: Any) -> str:
    template = next(one for one in centre.house.programme.coupons if one.passes > 0)
    code: str = centre.house.new_code(CodeKind.COUPON)
    with centre.store.transaction():
        lapses = centre.house.programme.coupon_expires_at(template, centre.now)
        centre.store.coupons.add(Coupon(code, template.key, lapses), giver.id, centre.now, "test", "given")
    return code


def coupons(kiosk: Any, card: str) -> list[str]:
    found = kiosk.ask(MemberLookup(kind="nfc", value=card))
    assert isinstance(found, MemberFound) and found.member is not None
    return [one.code for one in found.member.coupons]


def test_whoever_scans_first_has_it_and_nobody_else(centre: Any, kiosk: Any, giver: Any, coupon: str) -> None:
    friend, late = centre.member(card="04bb"), centre.member(card="04cc")
    shared = kiosk.ask(CouponShare(member=giver.id, coupon=coupon))
    assert isinstance(shared, CouponShared) and coupon in coupons(kiosk, "04aa")

    taken = centre.kiosk("kiosk-2").ask(CouponTake(member=friend.id, code=shared.code))

    assert isinstance(taken, CouponTaken) and taken.coupon.code == coupon
    assert (coupon in coupons(kiosk, "04aa"), coupon in coupons(kiosk, "04bb")) == (False, True)
    again = kiosk.ask(CouponTake(member=friend.id, code=shared.code))
    assert isinstance(again, CouponTaken) and again.coupon.code == coupon
    assert kiosk.ask(CouponTake(member=late.id, code=shared.code)).code == "gift_over"
    assert coupons(kiosk, "04cc").count(coupon) == 0


def test_of_two_codes_for_one_coupon_only_one_brings_it(centre: Any, kiosk: Any, giver: Any, coupon: str) -> None:
    first, second = (kiosk.ask(CouponShare(member=giver.id, coupon=coupon)).code for _ in range(2))
    friend, late = centre.member(card="04bb"), centre.member(card="04cc")

    assert isinstance(kiosk.ask(CouponTake(member=friend.id, code=second)), CouponTaken)
    refused = kiosk.ask(CouponTake(member=late.id, code=first))

    assert isinstance(refused, Refusal), "one coupon went to two members"
    assert coupon in coupons(kiosk, "04bb")


def test_it_is_passed_on_as_often_as_its_template_says(centre: Any, kiosk: Any, giver: Any, coupon: str) -> None:
    friend = centre.member(card="04bb")
    code = kiosk.ask(CouponShare(member=giver.id, coupon=coupon)).code
    taken = kiosk.ask(CouponTake(member=friend.id, code=code))

    assert not taken.coupon.may_pass
    assert kiosk.ask(CouponShare(member=friend.id, coupon=coupon)).code == "not_to_pass"


def test_a_code_ends_and_the_coupon_stays(centre: Any, kiosk: Any, giver: Any, coupon: str) -> None:
    code = kiosk.ask(CouponShare(member=giver.id, coupon=coupon)).code
    friend = centre.member(card="04bb")
    centre.wait(minutes=60 * centre.house.programme.sharing.link_hours)

    assert kiosk.ask(CouponTake(member=friend.id, code=code)).code == "gift_over"
    assert coupon in coupons(kiosk, "04aa")


def test_nobody_gives_what_is_not_theirs_and_nobody_to_themselves(
    centre: Any, kiosk: Any, giver: Any, coupon: str
) -> None:
    other = centre.member(card="04bb")
    code = kiosk.ask(CouponShare(member=giver.id, coupon=coupon)).code

    assert kiosk.ask(CouponShare(member=other.id, coupon=coupon)).code == "unknown_coupon"
    assert kiosk.ask(CouponShare(member="m-nobody", coupon=coupon)).code == "unknown_member"
    assert kiosk.ask(CouponTake(member=giver.id, code=code)).code == "own_gift"


@pytest.mark.parametrize("code", ["", "RGG-NOBODYS00000", "RGC-7QK2M9X4TA3B8C1D", "x" * 5000, "\x00"])
def test_what_is_no_gift_brings_nothing(centre: Any, kiosk: Any, giver: Any, code: str) -> None:
    assert kiosk.ask(CouponTake(member=giver.id, code=code)).code == "unknown_code"
