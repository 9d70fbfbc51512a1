"""Version 5: how often coupons of a template were used is counted at the till, for limits."""

from __future__ import annotations

from server.store.migrations.table import Schema


def upgrade(schema: Schema) -> None:
    schema.run("CREATE INDEX coupon_used ON coupon(template, member) WHERE state IN ('reserved', 'redeemed')")
    schema.run("CREATE INDEX coupon_on_order ON coupon(order_id) WHERE state = 'reserved'")
