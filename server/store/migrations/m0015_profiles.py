"""Version 15: when a member last said that their profile is right, or that they would rather not look at it now."""

from __future__ import annotations

from server.store.migrations.table import Schema


def upgrade(schema: Schema) -> None:
    """Empty: never; a profile is as old as the membership then."""
    schema.add_column("member", "profile_confirmed_at", "BIGINT")
    schema.add_column("member", "profile_put_off_at", "BIGINT")
