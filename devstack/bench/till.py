"""The till of the bench page: rings up an order at the till's own HTTP API, as any other POS would."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from devstack.bench.refused import Refused
from devstack.bench.requests import Order
from devstack.till.client import TillClient, TillRefused
from devstack.till.menu import Dish
from devstack.till.sale import Piece, ring_up


class Till:
    """The till of one store. Every method raises Refused with the till's own words."""

    def __init__(self, url: str, token: str, store: str) -> None:
        self._till = TillClient(url, token, store)

    def ring_up(self, order: Order) -> dict[str, Any]:
        """Pay one order, with a printed coupon or without. Returns the till's answer and `total_fen`."""
        number = f"bench-{time.time_ns():x}"
        pieces = [Piece(Dish("set", "套餐 Set menu", "Set menu", "food", order.total_fen), 1)]
        member = (order.member.kind, order.member.value) if order.member else None
        coupons = [order.coupon] if order.coupon else []
        try:
            sale = ring_up(self._till, number, pieces, datetime.now(UTC), member, coupons)
        except TillRefused as refused:
            raise _no(refused) from refused
        return {
            "order_id": number,
            "points": {"earned": sale.points, "balance": sale.balance},
            "why": list(sale.why),
            "receipt_code": sale.receipt_code,
            "total_fen": sale.total_fen,
        }

    def refund(self, order_id: str) -> dict[str, Any]:
        """Give back all that is left of an order."""
        try:
            return self._till.refund(order_id, f"bench-{time.time_ns():x}")
        except TillRefused as refused:
            raise _no(refused) from refused

    def member(self, kind: str, value: str) -> dict[str, Any]:
        """What the till says of a member."""
        try:
            return self._till.member(kind, value)
        except TillRefused as refused:
            raise _no(refused) from refused

    def standing(self, code: str | None) -> dict[str, Any]:
        """Tier and points now of the holder of this code; nothing when nobody holds it or the till does not answer."""
        if code is None:
            return {}
        try:
            found = self.member("code", code)
        except Refused:
            return {}
        return {"tier": found.get("tier"), "points": found.get("available")}


def _no(refused: TillRefused) -> Refused:
    return Refused(refused.status if 0 < refused.status < 500 else 502, str(refused))
