"""Version 6: which nights were done, and what has served its time is found without reading everything."""

from __future__ import annotations

from peewee import TextField

from server.store.migrations.table import Schema, Table, moment


class Night(Table):
    """The night of a day of the restaurant's calendar (ISO 8601). `ended_at` null: it was interrupted, or goes on."""

    on_date = TextField(primary_key=True)
    began_at = moment()
    ended_at = moment(null=True)


def upgrade(schema: Schema) -> None:
    schema.create_tables(Night)
    schema.run("CREATE INDEX idempotency_at ON idempotency(at)")
    schema.run("CREATE INDEX notice_left ON notice(sent_at) WHERE sent_at IS NOT NULL")
