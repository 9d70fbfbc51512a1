"""Points as money on a bill (B7): set aside for an order, taken with the payment, or let go."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Literal

from loyalty import cash_offset, explain, ledger
from loyalty.cash_offset import NothingOff, Offset
from loyalty.ledger import Hold, HoldState, Origin, Posting, available
from server.house import House
from server.store.bills import PointPayment
from server.store.visits import Order
from server.till.models import PointsIn
from server.till.orders import find_member
from server.till.problems import Problem

RESERVED_FOR = timedelta(minutes=15)
Action = Literal["reserve", "capture", "void"]


def act(house: House, store: str, action: Action, asked: PointsIn, now: datetime) -> dict[str, Any]:
    """Do it, inside the caller's transaction; twice is once. Raises Problem 404, 409 or 422."""
    known = house.store.bills.payment(store, asked.order_id)
    if action == "reserve":
        return _reserve(house, store, asked, known, now)
    if known is None:
        raise Problem(404, "unknown-order", "no points were set aside for this order")
    account = house.store.ledger.load(known.member, holds=(known.hold,))
    origin = Origin(known.hold, f"till/{store}", now, now)
    held = _held(house, known)
    # Late, but paid: taken if they are there still. What was let go is not taken at all.
    is_late = action == "capture" and not held.stands(now) and held.state is not HoldState.CAPTURED
    if is_late and (held.state is HoldState.VOIDED or available(account, now) < known.points):
        raise Problem(409, "points-refused", f"the points of this order are {_state(held, now)}")
    posting = ledger.capture(account, known.hold, origin) if action == "capture" else ledger.void(account, known.hold)
    if isinstance(posting, Posting):
        house.store.ledger.save(account, posting)
    held = _held(house, known)
    wanted = {"capture": {HoldState.CAPTURED}, "void": {HoldState.VOIDED, HoldState.EXPIRED}}[action]
    if held.state not in wanted:
        raise Problem(409, "points-refused", f"the points of this order are {_state(held, now)}")
    return _answer(house, known, held, now)


def give_back(house: House, order: Order, back_fen: int, is_all: bool, refund_id: str, now: datetime) -> int:
    """Points that paid go back with the money, to the same lots; any split ends where the whole ends (B11, I7)."""
    known = house.store.bills.payment(order.store, order.id)
    if known is None:
        return 0
    books = house.store.ledger
    held = _held(house, known)
    if held.entry is None:
        return 0
    drawn = books.draws_of_redemption(known.member, held.entry)
    left = sum(draw.points for draw in drawn)
    due = known.points if is_all or not order.total_fen else known.points * back_fen // order.total_fen
    asked = due - (known.points - left)
    if asked <= 0:
        return 0
    account = books.load(known.member, lots=tuple({draw.lot for draw in drawn}))
    origin = Origin(f"refund:{order.store}:{refund_id}"[:120] + ":points", f"till/{order.store}", now, now)
    posting = ledger.reverse_redeem(account, held.entry, drawn, origin, asked)
    if not isinstance(posting, Posting):
        raise RuntimeError(f"points of {known.hold} cannot go back: {posting}")
    books.save(account, posting)
    return asked


def _reserve(house: House, store: str, asked: PointsIn, known: PointPayment | None, now: datetime) -> dict[str, Any]:
    worth = house.programme.cash
    if worth is None:
        raise Problem(422, "does-not-apply", "points are no money in this programme")
    if asked.member is None or asked.total_fen is None:
        raise Problem(422, "bad-request", "member and total_fen are needed")
    member = find_member(house, asked.member)
    if known is not None:
        held = _held(house, known)
        if held.state is HoldState.CAPTURED or (held.stands(now) and known.member != member.id):
            raise Problem(409, "points-refused", f"the points of this order are {_state(held, now)}")
        if held.stands(now):
            return _answer(house, known, held, now)
    account = house.store.ledger.load(member.id)
    most_fen = asked.total_fen if asked.most_fen is None else min(asked.total_fen, asked.most_fen)
    off = cash_offset.offset(worth, available(account, now), most_fen)
    if not off.points:
        nothing = NothingOff(worth, available(account, now), most_fen)
        raise Problem(422, "does-not-apply", explain.refusal(nothing).en, words=explain.refusal(nothing))
    made = _payment(store, asked.order_id, member.id, 1 if known is None else known.n + 1, off, now)
    posting = ledger.hold(account, made.hold, off.points, now, now + RESERVED_FOR)
    if not isinstance(posting, Posting):
        raise Problem(409, "points-refused", explain.refusal(posting).en, words=explain.refusal(posting))
    house.store.ledger.save(account, posting)
    house.store.bills.keep_payment(made)
    return _answer(house, made, _held(house, made), now)


def _payment(store: str, order_id: str, member: str, n: int, off: Offset, now: datetime) -> PointPayment:
    name = hashlib.sha256(f"{store}\0{order_id}\0{n}".encode()).hexdigest()[:32]
    return PointPayment(store, order_id, member, f"points-{name}", n, off.points, off.fen, now)


def _held(house: House, known: PointPayment) -> Hold:
    held = house.store.ledger.load(known.member, holds=(known.hold,)).hold(known.hold)
    if held is None:
        raise RuntimeError(f"the hold {known.hold} of an order is gone")
    return held


def _state(held: Hold, now: datetime) -> str:
    """As a till knows it of coupons."""
    if held.state is HoldState.HELD:
        return "reserved" if held.stands(now) else "expired"
    return "redeemed" if held.state is HoldState.CAPTURED else held.state.value


def _answer(house: House, known: PointPayment, held: Hold, now: datetime) -> dict[str, Any]:
    return {
        "order_id": known.order_id,
        "state": _state(held, now),
        "points": known.points,
        "value_fen": known.fen,
        "balance": available(house.store.ledger.load(known.member), now),
        "reserved_until": held.expires_at.isoformat() if held.state is HoldState.HELD else None,
    }
