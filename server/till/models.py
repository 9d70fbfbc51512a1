"""What a till sends. Numbers are whole numbers: no text, no fraction, no `true` passes for one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

# 10 million yuan: more than a bill can be, and less than 2^31, wherever it is kept.
FEN_MAX = 10**9
QTY_MAX = 10_000
LINES_MAX = 500
SHARES_MAX = 20
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")


def _no_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("half a character") from None
    return value


def _only_text(value: Any) -> Any:
    # Else a bare number, even one in quotes, would pass for seconds since 1970.
    if not isinstance(value, datetime) and not (isinstance(value, str) and MOMENT.match(value)):
        raise ValueError("a moment is text like 2026-11-22T18:42:00+08:00")
    return value


Clean = BeforeValidator(_no_surrogates)
Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=64, pattern=r"^[!-~]+$"), Clean]
# An id that stands in an address: no slash.
OrderId = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=64, pattern=r"^[!-.0-~]+$"), Clean]
Text = Annotated[str, StringConstraints(strict=True, max_length=200), Clean]
Fen = Annotated[int, Field(strict=True, ge=0, le=FEN_MAX)]
Qty = Annotated[int, Field(strict=True, ge=1, le=QTY_MAX)]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text)]


def _only(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


class WhoIsIt(BaseModel):
    """How the member was recognised: exactly one of the three. `card` is a UID in hex, `code` a scanned `RGM-…`."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_only(name) for name in ("card", "phone", "code")]})

    card: Text | None = None
    phone: Text | None = None
    code: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> WhoIsIt:
        if sum(value is not None for value in (self.card, self.phone, self.code)) != 1:
            raise ValueError("give exactly one of card, phone, code")
        return self


class Line(BaseModel):
    """One line of an order; `amount_fen` is for all of it, net of its discounts."""

    sku: Id
    name: Text = ""
    category: Text = ""
    qty: Qty
    amount_fen: Fen


class PayerIn(BaseModel):
    """By what the payer can be told apart: any stable ids of the POS's own. Only keyed digests of them are kept."""

    payment: Text = ""
    device: Text = ""
    phone: Text = ""


class ShareIn(BaseModel):
    """A member who shares the bill, and how large their part is among the weights of all."""

    member: WhoIsIt
    weight: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1


class OrderIn(BaseModel):
    """A paid order. `total_fen` is the sum of its lines; `member` null: the receipt's code can be claimed later.

    `shares` instead of `member`: a household's bill; money and points are shared by weight and add up to the whole.
    """

    order_id: OrderId
    store: Id
    member: WhoIsIt | None = None
    lines: Annotated[list[Line], Field(max_length=LINES_MAX)]
    total_fen: Fen
    paid_at: Moment
    payer: PayerIn | None = None
    shares: Annotated[list[ShareIn], Field(min_length=2, max_length=SHARES_MAX)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> OrderIn:
        if self.member is not None and self.shares is not None:
            raise ValueError("give member or shares, not both")
        return self

    def said(self) -> bytes:
        """What tells this order from another under its id; what is not said is as if it did not exist."""
        unsaid = {name for name in ("payer", "shares") if getattr(self, name) is None}
        return self.model_dump_json(exclude=unsaid).encode()


class RefundLine(BaseModel):
    """So many pieces of this article go back."""

    sku: Id
    qty: Qty


class RefundIn(BaseModel):
    """`lines` null: all that is left of the order."""

    refund_id: Id
    lines: Annotated[list[RefundLine], Field(min_length=1, max_length=LINES_MAX)] | None = None


class CouponIn(BaseModel):
    """`total_fen` and `lines` let the answer say what the coupon takes off this order."""

    order_id: OrderId
    total_fen: Fen | None = None
    lines: Annotated[list[Line], Field(max_length=LINES_MAX)] = []


class LinkIn(BaseModel):
    """`member` has the coupon and wants to pass it on."""

    coupon: Text
    member: WhoIsIt


class TakeIn(BaseModel):
    """Who opened the link, or takes it back."""

    member: WhoIsIt


class GiftIn(BaseModel):
    """`giver` gives `taker` so many points; `gift_id` is the caller's own."""

    gift_id: Id
    giver: WhoIsIt
    taker: WhoIsIt
    points: Annotated[int, Field(strict=True, ge=1, le=10**9)]


class PointsIn(BaseModel):
    """`member` and `total_fen` are needed to reserve; at most `most_fen` is taken off."""

    order_id: OrderId
    member: WhoIsIt | None = None
    total_fen: Fen | None = None
    most_fen: Fen | None = None
