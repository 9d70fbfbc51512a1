"""Version 11: links that pass a coupon on, and points given away."""

from __future__ import annotations

from peewee import SQL, CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class ShareLink(Table):
    """A link to one coupon, by the hash of its secret; `state` as loyalty's ShareState."""

    token_hash = TextField(primary_key=True)
    coupon = TextField(index=True)
    giver = TextField(index=True)
    made_at = moment()
    expires_at = moment()
    state = TextField()
    taker = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "share_link"


class PointGift(Table):
    """Points one member gave another, by the store's own id of it; `on_date` is the local day."""

    store = TextField()
    gift_id = TextField()
    giver = TextField(index=True)
    taker = TextField(index=True)
    points = whole()
    on_date = TextField()
    at = moment()
    digest = TextField()

    class Meta:
        table_name = "point_gift"
        primary_key = CompositeKey("store", "gift_id")


ONLY_GROW = ("point_gift",)


def upgrade(schema: Schema) -> None:
    schema.create_tables(ShareLink, PointGift)
    for table in ONLY_GROW:
        schema.only_grow(table)
