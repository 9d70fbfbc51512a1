"""What a till may see of a member."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from loyalty.ledger import balance, spend_order
from server.house import House
from server.store.members import Member
from server.views import member_view


def member_answer(house: House, member: Member, now: datetime) -> dict[str, Any]:
    """Masked like on a kiosk, with the lots in the order they are spent."""
    view = member_view(house, member, now)
    account = house.store.ledger.load(member.id)
    return {
        "member": member.id,
        "name_masked": view.display_name,
        "tier": None if view.tier is None else view.tier.key,
        "balance": balance(account, now),
        "available": view.points,
        "debt": account.debt,
        "lots": [
            {"remaining": lot.remaining, "expires_at": None if lot.expires_at is None else lot.expires_at.isoformat()}
            for lot in spend_order(account.lots)
            if lot.open(now)
        ],
        "coupons": [
            {"code": coupon.code, "kind": coupon.kind, "state": coupon.state, "expires_on": coupon.expires_on}
            | {"title": {"zh": coupon.title.zh, "en": coupon.title.en}, "value_fen": coupon.value_fen}
            for coupon in view.coupons
        ],
    }
