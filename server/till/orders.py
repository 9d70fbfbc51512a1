"""An order of a till: whose it is, what it earns and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty import explain
from loyalty.awards import Award
from loyalty.ledger import Origin, available
from loyalty.splitting import largest_remainder
from loyalty.words import Words
from mqtt_bridge.codes import CodeKind
from server import fetching, phones
from server.awarding import Reckoning, after_order, order_lines, reckoning
from server.house import House
from server.store.bills import Share
from server.store.members import Member
from server.store.visits import Order
from server.till.models import OrderIn, WhoIsIt
from server.till.problems import Problem

AHEAD = timedelta(minutes=10)
# A till may have been offline for long; but nobody brings an order of last year.
OLDEST = timedelta(days=90)


def find_member(house: House, who: WhoIsIt) -> Member:
    """Raises Problem 404."""
    members = house.store.members
    found = None
    if who.phone is not None:
        phone = phones.normalise(who.phone, house.region)
        found = None if phone is None else members.find("phone", phone)
    elif who.card is not None:
        found = members.find("nfc", who.card)
    elif who.code is not None:
        found = members.find("qr", who.code)
    if found is None:
        raise Problem(404, "unknown-member", "nobody has this card, number or code")
    return found


def take_order(house: House, order: OrderIn, now: datetime) -> dict[str, Any]:
    """Keep the order and give its points, inside the caller's transaction. The same order again: the same answer.

    Gifts that wait for the number of whoever is here are theirs first.

    Raises Problem 404 for an unknown member, 409 for another order under this id, 422 for a wrong sum or time.
    """
    digest = house.store.fingerprint(order.said())
    known = house.store.visits.order(order.store, order.order_id)
    if known is not None:
        if known.digest != digest:
            raise Problem(409, "order-conflict", "another order has this order_id")
        answer: dict[str, Any] = json.loads(known.answer)
        return answer
    if sum(line.amount_fen for line in order.lines) != order.total_fen:
        raise Problem(422, "wrong-total", "total_fen is not the sum of the lines")
    if order.paid_at > now + AHEAD:
        raise Problem(422, "in-the-future", "paid_at has not come yet")
    if order.paid_at < now - OLDEST:
        raise Problem(422, "too-old", f"paid_at is more than {OLDEST.days} days ago")
    named = [order.member] if order.member is not None else [share.member for share in order.shares or ()]
    members = [find_member(house, who) for who in named]
    if len({member.id for member in members}) != len(members):
        raise Problem(422, "bad-request", "one member shares a bill once")
    # A card or a code was shown, and whoever has it is here; a number may be typed by anybody who knows it.
    here = [member for member, who in zip(members, named, strict=True) if who.phone is None]
    fetched = sum(fetching.fetch(house, member.id, member.phone, f"till/{order.store}", now) for member in here)
    return _Taking(house, order, members, now).take(digest, fetched)


class _Taking:
    """One order while it is taken: nobody's, one member's, or shared by several."""

    def __init__(self, house: House, order: OrderIn, members: Sequence[Member], now: datetime) -> None:
        self._house, self._order, self._members, self._now = house, order, members, now
        self._paid_at = min(order.paid_at.astimezone(UTC), now)
        self._lines = order_lines(order.lines)

    def take(self, digest: str, fetched: int) -> dict[str, Any]:
        reckoned = self._reckoned()
        award = None if reckoned is None else reckoned.award()
        shares = self._give(award)
        answer = self._answer(award, shares) | {"gifts": fetched}
        order, alone = self._order, len(self._members) == 1
        # How the member was recognised is personal and of no use later: whose order it is stands beside it.
        said = order.model_copy(update={"member": None}).model_dump(mode="json", exclude={"payer", "shares"})
        kept = {"order": said, "context": reckoned.kept() if reckoned else {}}
        taken = Order(
            store=order.store,
            id=order.order_id,
            member=self._members[0].id if alone else None,
            total_fen=order.total_fen,
            paid_at=self._paid_at,
            on=self._house.programme.local(self._paid_at).date(),
            points=answer["points"]["earned"],
            by_spend=0 if award is None else award.by_spend,
            entry=shares[0].entry if alone else None,
            receipt_code=answer["receipt_code"],
            digest=digest,
            body=json.dumps(kept, ensure_ascii=False).encode(),
            answer=json.dumps(answer, ensure_ascii=False).encode(),
        )
        self._house.store.visits.add_order(taken)
        if len(self._members) > 1:
            self._house.store.bills.share(order.store, order.order_id, shares)
        payer = {} if order.payer is None else order.payer.model_dump()
        for member, share in zip(self._members, shares, strict=True):
            after_order(self._house, member.id, taken, self._now, share.fen, payer if alone else {})
        return answer

    def _reckoned(self) -> Reckoning | None:
        """A shared bill is reckoned once, as for the one of them for whom it earns least: sharing gains nothing."""
        ways = [
            reckoning(self._house, member.id, self._order.store, self._lines, self._paid_at) for member in self._members
        ]
        return min(ways, key=lambda way: way.award().points) if ways else None

    def _give(self, award: Award | None) -> list[Share]:
        """Everybody's part of money and points, by weight; the points are in their ledgers."""
        if award is None:
            return []
        weights = [share.weight for share in self._order.shares or ()] or [1]
        event, source = f"order:{self._order.store}:{self._order.order_id}"[:128], f"till/{self._order.store}"
        parts = zip(
            self._members,
            largest_remainder(self._order.total_fen, weights),
            largest_remainder(award.points, weights),
            largest_remainder(max(0, award.by_spend), weights),
            strict=True,
        )
        shares = []
        for member, fen, points, by_spend in parts:
            trace = explain.trace(award)
            if len(self._members) > 1:
                words = Words(f"合单 {award.points} 点中分得", f"A part of the {award.points} points of a shared bill")
                trace = explain.dumps(explain.given(points, words))
            entry = self._house.give(member.id, points, Origin(event, source, self._paid_at, self._now, trace), "order")
            shares.append(Share(member.id, fen, points, by_spend, entry))
        return shares

    def _answer(self, award: Award | None, shares: list[Share]) -> dict[str, Any]:
        books, now = self._house.store.ledger, self._now
        balances = [available(books.load(share.member), now) for share in shares]
        answer: dict[str, Any] = {
            "order_id": self._order.order_id,
            "points": {
                "earned": 0 if award is None else award.points,
                "balance": balances[0] if len(balances) == 1 else 0,
            },
            "why": [] if award is None else [{"points": w.points, "zh": w.zh, "en": w.en} for w in explain.why(award)],
            "receipt_code": self._house.new_code(CodeKind.RECEIPT),
        }
        if len(shares) > 1:
            answer["shares"] = [
                {"member": share.member, "fen": share.fen, "points": share.points, "balance": balance}
                for share, balance in zip(shares, balances, strict=True)
            ]
        return answer
