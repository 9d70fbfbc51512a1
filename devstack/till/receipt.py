"""What a till prints: the receipt of a sale, with its points or with the code that claims them; and refunds."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from devstack.till.sale import Sale
from drivers.printer.layout import Layout, fill, parse
from drivers.printer.ticket import Ticket

HOUSE = {"house_zh": "莲火小馆", "house_en": "Lotus & Ember"}


def receipt(sale: Sale, store: str) -> Ticket:
    """The paper of one sale. Nothing on it says who the member is."""
    values = {
        "store": store,
        "printed": f"{sale.at:%Y-%m-%d %H:%M}",
        "order": sale.order_id,
        "pieces": [
            {"name": f"{piece.dish.zh} {piece.dish.en} x{piece.qty}", "amount": yuan(piece.full_fen)}
            for piece in sale.pieces
        ],
        "coupons": [{"title": title, "off": yuan(-off_fen)} for title, off_fen in sale.coupons.values()],
        "total": yuan(sale.total_fen),
        "points": f"+{sale.points}" if sale.has_member else "",
        "why": sale.why if sale.has_member else (),
        "balance": f"{sale.balance:,}",
        "code": "" if sale.has_member else sale.receipt_code,
    }
    return fill(_layout("receipt"), HOUSE | values)


def refund_slip(order_id: str, answer: dict[str, Any], store: str) -> Ticket:
    """The paper of money given back; `answer` is the till's."""
    points = answer["points"]
    values = {
        "store": store,
        "order": order_id,
        "amount": yuan(answer["amount_fen"]),
        **{name: f"{points[name]:,}" for name in ("taken_back", "given_back", "balance")},
        "debt": f"{points['debt']:,}" if points["debt"] else "",
        "coupons": [{"code": code} for code in answer["coupons"]],
    }
    return fill(_layout("refund"), HOUSE | values)


def yuan(fen: int) -> str:
    """¥ with two decimals."""
    return f"{'-' if fen < 0 else ''}¥{abs(fen) // 100}.{abs(fen) % 100:02d}"


@cache
def _layout(name: str) -> Layout:
    return parse(resources.files("devstack.till.layouts").joinpath(f"{name}.ticket").read_text("utf-8"))
