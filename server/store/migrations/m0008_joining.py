"""Version 8: which text was agreed to, and that somebody is looking at a code right now."""

from __future__ import annotations

from server.store.migrations.table import Schema


def upgrade(schema: Schema) -> None:
    """`version` is that of the terms, empty where a plain yes or no was asked for. `scanned_at` 0: not scanned yet."""
    schema.add_column("consent", "version", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("identity_ticket", "scanned_at", "BIGINT NOT NULL DEFAULT 0")
