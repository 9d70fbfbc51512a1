"""Version 13: when a kiosk was started, by the server's clock, and up to when we have heard from it."""

from __future__ import annotations

from server.store.migrations.table import Schema


def upgrade(schema: Schema) -> None:
    """Empty: not known."""
    schema.add_column("kiosk", "booted_at", "BIGINT")
    schema.add_column("kiosk", "happened_at", "BIGINT")
