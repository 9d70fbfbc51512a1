"""What each kiosk has told us, once each, and how far we have got."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from mqtt_bridge.messages import Ack, Birth, Rejected
from server.dating import Heard
from server.store.database import Database
from server.store.moments import from_us, to_us

# A lost acknowledgement must not hide a refusal: the last ones are said again with every acknowledgement.
REPEATED = 20


class Seen(Struct, frozen=True, gc=False):
    """An event taken before. `code` is empty when it was applied."""

    id: str
    digest: str
    code: str
    message: str


class Taken(Struct, frozen=True, gc=False):
    """An event taken now, to be remembered."""

    kiosk: str
    seq: int
    type: str
    seen: Seen
    at: datetime


class DeviceState(Struct, frozen=True, gc=False):
    """How a peripheral of a kiosk is since then, and why."""

    kiosk: str
    device: str
    state: str
    why: str
    at: datetime


class Known(Struct, frozen=True):
    """How far a kiosk is, and what is known of its time."""

    last_seq: int
    heard: Heard


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

    def known(self, kiosks: Collection[str]) -> dict[str, Known]:
        """What is known of each of these; those never heard of are not in it."""
        sql = f"SELECT kiosk, last_seq, boot, booted_at, happened_at FROM kiosk WHERE kiosk IN ({_places(kiosks)})"
        rows = self._db.all(sql, *kiosks) if kiosks else []
        return {
            kiosk: Known(int(seq), Heard(boot, from_us(booted), from_us(happened)))
            for kiosk, seq, boot, booted, happened in rows
        }

    def used(self, ids: Collection[str]) -> set[str]:
        """Which of these ids belong to an event taken before."""
        sql = f"SELECT id FROM event_seen WHERE id IN ({_places(ids)})"
        return {id_ for (id_,) in self._db.all(sql, *ids)} if ids else set()

    def advance(self, moved: Mapping[str, tuple[int, datetime | None]]) -> None:
        """Everything up to this number is committed, and the last of it happened then, for each of these kiosks."""
        self._db.run_many(
            "INSERT INTO kiosk (kiosk, last_seq, happened_at, version, boot) VALUES (?, ?, ?, '', '') "
            "ON CONFLICT (kiosk) DO UPDATE SET last_seq = excluded.last_seq, happened_at = excluded.happened_at",
            [(kiosk, seq, to_us(at)) for kiosk, (seq, at) in moved.items()],
        )

    def record(self, taken: Iterable[Taken]) -> None:
        """Remember events as taken, applied or refused."""
        self._db.run_many(
            "INSERT INTO event_seen (kiosk, seq, id, type, digest, code, message, at) VALUES (?,?,?,?,?,?,?,?)",
            [
                (t.kiosk, t.seq, t.seen.id, t.type, t.seen.digest, t.seen.code, t.seen.message, to_us(t.at))
                for t in taken
            ],
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

    def acks(self, upto: Mapping[str, int], now: datetime) -> dict[str, Ack]:
        """How far each of these kiosks is, with its newest refusals, and what time it is."""
        at = now.isoformat(timespec="milliseconds")
        refused = self._db.all(
            f"SELECT kiosk FROM kiosk k WHERE kiosk IN ({_places(upto)}) "
            "AND EXISTS (SELECT 1 FROM event_seen e WHERE e.kiosk = k.kiosk AND e.code <> '')",
            *upto,
        )
        acks = {kiosk: Ack(upto=seq, at=at) for kiosk, seq in upto.items()}
        for (kiosk,) in refused:
            rows = self._db.all(
                "SELECT id, seq, code, message FROM event_seen WHERE kiosk = ? AND code <> '' "
                "ORDER BY seq DESC LIMIT ?",
                *(kiosk, REPEATED),
            )
            acks[kiosk] = Ack(upto[kiosk], tuple(Rejected(*row) for row in reversed(rows)), at)
        return acks

    def born(self, kiosk: str, birth: Birth, booted_at: datetime | None, at: datetime) -> None:
        """Note what a kiosk says it is; `booted_at` None: nobody knows."""
        self._db.run(
            "INSERT INTO kiosk (kiosk, last_seq, version, boot, born_at, booted_at) VALUES (?, 0, ?, ?, ?, ?) "
            "ON CONFLICT (kiosk) DO UPDATE SET version = excluded.version, boot = excluded.boot, "
            "booted_at = excluded.booted_at, born_at = CASE WHEN kiosk.boot <> excluded.boot "
            "OR kiosk.version <> excluded.version THEN excluded.born_at ELSE kiosk.born_at END",
            *(kiosk, birth.version[:80], birth.boot[:80], to_us(at), to_us(booted_at)),
        )

    def devices(self, states: Iterable[DeviceState]) -> None:
        """How the hardware is; of several states of one device the last is kept."""
        last = {(one.kiosk, one.device[:40]): one for one in states}
        self._db.run_many(
            "INSERT INTO device (kiosk, device, state, why, at) VALUES (?,?,?,?,?) ON CONFLICT (kiosk, device) "
            "DO UPDATE SET state = excluded.state, why = excluded.why, at = excluded.at",
            [(*key, last[key].state[:40], last[key].why[:200], to_us(last[key].at)) for key in sorted(last)],
        )


def _places(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
