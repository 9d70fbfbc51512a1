"""A receipt printed for nobody: what it is worth, and whose it becomes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from loyalty import explain
from loyalty.ledger import Origin
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import ReceiptClaimed, ReceiptQuote, ReceiptQuoted, Refusal, Words
from server.awarding import Reckoning, after_order, bought, reckoning
from server.handlers.call import Call
from server.store.visits import Order

UNKNOWN = Refusal(code="unknown_receipt", message="no till has printed this code")


def quote(question: ReceiptQuote, call: Call) -> ReceiptQuoted | Refusal:
    """What this member would get for it; for one that is somebody's already, 0 points."""
    order = _order(question.code, call)
    if order is None:
        return UNKNOWN
    if call.house.store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    reckoned = None if order.is_somebodys else _reckoned(order, question.member, call)
    award = None if reckoned is None else reckoned.award()
    reasons = () if award is None else explain.why(award)
    return ReceiptQuoted(
        code=question.code,
        total_fen=order.total_fen,
        points=0 if award is None else award.points,
        why=Words(zh=explain.line(reasons, "zh"), en=explain.line(reasons, "en")),
        claimed=order.is_somebodys,
    )


def claimed(event: ReceiptClaimed, call: Call) -> Refusal | None:
    """The first to claim has the order: its points, its place in their tier, its refunds."""
    house = call.house
    order = _order(event.code, call)
    if order is None:
        return UNKNOWN
    if house.store.members.get(event.member) is None:
        return Refusal(code="unknown_member")
    if order.is_somebodys:
        return None if order.member == event.member else Refusal(code="claimed", message="somebody has its points")
    reckoned = _reckoned(order, event.member, call)
    award = None if reckoned is None else reckoned.award()
    trace = "" if award is None else explain.trace(award)
    points = 0 if award is None else award.points
    lot = house.give(
        event.member, points, Origin(call.event_id, call.source, call.happened_at, call.now, trace), "order"
    )
    owned = replace(
        order,
        entry=lot,
        points=points,
        by_spend=0 if award is None else award.by_spend,
        claimed_in=json.dumps({} if reckoned is None else reckoned.kept()).encode(),
    )
    house.store.visits.claim(owned, event.member, call.happened_at, call.event_id)
    after_order(house, event.member, owned, call.now)
    return None


def _order(code: str, call: Call) -> Order | None:
    read = read_code(code)
    if read is None or read.kind is not CodeKind.RECEIPT:
        return None
    return call.house.store.visits.by_receipt(read.text)


def _reckoned(order: Order, member: str, call: Call) -> Reckoning | None:
    """What is left of the order, reckoned as if the till had known the member; None when all of it went back."""
    back: Counter[str] = Counter()
    for refund in call.house.store.visits.refunds(order.store, order.id):
        back.update(json.loads(refund.lines))
    whole = reckoning(call.house, member, order.store, bought(order), order.paid_at)
    left = whole.without(back)
    return left if left.facts.lines else None
