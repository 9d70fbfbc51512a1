"""Two accounts of one person become one, and keep both ledgers (A4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from loyalty import ledger, merging
from loyalty.ledger import Account, HoldsStand, Origin
from loyalty.tiers import joined
from server.awarding import promote
from server.house import House
from server.store.members import Member


class CannotMerge(Exception):
    """The two stay two; the message says why."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What moved: `points` (less the debt that came along), coupons, those `voided` as more than one may have."""

    points: int
    coupons: int
    voided: int
    check_ins: int
    referrals: int


def merge(house: House, kept: str, gone: str, source: str, now: datetime) -> Merged:
    """All of `gone` is `kept`'s from now on; `gone` is nobody any more. Inside a transaction. Raises CannotMerge."""
    store = house.store
    one, other = store.members.get(kept), store.members.get(gone)
    if one is None or other is None or kept == gone:
        raise CannotMerge("these are not two members")
    before = store.ledger.load(gone)
    held = [hold.id for hold in before.holds if hold.stands(now)]
    if held:
        raise CannotMerge("points of the account that goes are held for a redemption: wait until it is printed")
    _person(house, one, other, now)
    coupons, voided = _coupons(house, kept, gone, source, now)
    days = _check_ins(house, kept, gone, source)
    changed = _referrals(house, kept, gone)
    _tier(house, kept, gone, now)
    store.nights.hand_on(gone, kept, now)
    store.identity_checks.move(gone, kept)
    store.members.merge(gone, kept, source, now)
    after = carry_over(house, gone, now)
    promote(house, kept, now)
    moved = sum(lot.remaining for lot in before.lots if not lot.lapsed(now)) - before.debt
    store.nights.wake(after.id)
    return Merged(moved, coupons, voided, days, changed)


def carry_over(house: House, member: str, now: datetime) -> Account:
    """The account that is this member's now; what came to one that was merged away moves on first."""
    books = house.store.ledger
    kept = house.store.members.kept(member)
    account = books.load(member)
    if kept is None:
        return account
    origin = Origin(f"merge:{member}:{account.last_seq}", "merge", now, now)
    moved = ledger.merge(account, books.load(kept), origin)
    if isinstance(moved, HoldsStand):
        return books.load(kept)
    before = books.load(kept)
    books.save(account, moved[0])
    books.save(before, moved[1])
    return books.load(kept)


def _person(house: House, kept: Member, gone: Member, now: datetime) -> None:
    """What only the other account knew of them is kept."""
    members = house.store.members
    if gone.name and not kept.name:
        members.rename(kept.id, gone.name)
    if gone.birthday and not kept.birthday:
        members.set_birthday(kept.id, gone.birthday)
    for kind, mine, theirs in (
        ("phone", kept.phone, gone.phone),
        ("email", kept.email, gone.email),
        ("wechat", kept.wechat, gone.wechat),
    ):
        if theirs and not mine:
            members.set_address(kept.id, kind, theirs)  # type: ignore[arg-type]  # one of the three


def _coupons(house: House, kept: str, gone: str, source: str, now: datetime) -> tuple[int, int]:
    coupons = house.store.coupons
    done = merging.coupons(
        (one.coupon for one in coupons.all_of(kept)),
        (one.coupon for one in coupons.all_of(gone)),
        house.programme.coupons,
        now,
    )
    for voided in done.voided:
        coupons.save(voided, now, source, f"merge:{gone}")
    coupons.move(gone, kept)
    return len(done.moved), len(done.voided)


def _check_ins(house: House, kept: str, gone: str, source: str) -> int:
    """The days the account that stays was not here on, with the streak they make together; no points again."""
    visits = house.store.visits
    mine, theirs = visits.check_in_days(kept), visits.check_in_days(gone)
    new = sorted(set(theirs) - set(mine))
    for on in new:
        streak = merging.check_ins((day for day in mine if day <= on), (day for day in theirs if day <= on)).streak
        visits.check_in(kept, on, f"merge:{gone}:{on}", source, streak, 0)
    return len(new)


def _referrals(house: House, kept: str, gone: str) -> int:
    store = house.store.referrals
    touched = {
        one.id: one
        for member in (kept, gone)
        for one in (*store.of_referrer(member), *store.of_friend(member), *store.above(member))
    }
    changed = merging.referrals(touched.values(), gone, kept)
    for one in changed:
        store.save(one)
    store.hand_on_rungs(gone, kept)
    if store.code_of(kept) is None:
        store.hand_on_code(gone, kept)
    else:
        store.forget(gone)
    return len(changed)


def _tier(house: House, kept: str, gone: str, now: datetime) -> None:
    visits, policy = house.store.visits, house.programme.tiers
    today: date = house.programme.local(now).date()
    first = joined(policy, today)
    better = merging.tier(policy, visits.tier(kept) or first, visits.tier(gone) or first)
    visits.set_tier(kept, better)
