"""Of several birthday gifts a member takes one: once a year, whatever is asked how often."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty import coupons
from loyalty.coupons import Coupon
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import CouponPrinted, CouponView, GiftChoose, GiftChosen, MemberLookup


@pytest.fixture
def birthday(centre: Any) -> tuple[str, str]:
    """A member, and the code of the birthday coupon that waits for them."""
    member = centre.member(card="04aa")
    code = centre.house.new_code(CodeKind.COUPON)
    with centre.store.transaction():
        ends = centre.house.programme.coupon_expires_at(centre.house.programme.template("birthday"), centre.now)
        centre.store.coupons.add(Coupon(code, "birthday", ends), member.id, centre.now, "nightly", "b")
    return member.id, code


def gift(kiosk: Any) -> CouponView:
    """The one coupon of the member, as the greeting shows it."""
    (coupon,) = kiosk.ask(MemberLookup(kind="nfc", value="04aa")).member.coupons
    assert isinstance(coupon, CouponView)
    return coupon


def test_the_gift_that_waits_offers_what_it_may_be_and_becomes_it(kiosk: Any, birthday: tuple[str, str]) -> None:
    member, code = birthday
    before = gift(kiosk)
    assert [one.choice for one in before.choices] == ["birthday", "birthday-noodles", "birthday-tote"]

    chosen = kiosk.ask(GiftChoose(member=member, coupon=code, choice="birthday-noodles"))

    after = gift(kiosk)
    assert isinstance(chosen, GiftChosen) and chosen.member.coupons == (after,) and chosen.coupon == after
    assert (after.code, after.kind, after.expires_on, after.occasion) == (
        code,
        "free_item",
        before.expires_on,
        "birthday",
    )
    assert after.choices == ()


def test_the_same_choice_again_is_the_same_gift_and_another_is_refused(
    centre: Any, kiosk: Any, birthday: tuple[str, str]
) -> None:
    member, code = birthday
    noodles = GiftChoose(member=member, coupon=code, choice="birthday-noodles")
    first, again = kiosk.ask(noodles), kiosk.ask(noodles)
    assert first == again
    assert kiosk.ask(GiftChoose(member=member, coupon=code, choice="birthday-tote")).code == "gift_chosen"
    given = "SELECT count(*) FROM coupon_event WHERE code = ? AND kind = 'chosen'"
    assert centre.store.database.one(given, code) == (1,)


def test_to_keep_the_one_that_was_given_is_a_choice_too(kiosk: Any, birthday: tuple[str, str]) -> None:
    member, code = birthday
    assert isinstance(kiosk.ask(GiftChoose(member=member, coupon=code, choice="birthday")), GiftChosen)
    assert gift(kiosk).choices == ()


def test_what_is_on_paper_or_used_or_somebody_elses_stays_as_it_is(
    centre: Any, kiosk: Any, birthday: tuple[str, str]
) -> None:
    member, code = birthday
    noodles = GiftChoose(member=member, coupon=code, choice="birthday-noodles")
    other = centre.member()
    assert kiosk.ask(GiftChoose(member=other.id, coupon=code, choice="birthday-noodles")).code == "unknown_coupon"
    assert kiosk.ask(GiftChoose(member=member, coupon=code, choice="gift-tea-set")).code == "not_to_choose"

    kept = centre.store.coupons.get(code).coupon
    with centre.store.transaction():
        used = coupons.reserve(kept, "o1", centre.now, centre.now.replace(hour=23))
        centre.store.coupons.save(used, centre.now, "till/s1", "reserve:o1")
    assert kiosk.ask(noodles).code == "coupon_over"
    with centre.store.transaction():
        centre.store.coupons.save(kept, centre.now, "till/s1", "void:o1")

    kiosk.tell(CouponPrinted(member=member, coupon=code))
    assert kiosk.ask(noodles).code == "gift_chosen"
    assert gift(kiosk).choices == ()
