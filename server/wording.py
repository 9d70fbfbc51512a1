"""What a member reads in their history: every kind of entry under a name they know."""

from __future__ import annotations

from loyalty import words
from loyalty.ledger import OFFLINE_LOSS, EntryKind
from loyalty.words import yuan
from mqtt_bridge.messages import Words
from server.store.history import Movement

_BY_REASON = {
    "join": Words(zh="入会礼", en="Welcome points"),
    "profile": Words(zh="完善资料", en="For your birthday"),
    "check_in": Words(zh="签到", en="Check-in"),
    "referral": Words(zh="推荐好友", en="Referral"),
    "birthday": Words(zh="生日礼", en="Birthday"),
    "taken over": Words(zh="期初积分", en="Points brought along"),
    OFFLINE_LOSS: Words(zh="门店补足", en="Made up by the house"),
}
_BY_KIND = {
    EntryKind.EARN: Words(zh="获得积分", en="Points earned"),
    EntryKind.PENDING: Words(zh="获得积分", en="Points earned"),
    EntryKind.REDEEM: Words(zh="兑换", en="Redeemed"),
    EntryKind.REDEEM_REVERSAL: Words(zh="兑换退回", en="Redemption given back"),
    EntryKind.CLAWBACK: Words(zh="退单扣回", en="Order refunded"),
    EntryKind.EXPIRE: Words(zh="积分过期", en="Points expired"),
    EntryKind.COMPENSATE: Words(zh="过期补偿", en="Given again"),
    EntryKind.TRANSFER_OUT: Words(zh="转赠他人", en="Given away"),
    EntryKind.TRANSFER_IN: Words(zh="收到转赠", en="Received as a gift"),
    EntryKind.MERGE: Words(zh="账户合并", en="Accounts merged"),
}
_OTHER = Words(zh="积分调整", en="Adjustment")


def movement_title(movement: Movement, reward: words.Words | None) -> Words:
    """The headline of one row; `reward` is the title of what was redeemed, when it is known."""
    base = _BY_REASON.get(movement.reason) or _BY_KIND.get(movement.kind, _OTHER)
    if reward is not None and movement.kind in (EntryKind.REDEEM, EntryKind.REDEEM_REVERSAL):
        return Words(zh=f"{base.zh} · {reward.zh}", en=f"{base.en} · {reward.en}")
    if movement.order_fen is None:
        return base
    money = yuan(movement.order_fen)
    if movement.kind is EntryKind.CLAWBACK:
        return Words(zh=f"{base.zh} · {money}", en=f"{base.en} · {money}")
    return Words(zh=f"消费 {money}", en=f"Order of {money}")
