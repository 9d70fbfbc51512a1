"""Forgetting a member: who they were is gone everywhere, what the house owes and owed stays a sum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.coupons import CouponState
from loyalty.ledger import balance
from server.house import House


@dataclass(frozen=True, slots=True)
class Erased:
    """What was given up with it: points that nobody can spend any more, and coupons that are void."""

    member: str
    points: int
    coupons: int


def erase(house: House, member: str, source: str, now: datetime) -> Erased | None:
    """Forget this member in one transaction; None: there is no such member (any more)."""
    with house.store.transaction():
        done = forget(house, member, source, now)
    house.store.scrub()
    return done


def forget(house: House, member: str, source: str, now: datetime) -> Erased | None:
    """The same inside a transaction of the caller's, who scrubs the store after it.

    The key of what was sealed of them is destroyed, so copies and backups name nobody either. Entries, orders and
    the chain stay as they are, under an id that leads to nobody; open points lapse on their day.
    """
    store = house.store
    person = store.members.get(member)
    if person is None:
        return None
    event = f"erased:{member}"
    store.opinions.consent(member, "programme", False, now, source, event)
    store.opinions.consent(member, "marketing", False, now, source, event)
    points = balance(store.ledger.load(member), now)
    voided = 0
    for stored in store.coupons.of_member(member):
        if not stored.held and stored.coupon.state is CouponState.ISSUED:
            gone = replace(stored.coupon, state=CouponState.VOIDED)
            store.coupons.save(gone, now, source, event)
            voided += 1
    store.notices.forget(member, now)
    store.joins.forget(member)
    store.tickets.forget(member)
    store.referrals.forget(member)
    store.identity_checks.forget(member)
    store.waiting.forget(member, store.members.hash("phone", person.phone) if person.phone else "-")
    store.members.erase(member, now)
    return Erased(member, points, voided)
