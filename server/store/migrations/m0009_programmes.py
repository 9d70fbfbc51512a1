"""Version 9: every programme that was in force is kept, and which ways to pay a member has used (as digests)."""

from __future__ import annotations

from peewee import BlobField, CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class Programme(Table):
    """One version of the programme: `body` is its plain form (JSON), in force from `valid_from` on."""

    number = whole(primary_key=True)
    digest = TextField()
    body = BlobField()
    valid_from = moment()
    taken_at = moment()
    source = TextField()


class Payer(Table):
    """A member paid with this: a digest under the server's key, good only to tell that two paid with the same."""

    member = TextField()
    payer = TextField(index=True)

    class Meta:
        primary_key = CompositeKey("member", "payer")


ONLY_GROW = ("programme",)


def upgrade(schema: Schema) -> None:
    schema.create_tables(Programme, Payer)
    for table in ONLY_GROW:
        schema.only_grow(table)
