"""Version 14: who looked at other people's data, and why."""

from __future__ import annotations

from peewee import AutoField, TextField

from server.store.migrations.table import Schema, Table, moment


class Audit(Table):
    id = AutoField()
    at = moment()
    operator = TextField()
    action = TextField()
    reason = TextField()
    detail = TextField()

    class Meta:
        table_name = "audit"


ONLY_GROW = ("audit",)


def upgrade(schema: Schema) -> None:
    schema.create_tables(Audit)
    for table in ONLY_GROW:
        schema.only_grow(table)
