"""One sale from the first dish to the receipt: coupons are set aside, the order is paid, the coupons are used up."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devstack.till.client import TillClient, TillRefused
from devstack.till.menu import Dish
from loyalty.splitting import largest_remainder


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of one dish. `off_fen` is what coupons take off all of them together."""

    dish: Dish
    qty: int
    off_fen: int = 0

    @property
    def full_fen(self) -> int:
        return self.dish.fen * self.qty

    @property
    def amount_fen(self) -> int:
        return self.full_fen - self.off_fen

    def line(self) -> dict[str, Any]:
        """As the till's API wants it: net of discounts."""
        dish = self.dish
        return {
            "sku": dish.sku,
            "name": dish.zh,
            "category": dish.category,
            "qty": self.qty,
            "amount_fen": self.amount_fen,
        }


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid order. `why` and `points` are the till's own; `coupons` maps a code to what it took off, in fen."""

    order_id: str
    at: datetime
    pieces: tuple[Piece, ...]
    points: int
    balance: int
    receipt_code: str
    has_member: bool
    why: tuple[dict[str, Any], ...] = ()
    coupons: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def full_fen(self) -> int:
        return sum(piece.full_fen for piece in self.pieces)

    @property
    def total_fen(self) -> int:
        return sum(piece.amount_fen for piece in self.pieces)


def ring_up(
    till: TillClient,
    order_id: str,
    pieces: Iterable[Piece],
    now: datetime,
    member: tuple[str, str] | None = None,
    coupons: Iterable[str] = (),
) -> Sale:
    """Pay for these pieces. Raises TillRefused; then no coupon stays set aside."""
    bought = tuple(pieces)
    used: dict[str, tuple[str, int]] = {}
    try:
        for code in coupons:
            used[code] = _reserve(till, code, order_id, bought)
        paid = discounted(bought, min(sum(off for _, off in used.values()), sum(piece.full_fen for piece in bought)))
        answer = till.order(
            {
                "order_id": order_id,
                "member": None if member is None else {member[0]: member[1]},
                "lines": [piece.line() for piece in paid],
                "total_fen": sum(piece.amount_fen for piece in paid),
                "paid_at": now.isoformat(timespec="seconds"),
            }
        )
    except TillRefused:
        for code in used:
            # What is not let go now is free by itself after a quarter of an hour.
            with suppress(TillRefused):
                till.coupon(code, "void", {"order_id": order_id})
        raise
    for code in used:
        till.coupon(code, "capture", {"order_id": order_id})
    earned, balance = answer["points"]["earned"], answer["points"]["balance"]
    why, code = tuple(answer["why"]), answer["receipt_code"]
    return Sale(order_id, now, paid, earned, balance, code, member is not None, why, used)


def _reserve(till: TillClient, code: str, order_id: str, pieces: tuple[Piece, ...]) -> tuple[str, int]:
    """Set a coupon aside: its title, and what it takes off this order in fen."""
    asked = {
        "order_id": order_id,
        "total_fen": sum(piece.full_fen for piece in pieces),
        "lines": [piece.line() for piece in pieces],
    }
    answer = till.coupon(code, "reserve", asked)
    return answer["title"]["zh"], answer["value_fen"]


def discounted(pieces: tuple[Piece, ...], off_fen: int) -> tuple[Piece, ...]:
    """The pieces with `off_fen` spread over them by price; nothing is lost to rounding."""
    shares = largest_remainder(off_fen, [piece.full_fen for piece in pieces]) if pieces else ()
    return tuple(replace(piece, off_fen=share) for piece, share in zip(pieces, shares, strict=True))
