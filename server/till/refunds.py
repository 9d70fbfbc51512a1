"""Money back, points back: what is left of the order is reckoned anew, and the difference taken back.

So any split of a refund, in any order, ends where one whole refund ends (I6), and a refund of half a bill
never takes back more than half of it earned.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

from loyalty import coupons, ledger, refunds
from loyalty.coupons import Coupon, CouponState
from loyalty.ledger import Origin, Posting, available
from loyalty.splitting import take_back
from server import merging, redemption, referring
from server.awarding import again, bought
from server.house import House
from server.store.bills import Share
from server.store.visits import Order, Refund
from server.till import points
from server.till.models import RefundIn
from server.till.problems import Problem


def refund_order(house: House, store: str, order_id: str, refund: RefundIn, now: datetime) -> dict[str, Any]:
    """Take the refund, inside the caller's transaction. The same refund again: the same answer.

    Raises Problem 404 for an unknown order, 409 for another refund under this id, 422 for more than was bought.
    """
    order = house.store.visits.order(store, order_id)
    if order is None:
        raise Problem(404, "unknown-order", "this store has no such order")
    digest = house.store.fingerprint(refund.model_dump_json().encode())
    earlier = house.store.visits.refunds(store, order_id)
    for one in earlier:
        if one.id == refund.refund_id:
            if one.digest != digest:
                raise Problem(409, "refund-conflict", "another refund has this refund_id")
            answer: dict[str, Any] = json.loads(one.answer)
            return answer
    return _Reckoning(house, order, earlier).take(refund, digest, now)


class _Reckoning:
    """One order, what was bought, and what has gone back of it so far."""

    def __init__(self, house: House, order: Order, earlier: list[Refund]) -> None:
        self._house, self._order, self._earlier = house, order, earlier
        self._lines = bought(order)
        self._bought: Counter[str] = Counter()
        for line in self._lines:
            self._bought[line.sku] += line.qty
        self._back: Counter[str] = Counter()
        for one in earlier:
            self._back.update(json.loads(one.lines))
        alone = Share(order.member or "", order.total_fen, order.points, order.by_spend, order.entry)
        self._shares = [alone] if order.member is not None else house.store.bills.shares(order.store, order.id)

    def take(self, refund: RefundIn, digest: str, now: datetime) -> dict[str, Any]:
        asked = self._asked(refund)
        before, after = refunds.left_of(self._lines, self._back), refunds.left_of(self._lines, self._back + asked)
        amount = sum(line.amount_fen for line in before) - sum(line.amount_fen for line in after)
        left_fen = sum(line.amount_fen for line in after)
        is_all = self._back + asked == self._bought
        asked_back, taken = self._take_points(refund, self._back + asked, now)
        paid_back = points.give_back(
            self._house, self._order, self._order.total_fen - left_fen, is_all, refund.refund_id, now
        )
        for share in self._shares:
            part = left_fen * share.fen // self._order.total_fen if self._order.total_fen else 0
            referring.refunded(self._house, share.member, f"{self._order.store}:{self._order.id}", part, now)
        returned, given_back = self._return_coupons(refund, now) if is_all else ([], 0)
        accounts = [merging.carry_over(self._house, share.member, now) for share in self._shares]
        alone = accounts[0] if len(accounts) == 1 else None
        answer: dict[str, Any] = {
            "refund_id": refund.refund_id,
            "amount_fen": amount,
            "points": {
                "given_back": given_back + paid_back,
                "taken_back": taken,
                "balance": 0 if alone is None else available(alone, now),
                "debt": sum(account.debt for account in accounts),
            },
            "coupons": returned,
        }
        self._house.store.visits.add_refund(
            Refund(
                store=self._order.store,
                order_id=self._order.id,
                id=refund.refund_id,
                member=self._order.member,
                amount_fen=amount,
                taken=asked_back,
                paid_at=self._order.paid_at,
                at=now,
                digest=digest,
                lines=json.dumps(asked).encode(),
                answer=json.dumps(answer).encode(),
            )
        )
        return answer

    def _asked(self, refund: RefundIn) -> Counter[str]:
        left = self._bought - self._back
        if refund.lines is None:
            asked = left
        else:
            asked = Counter()
            for line in refund.lines:
                asked[line.sku] += line.qty
        for sku, qty in asked.items():
            if qty > left[sku]:
                raise Problem(422, "too-much", f"of {sku} only {left[sku]} can go back, not {qty}")
        if not asked and self._earlier:
            raise Problem(409, "nothing-left", "all of this order has gone back already")
        return asked

    def _take_points(self, refund: RefundIn, back: Counter[str], now: datetime) -> tuple[int, int]:
        """Points asked back now, and those taken: what has lapsed meanwhile is not owed."""
        reckoned = again(self._house, self._order)
        if reckoned is None or not self._shares:
            return 0, 0
        taken = [one.taken for one in self._earlier]
        owed = refunds.owed(reckoned.programme.rule_set, reckoned.facts, self._order.points, back, sum(taken))
        given = [share.points for share in self._shares]
        for one in taken:
            given = [left - part for left, part in zip(given, take_back(given, one), strict=True)]
        parts = zip(self._shares, take_back(given, owed), strict=True)
        return owed, sum(self._claw_back(share, part, refund, now) for share, part in parts)

    def _claw_back(self, share: Share, owed: int, refund: RefundIn, now: datetime) -> int:
        if not owed or share.entry is None:
            return 0
        account = self._house.store.ledger.load(share.member, lots=(share.entry,))
        event = f"refund:{self._order.store}:{refund.refund_id}"[:128]
        origin = Origin(event, f"till/{self._order.store}", now, now)
        posting = ledger.clawback(account, share.entry, owed, origin, reason="refund")
        if not isinstance(posting, Posting):
            return 0
        self._house.store.ledger.save(account, posting)
        return -posting.points

    def _return_coupons(self, refund: RefundIn, now: datetime) -> tuple[list[str], int]:
        """With the whole order gone, its coupons are the member's again, their dates unchanged.

        For one that has expired meanwhile, the points it was bought with go back: (codes, points).
        """
        returned, points = [], 0
        origin = Origin(f"refund:{self._order.store}:{refund.refund_id}"[:128], f"till/{self._order.store}", now, now)
        order_ref = f"{self._order.store}:{self._order.id}"
        for stored in self._house.store.coupons.of_order(order_ref):
            free = coupons.release(stored.coupon, order_ref, now)
            if not isinstance(free, Coupon):
                continue
            self._house.store.coupons.save(free, now, origin.source, origin.event_id)
            if free.state is CouponState.ISSUED:
                returned.append(free.code)
            elif stored.redemption is not None:
                points += redemption.give_back(self._house, stored.member, stored.redemption, origin)
        return returned, points
