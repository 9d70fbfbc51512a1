"""The hash chain over an account's entries: anyone can check that no line was changed, removed or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from loyalty.ledger.entries import Entry

GENESIS = "0" * 64
_VERSION = "regulars.entry.1"


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


def seal(entry: Entry, prev_hash: str) -> Entry:
    """The entry with its place in the chain."""
    return replace(entry, prev_hash=prev_hash, hash=hashlib.sha256(_encoded(entry, prev_hash)).hexdigest())


def digest(entry: Entry) -> str:
    """SHA-256 (hex) over every field of the entry but `hash` itself."""
    return hashlib.sha256(encode(entry)).hexdigest()


def encode(entry: Entry) -> bytes:
    """Every field but `hash`, each with its length before it, so that no two entries read alike."""
    return _encoded(entry, entry.prev_hash)


def _encoded(entry: Entry, prev_hash: str) -> bytes:
    fields = (
        _VERSION,
        entry.account,
        str(entry.seq),
        entry.kind.value,
        str(entry.points),
        _moment(entry.occurred_at),
        _moment(entry.recorded_at),
        entry.source,
        entry.event_id,
        None if entry.cause is None else str(entry.cause),
        entry.reason,
        entry.trace,
        None if entry.activates_at is None else _moment(entry.activates_at),
        None if entry.expires_at is None else _moment(entry.expires_at),
        prev_hash,
    )
    return b"".join(_framed(field) for field in fields)


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


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _framed(field: str | None) -> bytes:
    if field is None:
        return b"-,"
    data = field.encode()
    return b"%d:%s," % (len(data), data)
