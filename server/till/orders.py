"""An order of a till: whose it is, what it earns and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty import explain
from loyalty.awards import Award
from loyalty.ledger import Origin, available
from mqtt_bridge.codes import CodeKind
from server import phones
from server.awarding import after_order, order_lines, reckoning
from server.house import House
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

    Raises Problem 404 for an unknown member, 409 for another order under this id, 422 for a wrong sum or time.
    """
    digest = house.store.fingerprint(order.model_dump_json().encode())
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
    member = None if order.member is None else find_member(house, order.member)
    return _keep(house, order, member, digest, now)


def _keep(house: House, order: OrderIn, member: Member | None, digest: str, now: datetime) -> dict[str, Any]:
    paid_at = min(order.paid_at.astimezone(UTC), now)
    reckoned = None
    if member is not None:
        reckoned = reckoning(house, member.id, order.store, order_lines(order.lines), paid_at)
    award = None if reckoned is None else reckoned.award()
    lot = None if member is None or award is None else _earn(house, order, member, award, paid_at, now)
    answer = _answer(house, order, member, award, now)
    # How the member was recognised is personal and of no use later: whose order it is stands beside it.
    kept = {
        "order": order.model_copy(update={"member": None}).model_dump(mode="json"),
        "context": reckoned.kept() if reckoned else {},
    }
    taken = Order(
        store=order.store,
        id=order.order_id,
        member=None if member is None else member.id,
        total_fen=order.total_fen,
        paid_at=paid_at,
        on=house.programme.local(paid_at).date(),
        points=answer["points"]["earned"],
        by_spend=0 if award is None else award.by_spend,
        entry=lot,
        receipt_code=answer["receipt_code"],
        digest=digest,
        body=json.dumps(kept, ensure_ascii=False).encode(),
        answer=json.dumps(answer, ensure_ascii=False).encode(),
    )
    house.store.visits.add_order(taken)
    if member is not None:
        after_order(house, member.id, taken, now)
    return answer


def _earn(house: House, order: OrderIn, member: Member, award: Award, paid_at: datetime, now: datetime) -> int | None:
    event = f"order:{order.store}:{order.order_id}"
    origin = Origin(event[:128], f"till/{order.store}", paid_at, now, explain.trace(award))
    return house.give(member.id, award.points, origin, "order")


def _answer(house: House, order: OrderIn, member: Member | None, award: Award | None, now: datetime) -> dict[str, Any]:
    account = None if member is None else house.store.ledger.load(member.id)
    return {
        "order_id": order.order_id,
        "points": {
            "earned": 0 if award is None else award.points,
            "balance": 0 if account is None else available(account, now),
        },
        "why": [] if award is None else [{"points": w.points, "zh": w.zh, "en": w.en} for w in explain.why(award)],
        "receipt_code": house.new_code(CodeKind.RECEIPT),
    }
