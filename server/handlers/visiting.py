"""The member is here: checks in, prints a coupon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from loyalty import check_in, explain
from loyalty.check_in import AlreadyCheckedIn
from loyalty.ledger import Origin
from mqtt_bridge.messages import CouponPrinted, MemberCheckedIn, Refusal
from server import fetching
from server.handlers.call import Call

# How far the date may be from when the kiosk says it was: beyond that it is no date of this visit.
OLDEST = timedelta(days=8)
AHEAD = timedelta(days=1)


def checked_in(event: MemberCheckedIn, call: Call) -> Refusal | None:
    """Points once a local day, however late it is told. Again on the same day: fine, and no points.

    Of a kiosk that did not know the time the day is the server's: the diner was here, and cannot help the clock.
    """
    house = call.house
    try:
        on = date.fromisoformat(event.on)
    except ValueError:
        return Refusal(code="bad_data", message="`on` is not a date")
    day = house.programme.local(call.happened_at).date()
    if not call.dated:
        on = day
    elif not day - OLDEST <= on <= day + AHEAD:
        return Refusal(code="bad_date", message=f"{on} is not a day around {day}")
    phone = house.store.members.phone(event.member)
    if phone is None:
        return Refusal(code="unknown_member")
    fetching.fetch(house, event.member, phone, call.source, call.now)
    # Up to that day: a day that was spent offline still counts when later days are already here.
    last = house.store.visits.last_check_in(event.member, upto=on)
    last_on, streak = (None, 0) if last is None else last
    award = check_in.award(house.programme.check_in, last_on, streak, on)
    if isinstance(award, AlreadyCheckedIn):
        return None
    house.store.visits.check_in(event.member, on, call.event_id, call.source, award.streak, award.points)
    trace = explain.dumps(explain.check_in(award))
    origin = Origin(call.event_id, call.source, call.happened_at, call.now, trace)
    house.renew(event.member, replace(origin, trace=""))
    house.give(event.member, award.points, origin, "check_in")
    return None


def printed(event: CouponPrinted, call: Call) -> Refusal | None:
    """One more copy of a coupon is on paper; it is still one coupon."""
    stored = call.house.store.coupons.get(event.coupon)
    if stored is None or stored.member != event.member:
        return Refusal(code="unknown_coupon")
    call.house.store.coupons.count_print(event.coupon, call.happened_at, call.source, call.event_id)
    return None
