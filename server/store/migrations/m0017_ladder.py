"""Version 17: the rungs of the ladder for friends that a member has had."""

from __future__ import annotations

from peewee import CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class ReferralRung(Table):
    """Each once in a member's life, by how many friends it takes."""

    member = TextField()
    friends = whole()
    given_at = moment()

    class Meta:
        table_name = "referral_rung"
        primary_key = CompositeKey("member", "friends")


def upgrade(schema: Schema) -> None:
    schema.create_tables(ReferralRung)
