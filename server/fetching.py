"""Whoever has the number a gift waits for is here: the gift is theirs."""

from __future__ import annotations

from datetime import datetime

from loyalty import ledger, sharing
from loyalty.ledger import Origin, Posting
from loyalty.sharing import Share
from mqtt_bridge.codes import CodeKind
from server.house import House
from server.store.giving import Gift
from server.store.waiting import PhoneGift


def fetch(house: House, member: str, phone: str, source: str, now: datetime) -> int:
    """Hand over to the member all that waits for their number, inside the caller's transaction; how many gifts."""
    if not phone:
        return 0
    waiting = house.store.waiting.for_number(house.store.members.hash("phone", phone), now)
    fetched = 0
    for gift in waiting:
        hand_over = _coupon if gift.coupon else _points
        taken = gift.giver != member and hand_over(house, gift, member, source, now)
        house.store.waiting.settle(gift, "taken" if taken else "over", member if taken else "")
        fetched += taken
    if fetched:
        house.store.nights.wake(member)
    return fetched


def _points(house: House, gift: PhoneGift, member: str, source: str, now: datetime) -> bool:
    """The hold ends and the points go over with their expiry. False: not all of them are there any more."""
    books = house.store.ledger
    held = books.load(gift.giver, holds=(gift.hold,))
    freed = ledger.void(held, gift.hold)
    if not isinstance(freed, Posting):
        return False
    books.save(held, freed)
    giver, taker = books.load(gift.giver), books.load(member)
    moved = ledger.transfer(giver, taker, gift.points, Origin(gift.hold, source, now, now))
    if not isinstance(moved, tuple):
        return False
    books.save(giver, moved[0])
    books.save(taker, moved[1])
    store, digest = f"kiosk/{gift.kiosk}", house.store.fingerprint(gift.hold.encode())
    house.store.giving.add_gift(Gift(store, gift.id, gift.giver, member, gift.points, gift.on, now, digest))
    return True


def _coupon(house: House, gift: PhoneGift, member: str, source: str, now: datetime) -> bool:
    """False: the giver used it meanwhile, or it is not theirs any more."""
    stored = house.store.coupons.get(gift.coupon)
    if stored is None or stored.held or stored.member != gift.giver:
        return False
    link = Share(house.new_code(CodeKind.GIFT), gift.coupon, gift.giver, gift.made_at, gift.expires_at)
    taken = sharing.take(link, stored.coupon, member, now)
    if not isinstance(taken, Share):
        return False
    house.store.giving.save_link(taken)
    house.store.coupons.hand_over(gift.coupon, member, now, source, gift.hold)
    return True
