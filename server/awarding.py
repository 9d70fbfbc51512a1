"""What an order earns, for whoever brings it: the till that took it, or the diner who claims its receipt."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from loyalty import earning
from loyalty.earning import Award, FirstOrderPart, OrderLine
from loyalty.tiers import Upgrade, joined, review
from server import referring
from server.house import House
from server.store.visits import Order
from server.views import spend_and_visits


class BoughtLine(Protocol):
    """One line of an order, as a till sent it."""

    sku: str
    category: str
    qty: int
    amount_fen: int


def order_lines(lines: Iterable[BoughtLine]) -> list[OrderLine]:
    return [OrderLine(line.sku, line.category, line.qty, line.amount_fen) for line in lines]


def bought(order: Order) -> list[OrderLine]:
    """The lines of an order as it was taken."""
    lines = json.loads(order.body)["order"]["lines"]
    return [OrderLine(line["sku"], line["category"], line["qty"], line["amount_fen"]) for line in lines]


def left_of(lines: Iterable[OrderLine], back: Counter[str]) -> list[OrderLine]:
    """The lines as if only what has not gone `back` had been bought; each piece costs its share, with no residue."""
    gone = Counter(back)
    left = []
    for line in lines:
        part = min(line.qty, gone[line.sku])
        gone[line.sku] -= part
        kept_fen = line.amount_fen - line.amount_fen * part // line.qty
        left.append(replace(line, qty=line.qty - part, amount_fen=kept_fen))
    return [line for line in left if line.qty > 0]


def kept_context(order: Order) -> dict[str, Any]:
    """The conditions this order's points were reckoned in; empty: it earned none."""
    context: dict[str, Any] = json.loads(order.claimed_in) if order.claimed_in else json.loads(order.body)["context"]
    return context


def context_of(house: House, member: str, paid_at: datetime) -> dict[str, Any]:
    """What the award depends on besides the order: kept with it, so that a refund reckons with the same."""
    visits, policy = house.store.visits, house.programme.earning
    tier = house.programme.tiers.tier(house.tier_of(member))
    first = policy.first_order is not None and not visits.has_ordered(member, policy.first_order.min_fen)
    return {
        "tier": tier.key,
        "basis_points": tier.basis_points,
        "first_order": first,
        "earned_today": visits.earned_on(member, house.programme.local(paid_at).date()),
    }


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


def by_spend(award: Award) -> int:
    """The part of the points that a cap a day counts: all but the bonus of the first order."""
    return sum(part.points for part in award.parts if not isinstance(part, FirstOrderPart))


def after_order(house: House, member: str, order: Order, now: datetime) -> None:
    """What follows once an order is the member's: their tier, and the reward of whoever brought them."""
    house.store.nights.wake(member)
    _promote(house, member, now)
    referring.paid(house, member, f"{order.store}:{order.id}", order.total_fen, order.paid_at)


def _promote(house: House, member: str, now: datetime) -> None:
    """Up at once (C2); down only by the nightly review, after its warnings."""
    today = house.programme.local(now).date()
    state = house.store.visits.tier(member) or joined(house.programme.tiers, today)
    decided = review(house.programme.tiers, state, *spend_and_visits(house, member, today), today)
    if isinstance(decided, Upgrade):
        house.store.visits.set_tier(member, decided.state)
