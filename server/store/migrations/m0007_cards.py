"""Version 7: the counter of the newest sealed address (SUN) of a card that was used, and where that was."""

from __future__ import annotations

from server.store.migrations.table import Schema


def upgrade(schema: Schema) -> None:
    """`reads` 0: no sealed address of this card was ever used."""
    schema.add_column("identifier", "reads", "BIGINT NOT NULL DEFAULT 0")
    schema.add_column("identifier", "reads_kiosk", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("identifier", "reads_at", "BIGINT NOT NULL DEFAULT 0")
