"""Version 16: identity documents that staff looked at, sealed, for as long as the house keeps them."""

from __future__ import annotations

from peewee import BlobField, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class IdentityCheck(Table):
    """That `checked_by` saw it stays; `document` is empty once `deleted_at` is set."""

    id = TextField(primary_key=True)
    member = TextField(index=True)
    kind = TextField()
    checked_by = TextField()
    checked_at = moment()
    expires_at = moment(index=True)
    deleted_at = moment(null=True)
    media = TextField()
    size = whole()
    document = BlobField()

    class Meta:
        table_name = "identity_check"


def upgrade(schema: Schema) -> None:
    schema.create_tables(IdentityCheck)
