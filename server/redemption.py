"""How a held redemption ends, for whoever learns of it: the kiosk that printed, or the till that saw the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from loyalty import ledger
from loyalty.coupons import CouponState
from loyalty.ledger import Origin, Posting
from server.house import House
from server.notices import Notice
from server.store.redemptions import Redemption

# Later than that it would only puzzle.
WORTH_TELLING = timedelta(days=1)


def commit(house: House, known: Redemption, origin: Origin) -> bool:
    """Spend the points and make the coupon valid; twice is once. False: there never was a coupon to print."""
    if known.state == "committed":
        return True
    stored = None if known.coupon is None else house.store.coupons.get(known.coupon)
    if stored is None:
        return False
    account = house.store.ledger.load(known.member, holds=(known.id,))
    posting = ledger.capture(account, known.id, origin)
    if not isinstance(posting, Posting):
        raise RuntimeError(f"redemption {known.id} is {known.state}, but its hold says {posting}")
    house.store.ledger.save(account, posting)
    house.renew(known.member, origin)
    house.store.redemptions.move(known.id, "committed")
    house.store.redemptions.hand_out(known.reward)
    issued = replace(stored.coupon, state=CouponState.ISSUED)
    house.store.coupons.save(issued, origin.occurred_at, origin.source, origin.event_id)
    house.store.coupons.count_print(issued.code, origin.occurred_at, origin.source, origin.event_id)
    _tell(house, known, -sum(entry.points for entry in posting.entries), origin.recorded_at)
    return True


def _tell(house: House, known: Redemption, points: int, now: datetime) -> None:
    """Whoever's points were spent hears of it: a stranger at the kiosk would be noticed (T4)."""
    member, reward = house.store.members.get(known.member), house.programme.reward(known.reward)
    if member is None or reward is None or not (member.phone or member.email or member.wechat):
        return
    said = {"points": str(points), "title": getattr(reward.title, member.language)}
    notice = Notice(
        f"redeemed:{known.id}", "redeemed", "", member.language, said, member=member.id, expires_at=now + WORTH_TELLING
    )
    house.store.notices.add(notice, now)


def give_back(house: House, member: str, redemption: str, origin: Origin) -> int:
    """Return the points of a committed redemption to the lots they came from; how many. Twice is once."""
    books = house.store.ledger
    held = books.load(member, holds=(redemption,)).hold(redemption)
    if held is None or held.entry is None:
        return 0
    drawn = books.draws_of_redemption(member, held.entry)
    account = books.load(member, lots=tuple({draw.lot for draw in drawn}))
    posting = ledger.reverse_redeem(account, held.entry, drawn, origin)
    if not isinstance(posting, Posting):
        return 0
    books.save(account, posting)
    return posting.points


def void(house: House, known: Redemption, origin: Origin) -> None:
    """Free the points of a held redemption and take its coupon out of the world."""
    account = house.store.ledger.load(known.member, holds=(known.id,))
    posting = ledger.void(account, known.id)
    if isinstance(posting, Posting):
        house.store.ledger.save(account, posting)
    house.store.redemptions.move(known.id, "voided")
    stored = None if known.coupon is None else house.store.coupons.get(known.coupon)
    if stored is not None:
        gone = replace(stored.coupon, state=CouponState.VOIDED)
        house.store.coupons.save(gone, origin.occurred_at, origin.source, origin.event_id)
