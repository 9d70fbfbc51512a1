"""Identity documents that staff looked at: sealed with the member's own key, and gone on their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from server.store.database import Database
from server.store.moments import from_us, to_us
from server.store.vault import Vault

DocumentKind = Literal["passport", "id_card"]
COLUMNS = "id, member, kind, checked_by, checked_at, expires_at, deleted_at, media, size"


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """`deleted_at`: the document is gone since then; who looked at it, and when, stays. `size` in bytes."""

    id: str
    member: str
    kind: DocumentKind
    checked_by: str
    checked_at: datetime
    expires_at: datetime
    media: str
    size: int
    deleted_at: datetime | None = None


class IdentityChecks:
    """The table identity_check."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._db, self._vault = database, vault

    def add(self, check: IdentityCheck, document: bytes) -> None:
        sealed = self._vault.of(check.member).close_bytes(_field(check.id), document)
        self._db.run(
            f"INSERT INTO identity_check ({COLUMNS}, document) VALUES (?,?,?,?,?,?,?,?,?,?)",
            *(check.id, check.member, check.kind, check.checked_by, to_us(check.checked_at)),
            *(to_us(check.expires_at), None, check.media, check.size, sealed),
        )

    def get(self, id_: str) -> IdentityCheck | None:
        row = self._db.one(f"SELECT {COLUMNS} FROM identity_check WHERE id = ?", id_)
        return None if row is None else _check(row)

    def of_member(self, member: str) -> list[IdentityCheck]:
        """All of them, the oldest first, those whose document is gone too."""
        rows = self._db.all(f"SELECT {COLUMNS} FROM identity_check WHERE member = ? ORDER BY checked_at, id", member)
        return [_check(row) for row in rows]

    def document(self, check: IdentityCheck) -> bytes:
        """What was attached; empty once it is gone. Raises ValueError for what was changed since."""
        row = self._db.one("SELECT document FROM identity_check WHERE id = ?", check.id)
        sealed = b"" if row is None else bytes(row[0])
        return self._vault.of(check.member).open_bytes(_field(check.id), sealed) if sealed else b""

    def remove(self, id_: str, now: datetime) -> bool:
        """The document goes, the line stays. False: it was gone."""
        sql = "UPDATE identity_check SET document = ?, deleted_at = ?, size = 0 WHERE id = ? AND deleted_at IS NULL"
        return self._db.run(sql, b"", to_us(now), id_) == 1

    def prune(self, now: datetime, at_most: int) -> int:
        """Every document whose day has come goes; how many."""
        rows = self._db.all(
            "SELECT id FROM identity_check WHERE deleted_at IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?",
            *(to_us(now), at_most),
        )
        return sum(self.remove(id_, now) for (id_,) in rows)

    def move(self, gone: str, kept: str) -> None:
        """Another account of the same person has them from now on, under its own key."""
        for check in self.of_member(gone):
            document = self.document(check)
            sealed = self._vault.of(kept).close_bytes(_field(check.id), document) if document else b""
            self._db.run("UPDATE identity_check SET member = ?, document = ? WHERE id = ?", kept, sealed, check.id)

    def forget(self, member: str) -> None:
        self._db.run("DELETE FROM identity_check WHERE member = ?", member)


def _field(id_: str) -> str:
    return f"identity {id_}"


def _check(row: tuple[Any, ...]) -> IdentityCheck:
    id_, member, kind, checked_by, checked_at, expires_at, deleted_at, media, size = row
    return IdentityCheck(
        *(id_, member, kind, checked_by, from_us(checked_at), from_us(expires_at)),
        *(media, size, from_us(deleted_at)),
    )
