"""Version 12: gifts that wait for a telephone number."""

from __future__ import annotations

from peewee import SQL, CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class PhoneGift(Table):
    """By the kiosk's own id of it; `points` or `coupon`, for whoever has the number of this keyed hash."""

    kiosk = TextField()
    gift_id = TextField()
    giver = TextField(index=True)
    phone_hash = TextField(index=True)
    points = whole()
    coupon = TextField(default="", constraints=[SQL("DEFAULT ''")])
    on_date = TextField()
    made_at = moment()
    expires_at = moment()
    state = TextField()
    taker = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "phone_gift"
        primary_key = CompositeKey("kiosk", "gift_id")


def upgrade(schema: Schema) -> None:
    schema.create_tables(PhoneGift)
