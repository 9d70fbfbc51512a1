"""Points, or a coupon, for a telephone number (D3).

Whether somebody has that number is said nowhere: every gift waits, points under a hold, a coupon in the giver's hands,
until whoever has the number shows up, and comes back by itself when nobody does (`sharing.link_hours`).
"""

from __future__ import annotations

from datetime import timedelta

from loyalty import explain, ledger, sharing
from loyalty.expiry import lapses_on
from loyalty.ledger import HoldClosed, NotEnough, available
from loyalty.sharing import Share
from mqtt_bridge.messages import GiftSend, GiftSent, Refusal
from server import names, phones
from server.handlers import spending
from server.handlers.call import Call
from server.notices import Notice
from server.store.members import Member
from server.store.waiting import PhoneGift

LONGEST_ID = 64
# A gift is a text message to somebody who did not ask for one.
A_GIVER_A_DAY = 5
A_NUMBER_A_DAY = 5
DAY = timedelta(days=1)
# Later than that it would only puzzle.
WORTH_TELLING = timedelta(days=1)


def send(question: GiftSend, call: Call) -> GiftSent | Refusal:
    """Let a gift wait for this number. The same gift again: the same answer, nothing new."""
    house = call.house
    one_thing = (question.points > 0) != bool(question.coupon) and question.points >= 0
    if not 0 < len(question.gift) <= LONGEST_ID or not one_thing:
        return Refusal(code="bad_request", message="an id of 1 to 64 characters, and either points or a coupon")
    phone = phones.normalise(question.phone, house.region)
    if phone is None:
        return Refusal(code="bad_phone", message="this is not a telephone number")
    giver = house.store.members.get(question.member)
    if giver is None:
        return Refusal(code="unknown_member")
    today = house.programme.local(call.now).date()
    ends_at = call.now + timedelta(hours=house.programme.sharing.link_hours)
    number = house.store.members.hash("phone", phone)
    parts = (question.points, question.coupon, today)
    gift = PhoneGift(call.kiosk, question.gift, giver.id, number, *parts, call.now, ends_at)
    known = house.store.waiting.get(call.kiosk, question.gift)
    if known is not None:
        return _again(known, gift, phone, call)
    refused = spending.refused(question, call) or _too_many(gift, giver, phone, call)
    if refused is None:
        refused = _promise_coupon(gift, call) if gift.coupon else _promise_points(gift, call)
    if refused is not None:
        return refused
    house.store.waiting.add(gift)
    _tell(gift, giver, phone, call)
    return _sent(gift, phone, call)


def _again(known: PhoneGift, gift: PhoneGift, phone: str, call: Call) -> GiftSent | Refusal:
    same = (known.giver, known.phone_hash, known.points, known.coupon)
    if same != (gift.giver, gift.phone_hash, gift.points, gift.coupon):
        return Refusal(code="conflict", message="this id belongs to another gift")
    return _sent(known, phone, call)


def _too_many(gift: PhoneGift, giver: Member, phone: str, call: Call) -> Refusal | None:
    if giver.phone == phone:
        return Refusal(code="own_number", message="nobody gives to themselves")
    waiting = call.house.store.waiting
    if waiting.sent_on(gift.giver, gift.on) >= A_GIVER_A_DAY:
        return Refusal(code="gifts_today", message=f"{A_GIVER_A_DAY} gifts a day")
    if waiting.sent_to(gift.phone_hash, call.now - DAY) >= A_NUMBER_A_DAY:
        # The same word as for the giver's own: this number's gifts are nobody else's business.
        return Refusal(code="gifts_today", message="no more gifts today")
    return None


def _promise_points(gift: PhoneGift, call: Call) -> Refusal | None:
    house = call.house
    given = house.store.giving.given_on(gift.giver, gift.on) + house.store.waiting.points_on(gift.giver, gift.on)
    over = sharing.may_give(house.programme.sharing, gift.points, given)
    if over is not None:
        return Refusal(code="gift_too_large", message=explain.refusal(over).en)
    account = house.store.ledger.load(gift.giver)
    posting = ledger.hold(account, gift.hold, gift.points, call.now, gift.expires_at)
    if isinstance(posting, NotEnough):
        return Refusal(code="not_enough", message=explain.refusal(posting).en)
    if isinstance(posting, HoldClosed):
        return Refusal(code="conflict", message=explain.refusal(posting).en)
    house.store.ledger.save(account, posting)
    return None


def _promise_coupon(gift: PhoneGift, call: Call) -> Refusal | None:
    house = call.house
    stored = house.store.coupons.get(gift.coupon)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if stored is None or template is None or stored.held or stored.member != gift.giver:
        return Refusal(code="unknown_coupon", message="this member has no such coupon")
    passed = house.store.giving.passed(gift.coupon)
    may = sharing.share(stored.coupon, template, gift.giver, passed, "gift", call.now, gift.expires_at)
    if not isinstance(may, Share):
        return Refusal(code="not_to_pass", message=explain.refusal(may).en)
    if house.store.waiting.promised(gift.coupon, call.now):
        return Refusal(code="not_to_pass", message="it waits for somebody already")
    return None


def _sent(gift: PhoneGift, phone: str, call: Call) -> GiftSent:
    left = available(call.house.store.ledger.load(gift.giver), call.now)
    until = call.house.programme.local(gift.expires_at).isoformat()
    return GiftSent(phone_masked=phones.masked(phone), points_after=left, until=until)


def _tell(gift: PhoneGift, giver: Member, phone: str, call: Call) -> None:
    """Whoever has the number hears where to fetch it; the giver, that it was them (a stranger would be noticed)."""
    house = call.house
    until = lapses_on(gift.expires_at, house.programme.zone).isoformat()
    stored = house.store.coupons.get(gift.coupon) if gift.coupon else None
    template = None if stored is None else house.programme.template(stored.coupon.template)

    def what(language: str) -> str:
        if template is not None:
            return str(getattr(template.title, language))
        return f"{gift.points} 点积分" if language == "zh" else f"{gift.points} points"

    said = {"name": names.shown(giver.name, house.name_style), "what": what(giver.language), "until": until}
    id_ = f"gift:{gift.kiosk}:{gift.id}"
    came = Notice(id_, "gift_waiting", phone, giver.language, said, member=giver.id, expires_at=gift.expires_at)
    house.store.notices.add(came, call.now)
    if giver.phone or giver.email or giver.wechat:
        said = {"number": phones.masked(phone), "what": what(giver.language), "until": until}
        ends_at = call.now + WORTH_TELLING
        gone = Notice(f"{id_}:giver", "gift_sent", "", giver.language, said, member=giver.id, expires_at=ends_at)
        house.store.notices.add(gone, call.now)
