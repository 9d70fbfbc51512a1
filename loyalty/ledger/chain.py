"""The hash chain over an account's entries: anyone can check that no line was changed, removed or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum

from loyalty.ledger.entries import Entry, EntryKind

GENESIS = "0" * 64
_VERSION = b"16:regulars.entry.1,"
# In the order of the bytes that are hashed.
HASHED = tuple(one.name for one in fields(Entry) if one.name != "hash")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends; kept apart from the entries, so that a cut tail is seen."""

    seq: int
    hash: str


class FaultKind(StrEnum):
    GAP = "gap"
    FOREIGN = "foreign"
    BROKEN_LINK = "broken_link"
    ALTERED = "altered"
    CUT_TAIL = "cut_tail"
    UNKNOWN_TAIL = "unknown_tail"
    HEAD_DIFFERS = "head_differs"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong with a chain, and the seq where it shows."""

    kind: FaultKind
    seq: int


def sealed(
    account: str,
    seq: int,
    kind: EntryKind,
    points: int,
    occurred_at: datetime,
    recorded_at: datetime,
    source: str,
    event_id: str,
    cause: int | None,
    reason: str,
    trace: str,
    activates_at: datetime | None,
    expires_at: datetime | None,
    prev_hash: str,
) -> Entry:
    """The entry of these fields, with its place in the chain."""
    values = (
        *(account, seq, kind, points, occurred_at, recorded_at, source, event_id, cause, reason, trace),
        *(activates_at, expires_at, prev_hash),
    )
    return Entry(*values, hashlib.sha256(_encoded(*values)).hexdigest())


def digest(entry: Entry) -> str:
    """SHA-256 (hex) over every field of the entry but `hash` itself."""
    return hashlib.sha256(encode(entry)).hexdigest()


def encode(entry: Entry) -> bytes:
    """Every field but `hash`, each with its length before it, so that no two entries read alike."""
    return _encoded(*(getattr(entry, name) for name in HASHED))


def _encoded(*values: str | int | datetime | EntryKind | None) -> bytes:
    return b"".join([_VERSION, *map(_framed, values)])


def verify(entries: Iterable[Entry], head: Head) -> Fault | None:
    """The first fault of one account's entries in seq order against the head kept apart; None: all is well."""
    seq, prev, account = 0, GENESIS, None
    for entry in entries:
        seq += 1
        account = entry.account if account is None else account
        if entry.seq != seq:
            return Fault(FaultKind.GAP, seq)
        if entry.account != account:
            return Fault(FaultKind.FOREIGN, seq)
        if entry.prev_hash != prev:
            return Fault(FaultKind.BROKEN_LINK, seq)
        if entry.hash != digest(entry):
            return Fault(FaultKind.ALTERED, seq)
        prev = entry.hash
    if seq != head.seq:
        return Fault(FaultKind.CUT_TAIL if seq < head.seq else FaultKind.UNKNOWN_TAIL, min(seq, head.seq) + 1)
    return None if prev == head.hash else Fault(FaultKind.HEAD_DIFFERS, seq)


def _framed(field: str | int | datetime | EntryKind | None) -> bytes:
    if field is None:
        return b"-,"
    if isinstance(field, datetime):
        field = field.astimezone(UTC).isoformat(timespec="microseconds")
    data = str(field).encode()
    return b"%d:%s," % (len(data), data)
