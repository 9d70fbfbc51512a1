"""What the house offers for a time: told to kiosks with its days and hours, and worth something only in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kiosk.offers import running
from loyalty.coupons import Coupon
from loyalty.programme import DEMO, Offer, OfferKind
from loyalty.slots import Slot
from loyalty.words import Words
from mqtt_bridge.codec import decode, encode
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import DesiredOffers, OfferView
from server import showcase

LUNCH = Slot((1, 2, 3, 4, 5), "11:00", "14:00")


def heard(*offers: Offer) -> tuple[OfferView, ...]:
    """What a kiosk hears of these."""
    document = showcase.offers(2, replace(DEMO, offers=offers), datetime(2026, 11, 22, tzinfo=UTC).date())
    return decode(encode(document), DesiredOffers).body.offers


def test_E4_a_discount_for_certain_hours_is_told_in_them_and_counts_in_them(centre: Any, till: Any) -> None:
    offer = Offer("lunch", OfferKind.COUPON, Words("午市 85 折", "15% off lunch"), Words("午市", "Lunch"), when=LUNCH)
    told = heard(offer)
    member = centre.member(points=0)
    code = centre.house.new_code(CodeKind.COUPON)
    with centre.store.transaction():
        ends = centre.house.programme.coupon_expires_at(centre.house.programme.template("lunch-15"), centre.now)
        centre.store.coupons.add(Coupon(code, "lunch-15", ends), member.id, centre.now, "test", "test")

    # Sunday noon; Monday at two; Monday at noon.
    for hours, counts in ((0, False), (26, False), (24, True)):
        centre.now = datetime(2026, 11, 22, 4, tzinfo=UTC)
        centre.wait(hours=hours)
        shown = running(told, DEMO.local(centre.now))
        used = till.post(f"/coupons/{code}/reserve", json={"order_id": f"o{hours}", "total_fen": 10_000})
        assert (bool(shown), used.status_code == 200) == (counts, counts)
    assert used.json()["value_fen"] == 1_500


def test_E5_a_new_dish_is_told_on_its_days(centre: Any) -> None:
    title, detail = Words("大闸蟹", "Hairy crab"), Words("当季", "In season")
    (told,) = heard(Offer("crab", OfferKind.DISH, title, detail, "2026-10-01", "2026-11-30"))
    assert (told.kind, told.title.en, told.weekdays, told.start) == ("dish", "Hairy crab", (), "")
    moments = ("2026-09-30T23:59", "2026-10-01T00:00", "2026-11-30T23:59", "2026-12-01T00:00")
    assert [bool(running([told], datetime.fromisoformat(f"{at}+08:00"))) for at in moments] == [
        False,
        True,
        True,
        False,
    ]
