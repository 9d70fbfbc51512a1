"""The hash chain sees every change to what was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import ledger
from loyalty.ledger import Account, Entry, EntryKind, Fault, FaultKind, Head, Origin

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


def written(count: int = 5, name: str = "a1") -> tuple[list[Entry], Head]:
    account = Account(name)
    entries: list[Entry] = []
    for number in range(count):
        moment = NOW + timedelta(minutes=number)
        origin = Origin(f"e{number}", "store-1", moment, moment, trace='[[1,"点","point"]]')
        posting = ledger.earn(account, number + 1, origin, expires_at=NOW + timedelta(days=365))
        account = posting.account
        entries += posting.entries
    return entries, account.head


def test_an_untouched_chain_verifies_and_an_empty_one_too() -> None:
    entries, head = written()

    assert ledger.verify(entries, head) is None
    assert ledger.verify([], Account("a1").head) is None


def test_a_cut_tail_is_seen_because_the_head_is_kept_apart() -> None:
    entries, head = written()

    assert ledger.verify(entries[:-2], head) == Fault(FaultKind.CUT_TAIL, 4)
    assert ledger.verify([], head) == Fault(FaultKind.CUT_TAIL, 1)


def test_entries_beyond_the_head_are_seen() -> None:
    entries, _ = written()
    _, earlier = written(3)

    assert ledger.verify(entries, earlier) == Fault(FaultKind.UNKNOWN_TAIL, 4)


def test_a_missing_a_foreign_and_a_relinked_entry_are_seen() -> None:
    entries, head = written()
    others, _ = written(name="a2")

    assert ledger.verify([*entries[:2], *entries[3:]], head) == Fault(FaultKind.GAP, 3)
    assert ledger.verify([*entries[:2], others[2], *entries[3:]], head) == Fault(FaultKind.FOREIGN, 3)
    relinked = replace(entries[2], prev_hash="f" * 64)
    assert ledger.verify([*entries[:2], relinked, *entries[3:]], head) == Fault(FaultKind.BROKEN_LINK, 3)


def test_a_chain_rewritten_from_the_first_entry_does_not_end_at_the_head() -> None:
    entries, head = written()
    account = Account("a1")
    forged: list[Entry] = []
    for entry in entries:
        posting = ledger.earn(account, entry.points + 1, Origin(entry.event_id, "store-1", NOW, NOW))
        account = posting.account
        forged += posting.entries

    assert ledger.verify(forged, head) == Fault(FaultKind.HEAD_DIFFERS, 5)


LATER = NOW + timedelta(seconds=1)
CHANGES: list[tuple[str, Any]] = [
    ("points", 99),
    ("kind", EntryKind.ADJUST),
    ("occurred_at", LATER),
    ("recorded_at", LATER),
    ("source", "store-2"),
    ("event_id", "e9"),
    ("cause", 1),
    ("reason", "gift"),
    ("trace", ""),
    ("activates_at", LATER),
    ("expires_at", LATER),
    ("hash", "0" * 64),
]


@pytest.mark.parametrize(("field", "value"), CHANGES, ids=[field for field, _ in CHANGES])
def test_changing_any_field_of_an_entry_is_seen(field: str, value: Any) -> None:
    entries, head = written()
    entries[2] = replace(entries[2], **{field: value})

    assert ledger.verify(entries, head) == Fault(FaultKind.ALTERED, 3)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_two_entries_never_read_alike(source: str, event: str, other_source: str, other_event: str) -> None:
    def entry(source: str, event: str) -> Entry:
        return Entry("a1", 1, EntryKind.EARN, 1, NOW, NOW, source, event)

    same = (source, event) == (other_source, other_event)
    assert (ledger.digest(entry(source, event)) == ledger.digest(entry(other_source, other_event))) is same


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    local = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    first = Entry("a1", 1, EntryKind.EARN, 1, NOW, NOW, "s", "e", expires_at=NOW)
    second = Entry("a1", 1, EntryKind.EARN, 1, local, local, "s", "e", expires_at=local)

    assert ledger.digest(first) == ledger.digest(second)


def test_the_encoding_is_fixed_for_ever() -> None:
    entry = Entry("a1", 1, EntryKind.EARN, 12, NOW, NOW, "store-1", "e1", expires_at=NOW, prev_hash=ledger.GENESIS)

    assert ledger.digest(entry) == "284caaf1d10bac30224417aa684e91c1f6f7399b10cb87ac5960c059417a94f1"
