"""Everything about one member as plain data: what they told us, what they did, what we made of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.ledger import balance
from server.house import House
from server.store.database import Database
from server.store.moments import from_us

JSON_COLUMNS = ("body", "lines", "context", "topics")
# Whose key it is says nothing that a person could read.
LEFT_OUT = ("member_key",)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the export: its rows whose `by` is the member, the oldest first."""

    table: str
    by: str
    columns: tuple[str, ...]
    order: str = ""

    def rows(self, database: Database, member: str) -> list[dict[str, Any]]:
        order = f" ORDER BY {self.order}" if self.order else ""
        sql = f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE {self.by} = ?{order}"
        return [
            {column: _plain(column, value) for column, value in zip(self.columns, row, strict=True)}
            for row in database.all(sql, member)
        ]


PARTS = {
    "identifiers": Part("identifier", "member", ("kind", "last4", "verified_at", "revoked_at"), "verified_at"),
    "consents": Part("consent", "member", ("purpose", "given", "at", "source", "version"), "at"),
    "account": Part("account", "account", ("last_seq", "debt", "total", "head_hash")),
    "entries": Part(
        "entry",
        "account",
        ("seq", "kind", "points", "occurred_at", "recorded_at", "source", "cause", "reason", "trace", "expires_at"),
        "seq",
    ),
    "lots": Part("lot", "account", ("seq", "original", "remaining", "activates_at", "expires_at"), "seq"),
    "draws": Part("draw", "account", ("entry", "lot", "points"), "entry, lot"),
    "holds": Part("hold", "account", ("points", "made_at", "expires_at", "state"), "made_at"),
    "coupons": Part(
        "coupon", "member", ("code", "template", "issued_at", "expires_at", "state", "printed"), "issued_at"
    ),
    "redemptions": Part("redemption", "member", ("reward", "coupon", "state", "kiosk", "made_at"), "made_at"),
    "tier": Part("tier", "member", ("tier", "since", "keep_until")),
    "check_ins": Part("check_in", "member", ("on_date", "source", "streak", "points"), "on_date"),
    "orders": Part(
        "order_seen",
        "member",
        ("store", "order_id", "paid_at", "total_fen", "points", "receipt_code", "body"),
        "paid_at",
    ),
    "claimed_receipts": Part("claim", "member", ("store", "order_id", "points", "at"), "at"),
    "refunds": Part("refund", "member", ("store", "order_id", "refund_id", "amount_fen", "taken", "at", "lines"), "at"),
    "parts_of_shared_bills": Part("order_share", "member", ("store", "order_id", "fen", "points"), "store, order_id"),
    "links_to_coupons": Part("share_link", "giver", ("coupon", "made_at", "expires_at", "state"), "made_at"),
    "coupons_from_a_link": Part("share_link", "taker", ("coupon", "made_at"), "made_at"),
    "points_given": Part("point_gift", "giver", ("points", "at"), "at"),
    "points_got": Part("point_gift", "taker", ("points", "at"), "at"),
    "gifts_to_numbers": Part("phone_gift", "giver", ("points", "coupon", "made_at", "expires_at", "state"), "made_at"),
    "gifts_to_my_number": Part("phone_gift", "taker", ("points", "coupon", "made_at"), "made_at"),
    "paid_with_points": Part("point_payment", "member", ("store", "order_id", "points", "fen", "at"), "at"),
    "accounts_that_became_this_one": Part("merged", "kept", ("gone", "at", "source"), "at"),
    "feedback": Part("feedback", "member", ("score", "topics", "call_manager", "kiosk", "at"), "at"),
    "said_and_given_at_night": Part("night_said", "account", ("key", "at"), "at"),
    "ways_to_pay_as_digests": Part("payer", "member", ("payer",), "payer"),
    "friend_code": Part("friend_code", "member", ("code",)),
    "friends_brought": Part("referral", "referrer", ("made_at", "state"), "made_at"),
    "brought_by_a_friend": Part("referral", "friend", ("made_at", "state"), "made_at"),
    "rungs_for_friends": Part("referral_rung", "member", ("friends", "given_at"), "given_at"),
    "code_taken_along": Part("referral_share", "member", ("how", "kiosk", "at"), "at"),
    "codes_sent": Part("verification", "member", ("kiosk", "sent_at", "expires_at"), "sent_at"),
    "scanned": Part("identity_ticket", "member", ("kiosk", "made_at"), "made_at"),
    "identity_checks": Part(
        "identity_check",
        "member",
        ("id", "kind", "checked_by", "checked_at", "expires_at", "deleted_at", "media", "size"),
        "checked_at",
    ),
    "notices": Part("notice", "member", ("kind", "purpose", "made_at", "sent_at", "outcome"), "made_at"),
}


def export(house: House, member: str, now: datetime) -> dict[str, Any] | None:
    """All of it, ready for JSON, in one consistent view; None: there is no such member (any more)."""
    store = house.store
    with store.reading():
        person = store.members.get(member)
        if person is None:
            return None
        return {
            "exported_at": now.isoformat(timespec="seconds"),
            "programme": {"zh": house.programme.name.zh, "en": house.programme.name.en},
            "member": {
                "id": person.id,
                "name": person.name,
                "phone": person.phone,
                "email": person.email,
                "wechat": person.wechat,
                "birthday": person.birthday,
                "language": person.language,
                "code": person.code,
                "joined_at": person.joined_at.isoformat(),
                "profile_confirmed_at": person.confirmed_at and person.confirmed_at.isoformat(),
                "marketing": person.marketing,
                "on_the_leaderboard": not person.hidden,
            },
            "points_now": balance(store.ledger.load(member), now),
            **{name: part.rows(store.database, member) for name, part in PARTS.items()},
            "identity_documents": {
                check.id: base64.b64encode(store.identity_checks.document(check)).decode()
                for check in store.identity_checks.of_member(member)
                if check.deleted_at is None
            },
        }


def _plain(column: str, value: Any) -> Any:
    if value is not None and (column == "at" or column.endswith("_at")):
        return from_us(value).isoformat()
    if column in JSON_COLUMNS and value:
        return json.loads(bytes(value) if isinstance(value, bytes | memoryview) else value)
    return value
