"""Version 4: when each account needs its next night, and what it was told."""

from __future__ import annotations

from peewee import CompositeKey, TextField

from loyalty.ledger import GENESIS
from server.store.migrations.table import Schema, Table, moment


class Said(Table):
    """What a night said or gave, by loyalty's key of it: never twice."""

    account = TextField()
    key = TextField()
    at = moment()

    class Meta:
        table_name = "night_said"
        primary_key = CompositeKey("account", "key")


def upgrade(schema: Schema) -> None:
    """Every member has an account, also one who never had a point. At first all of them are due (0)."""
    schema.add_column("account", "night_at", "BIGINT NOT NULL DEFAULT 0")
    schema.create_tables(Said)
    schema.run(
        "INSERT INTO account (account, last_seq, head_hash, debt, total) "
        f"SELECT member, 0, '{GENESIS}', 0, 0 FROM member WHERE member NOT IN (SELECT account FROM account)"
    )
    schema.run("CREATE INDEX account_night ON account(night_at, account)")
    schema.run("CREATE INDEX night_said_at ON night_said(at)")
