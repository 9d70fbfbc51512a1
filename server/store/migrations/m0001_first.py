"""Version 1: members, points, coupons, orders, events."""

from __future__ import annotations

from server.store.migrations import first_members as m
from server.store.migrations import first_traffic as t
from server.store.migrations.table import Schema

ONLY_GROW = ("entry", "draw", "coupon_event", "check_in", "order_seen", "refund", "event_seen", "dead_letter")
INDEXES = (
    "CREATE INDEX lot_left ON lot(account) WHERE remaining > 0",
    "CREATE INDEX hold_open ON hold(account) WHERE state = 'held'",
    "CREATE INDEX order_of_member ON order_seen(member, paid_at)",
    "CREATE INDEX event_refused ON event_seen(kiosk, seq) WHERE code <> ''",
    "CREATE INDEX notice_waiting ON notice(made_at) WHERE sent_at IS NULL",
    "CREATE INDEX verification_of_kiosk ON verification(kiosk, sent_at)",
    "CREATE INDEX redemption_held ON redemption(reward, expires_at) WHERE state = 'held'",
    "CREATE INDEX coupon_of_order ON coupon(order_id) WHERE state = 'redeemed'",
    "CREATE UNIQUE INDEX coupon_of_redemption ON coupon(redemption) WHERE redemption IS NOT NULL",
)


def upgrade(schema: Schema) -> None:
    schema.create_tables(
        *(m.Member, m.Identifier, m.Account, m.Entry, m.Lot, m.Draw, m.Hold, m.Coupon, m.CouponEvent, m.Redemption),
        *(m.TierRow, m.Stock, m.CheckIn, t.OrderSeen, t.Refund, t.Verification, t.Kiosk, t.EventSeen),
        *(t.DeadLetter, t.Idempotency, t.NoticeRow, t.Device),
    )
    for table in ONLY_GROW:
        schema.only_grow(table)
    for index in INDEXES:
        schema.run(index)
