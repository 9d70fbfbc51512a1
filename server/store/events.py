"""What each kiosk has told us, once each, and how far we have got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mqtt_bridge.messages import Ack, Birth, Rejected
from server.store.database import Database
from server.store.moments import to_us

# A lost acknowledgement must not hide a refusal: the last ones are said again with every acknowledgement.
REPEATED = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """An event taken before. `code` is empty when it was applied."""

    id: str
    digest: str
    code: str
    message: str


class Events:
    """The tables kiosk, event_seen and dead_letter."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def last_seq(self, kiosk: str) -> int:
        """Everything up to this is committed; 0 for a kiosk never heard of."""
        row = self._db.one("SELECT last_seq FROM kiosk WHERE kiosk = ?", kiosk)
        return 0 if row is None else int(row[0])

    def seen(self, kiosk: str, seq: int) -> Seen | None:
        row = self._db.one("SELECT id, digest, code, message FROM event_seen WHERE kiosk = ? AND seq = ?", kiosk, seq)
        return None if row is None else Seen(*row)

    def id_is_used(self, id_: str) -> bool:
        return self._db.one("SELECT 1 FROM event_seen WHERE id = ?", id_) is not None

    def advance(self, kiosk: str, seq: int) -> None:
        self._db.run(
            "INSERT INTO kiosk (kiosk, last_seq, version, boot) VALUES (?, ?, '', '') "
            "ON CONFLICT (kiosk) DO UPDATE SET last_seq = excluded.last_seq",
            *(kiosk, seq),
        )

    def record(self, kiosk: str, seq: int, type_: str, seen: Seen, at: datetime) -> None:
        """Remember an event as taken, applied or refused."""
        self._db.run(
            "INSERT INTO event_seen (kiosk, seq, id, type, digest, code, message, at) VALUES (?,?,?,?,?,?,?,?)",
            *(kiosk, seq, seen.id, type_, seen.digest, seen.code, seen.message, to_us(at)),
        )

    def bury(self, kiosk: str, seq: int, seen: Seen, payload: bytes, at: datetime) -> None:
        """Keep a refused event whole, once."""
        self._db.run(
            "INSERT INTO dead_letter (kiosk, seq, id, digest, code, message, payload, at) VALUES (?,?,?,?,?,?,?,?) "
            "ON CONFLICT DO NOTHING",
            *(kiosk, seq, seen.id, seen.digest, seen.code, seen.message, payload, to_us(at)),
        )

    def dead_letters(self, kiosk: str) -> list[Rejected]:
        rows = self._db.all("SELECT id, seq, code, message FROM dead_letter WHERE kiosk = ? ORDER BY at, seq", kiosk)
        return [Rejected(*row) for row in rows]

    def ack(self, kiosk: str) -> Ack:
        """How far we are, with the newest refusals."""
        rows = self._db.all(
            "SELECT id, seq, code, message FROM event_seen WHERE kiosk = ? AND code <> '' ORDER BY seq DESC LIMIT ?",
            *(kiosk, REPEATED),
        )
        return Ack(upto=self.last_seq(kiosk), rejected=tuple(Rejected(*row) for row in reversed(rows)))

    def born(self, kiosk: str, birth: Birth, at: datetime) -> None:
        self._db.run(
            "INSERT INTO kiosk (kiosk, last_seq, version, boot, born_at) VALUES (?, 0, ?, ?, ?) "
            "ON CONFLICT (kiosk) DO UPDATE SET version = excluded.version, boot = excluded.boot, "
            "born_at = excluded.born_at WHERE kiosk.boot <> excluded.boot OR kiosk.version <> excluded.version",
            *(kiosk, birth.version[:80], birth.boot[:80], to_us(at)),
        )

    def device(self, kiosk: str, device: str, state: str, why: str, at: datetime) -> None:
        self._db.run(
            "INSERT INTO device (kiosk, device, state, why, at) VALUES (?,?,?,?,?) ON CONFLICT (kiosk, device) "
            "DO UPDATE SET state = excluded.state, why = excluded.why, at = excluded.at",
            *(kiosk, device[:40], state[:40], why[:200], to_us(at)),
        )
