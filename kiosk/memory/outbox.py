"""Events that wait for the server's acknowledgement, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from kiosk.memory.file import MemoryFile
from kiosk.memory.sequence import Ceiling
from kiosk.memory.tables import DeadRow, OutboxRow
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import Ack, Envelope, MemberCheckedIn


@dataclass(frozen=True, slots=True)
class Unsent:
    seq: int
    id: str
    type: str
    time: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    seq: int
    id: str
    type: str
    code: str
    message: str


class Outbox:
    """Sequence numbers are gapless while the memory lives, and never used twice even when it is lost."""

    def __init__(self, file: MemoryFile, ceiling: Ceiling) -> None:
        self._file, self._ceiling = file, ceiling
        self._next_seq = file.fact("next_seq", ceiling.value)
        self._acknowledged = file.fact("acknowledged_upto", self._next_seq - 1)
        if file.mended:
            self._start_above_everything_used()

    @property
    def next_seq(self) -> int:
        return self._next_seq

    @property
    def oldest_seq(self) -> int:
        """The oldest number this kiosk can still send; older ones are acknowledged, or lost with a broken memory."""
        return self._acknowledged + 1

    @property
    def acknowledged_upto(self) -> int:
        return self._acknowledged

    def record(self, make: Callable[[int], Envelope], member: str, settles: str) -> int:
        """Put one event in, with its effect here, in one transaction; its sequence number.

        `make` builds the envelope round the number. `settles` is the redemption this event closes, or "".
        Raises MemoryFailed; then nothing happened.
        """
        seq = self._next_seq
        envelope = make(seq)
        with self._file.transaction():
            self._ceiling.cover(seq)
            self._file.sql(
                "insert into outbox (seq, id, type, envelope, member) values (?, ?, ?, ?, ?)",
                seq,
                envelope.id,
                envelope.type,
                encode(envelope),
                member,
            )
            self._file.put_fact("next_seq", seq + 1)
            if settles:
                self._file.sql("delete from redemption where redemption = ?", settles)
        self._next_seq = seq + 1
        return seq

    def unsent(self, after_seq: int, limit: int) -> Iterator[tuple[int, str, bytes]]:
        """(seq, type, envelope bytes) of the events after this one, oldest first."""
        statement = "select seq, type, envelope from outbox where seq > ? order by seq limit ?"
        yield from self._file.sql(statement, after_seq, limit).fetchall()

    def forget(self, ack: Ack) -> None:
        """The server has committed these: drop them. One that counts higher than we do knew an older life of ours."""
        if ack.upto >= self._next_seq:
            self._go_on_after(ack.upto)
            return
        upto = max(ack.upto, self._acknowledged)
        if upto == self._acknowledged and not ack.rejected:
            return
        # A power cut may bring back what was only forgotten: it goes out once more, and the server knows it by its id.
        with self._file.transaction() if ack.rejected else self._file.cached():
            for refused in ack.rejected:
                self._file.sql(
                    "insert or ignore into dead (seq, id, type, envelope, code, message)"
                    " select seq, id, type, envelope, ?, ? from outbox where id = ?",
                    refused.code[:60],
                    refused.message[:200],
                    refused.id,
                )
            self._file.sql("delete from outbox where seq <= ?", upto)
            self._file.put_fact("acknowledged_upto", upto)
        self._acknowledged = upto

    def counts(self) -> tuple[int, int]:
        """How many events wait, and how many are dead letters."""
        statement = "select (select count(*) from outbox), (select count(*) from dead)"
        waiting, dead = self._file.sql(statement).fetchone()
        return (int(waiting), int(dead))

    def waiting(self, limit: int) -> list[Unsent]:
        with self._file.models():
            rows = list(OutboxRow.select().order_by(OutboxRow.seq).limit(limit))
        return [Unsent(r.seq, r.id, r.type, msgspec.json.decode(r.envelope, type=Envelope).time) for r in rows]

    def dead(self, limit: int) -> list[DeadLetter]:
        with self._file.models():
            rows = list(DeadRow.select().order_by(DeadRow.seq).limit(limit))
        return [DeadLetter(r.seq, r.id, r.type, r.code, r.message) for r in rows]

    def retry(self, new_id: Callable[[], str]) -> int:
        """Every dead letter becomes an event again, the last in the row; how many. Raises MemoryFailed.

        Under a new id: the server remembers the old one as refused. A refused event changed nothing there, so nothing
        counts twice.
        """
        rows = self._file.sql("select envelope from dead order by seq").fetchall()
        with self._file.transaction():
            for number, (plain,) in enumerate(rows):
                seq, old = self._next_seq + number, msgspec.json.decode(plain, type=Envelope)
                self._ceiling.cover(seq)
                event = msgspec.structs.replace(old, id=new_id(), seq=seq)
                checked_in = event.type == MemberCheckedIn.type
                member = msgspec.json.decode(event.data, type=MemberCheckedIn).member if checked_in else ""
                statement = "insert into outbox (seq, id, type, envelope, member) values (?, ?, ?, ?, ?)"
                self._file.sql(statement, seq, event.id, event.type, encode(event), member)
            self._file.sql("delete from dead")
            self._file.put_fact("next_seq", self._next_seq + len(rows))
        self._next_seq += len(rows)
        return len(rows)

    def check_ins(self, member: str) -> list[date]:
        """The days on which this member checked in here and the server has not counted yet, oldest first."""
        if self._acknowledged >= self._next_seq - 1:
            return []  # nothing waits, as nearly always: a tap need not look for it
        statement = "select envelope from outbox where member = ? and type = ? order by seq"
        rows = self._file.sql(statement, member, MemberCheckedIn.type).fetchall()
        envelopes = [msgspec.json.decode(row[0], type=Envelope) for row in rows]
        return [date.fromisoformat(msgspec.json.decode(e.data, type=MemberCheckedIn).on) for e in envelopes]

    def _go_on_after(self, upto: int) -> None:
        """This disk was restored from an older copy: its numbers were used before, so what waits gets new ones.

        The ids stay: what the server did take in that other life it recognises, and nothing counts twice.
        """
        rows = self._file.sql("select seq, envelope from outbox order by seq desc").fetchall()
        shift = upto + 1 - (rows[-1][0] if rows else self._next_seq)
        with self._file.transaction():
            self._ceiling.cover(self._next_seq + shift)
            for seq, envelope in rows:
                moved = msgspec.structs.replace(msgspec.json.decode(envelope, type=Envelope), seq=seq + shift)
                statement = "update outbox set seq = ?, envelope = ? where seq = ?"
                self._file.sql(statement, seq + shift, encode(moved), seq)
            self._file.put_fact("next_seq", self._next_seq + shift)
            self._file.put_fact("acknowledged_upto", upto)
        self._next_seq += shift
        self._acknowledged = upto

    def _start_above_everything_used(self) -> None:
        """After a mended file: new numbers begin where none can have been used."""
        lowest, highest = self._file.sql("select min(seq), max(seq) from outbox").fetchone()
        self._next_seq = max(self._ceiling.value, (highest or 0) + 1, self._next_seq)
        self._acknowledged = (lowest or self._next_seq) - 1
        with self._file.transaction():
            self._file.put_fact("next_seq", self._next_seq)
            self._file.put_fact("acknowledged_upto", self._acknowledged)
