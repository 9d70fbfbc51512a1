"""An order of a till: whose it is, what it earns and why."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty import earning, explain
from loyalty.earning import Award, OrderLine
from loyalty.ledger import Origin, available
from loyalty.tiers import Upgrade, joined, review
from mqtt_bridge.codes import CodeKind
from server import phones
from server.house import House
from server.store.members import Member
from server.store.visits import Order
from server.till.models import Line, OrderIn, WhoIsIt
from server.till.problems import Problem
from server.views import spend_and_visits

AHEAD = timedelta(minutes=10)


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
    body = order.model_dump_json().encode()
    digest = hashlib.sha256(body).hexdigest()
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
    member = None if order.member is None else find_member(house, order.member)
    return _keep(house, order, member, digest, now)


def award_of(house: House, context: dict[str, Any], lines: list[OrderLine], paid_at: datetime) -> Award:
    """What these lines earn under the conditions the order was taken in (`context`)."""
    tier = house.programme.tiers.tier(context["tier"])
    return earning.award(
        house.programme.earning,
        sum(line.amount_fen for line in lines),
        house.programme.local(paid_at),
        lines=lines,
        first_order=context["first_order"],
        tier=tier.name,
        tier_basis_points=context["basis_points"],
        earned_today=context["earned_today"],
    )


def _keep(house: House, order: OrderIn, member: Member | None, digest: str, now: datetime) -> dict[str, Any]:
    paid_at = min(order.paid_at.astimezone(UTC), now)
    context = _context(house, member, paid_at)
    award = None if member is None else award_of(house, context, order_lines(order.lines), paid_at)
    lot = None if member is None or award is None else _earn(house, order, member, award, paid_at, now)
    answer = _answer(house, order, member, award, now)
    kept = {"order": order.model_dump(mode="json"), "context": context}
    house.store.visits.add_order(
        Order(
            store=order.store,
            id=order.order_id,
            member=None if member is None else member.id,
            total_fen=order.total_fen,
            paid_at=paid_at,
            on=house.programme.local(paid_at).date(),
            points=answer["points"]["earned"],
            entry=lot,
            receipt_code=answer["receipt_code"],
            digest=digest,
            body=json.dumps(kept, ensure_ascii=False).encode(),
            answer=json.dumps(answer, ensure_ascii=False).encode(),
        )
    )
    if member is not None:
        _promote(house, member, now)
    return answer


def order_lines(lines: list[Line]) -> list[OrderLine]:
    return [OrderLine(line.sku, line.category, line.qty, line.amount_fen) for line in lines]


def _context(house: House, member: Member | None, paid_at: datetime) -> dict[str, Any]:
    """What the award depends on besides the order: kept with it, so that a refund reckons with the same."""
    if member is None:
        return {}
    visits, policy = house.store.visits, house.programme.earning
    tier = house.programme.tiers.tier(house.tier_of(member.id))
    first = policy.first_order is not None and not visits.has_ordered(member.id, policy.first_order.min_fen)
    return {
        "tier": tier.key,
        "basis_points": tier.basis_points,
        "first_order": first,
        "earned_today": visits.earned_on(member.id, house.programme.local(paid_at).date()),
    }


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


def _promote(house: House, member: Member, now: datetime) -> None:
    """Up at once (C2); down only by the nightly review, after its warnings."""
    today = house.programme.local(now).date()
    state = house.store.visits.tier(member.id) or joined(house.programme.tiers, today)
    decided = review(house.programme.tiers, state, *spend_and_visits(house, member.id, today), today)
    if isinstance(decided, Upgrade):
        house.store.visits.set_tier(member.id, decided.state)
