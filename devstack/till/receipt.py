"""What a till prints: the receipt of a sale, with its points or with the code that claims them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devstack.till.sale import Sale
from drivers.printer.ticket import Align, Element, Gap, Pair, Qr, Rule, Text, Ticket

HOUSE = "莲火小馆 Lotus & Ember"


def receipt(sale: Sale, store: str) -> Ticket:
    """The paper of one sale. Nothing on it says who the member is."""
    return Ticket(tuple(_elements(sale, store)))


def refund_slip(order_id: str, answer: dict[str, Any], store: str) -> Ticket:
    """The paper of money given back; `answer` is the till's."""
    points = answer["points"]
    elements: list[Element] = [
        Text(HOUSE, size=2, bold=True, align=Align.CENTER),
        Text(f"{store} · 退款 Refund", align=Align.CENTER),
        Rule(),
        Pair("订单 Order", order_id),
        Pair("退款 Money back", yuan(answer["amount_fen"]), bold=True),
        Pair("收回积分 Points taken back", str(points["taken_back"])),
        Pair("退还积分 Points given back", str(points["given_back"])),
        Pair("积分余额 Balance", str(points["balance"])),
    ]
    if points["debt"]:
        elements.append(Pair("待抵扣积分 Points owed", str(points["debt"])))
    elements += [Text(f"优惠券退回 Coupon back: {code}") for code in answer["coupons"]]
    return Ticket((*elements, Gap()))


def yuan(fen: int) -> str:
    """¥ with two decimals."""
    return f"{'-' if fen < 0 else ''}¥{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _elements(sale: Sale, store: str) -> Iterator[Element]:
    yield Text(HOUSE, size=2, bold=True, align=Align.CENTER)
    yield Text(f"{store} · {sale.at:%Y-%m-%d %H:%M}", align=Align.CENTER)
    yield Pair("订单 Order", sale.order_id)
    yield Rule()
    for piece in sale.pieces:
        yield Pair(f"{piece.dish.zh} {piece.dish.en} x{piece.qty}", yuan(piece.full_fen))
    yield Rule()
    for title, off_fen in sale.coupons.values():
        yield Pair(title, yuan(-off_fen))
    yield Pair("合计 Total", yuan(sale.total_fen), bold=True)
    yield Rule()
    if sale.has_member:
        yield from _points(sale)
    else:
        yield Text("扫码领积分 Scan this at the kiosk for your points", bold=True, align=Align.CENTER)
        yield Qr(sale.receipt_code, caption=sale.receipt_code)
    yield Text("谢谢光临 Thank you", align=Align.CENTER)


def _points(sale: Sale) -> Iterator[Element]:
    yield Pair("本单积分 Points", f"+{sale.points}", bold=True)
    for why in sale.why:
        yield Text(why["zh"])
    yield Pair("积分余额 Balance", str(sale.balance))
