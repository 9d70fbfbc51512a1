"""Notices wait here until they are sent: written with what caused them, in one transaction."""

from __future__ import annotations

from datetime import datetime

import msgspec

from server.notices import Notice
from server.store.database import Database
from server.store.moments import to_us

AT_ONCE = 50


class NoticeQueue:
    """The table notice. A sent notice keeps its line but not what it said: it may be a code."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, notice: Notice, now: datetime) -> None:
        """Queue it; the same id again is the same notice."""
        self._db.run(
            "INSERT INTO notice (id, kind, recipient, language, body, made_at) VALUES (?,?,?,?,?,?) "
            "ON CONFLICT (id) DO NOTHING",
            *(notice.id, notice.kind, notice.to, notice.language, msgspec.json.encode(notice.values), to_us(now)),
        )

    def waiting(self) -> list[Notice]:
        rows = self._db.all(
            "SELECT id, kind, recipient, language, body FROM notice WHERE sent_at IS NULL ORDER BY made_at LIMIT ?",
            AT_ONCE,
        )
        return [Notice(r[0], r[1], r[2], r[3], msgspec.json.decode(r[4], type=dict[str, str])) for r in rows]

    def sent(self, id_: str, now: datetime) -> None:
        self._db.run("UPDATE notice SET sent_at = ?, body = ?, recipient = '' WHERE id = ?", to_us(now), b"{}", id_)
