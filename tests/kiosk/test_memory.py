"""The kiosk's memory on real SQLite files: durable, private, never using one number twice."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import MemoryFailed, MemoryInUse
from kiosk.memory import Memory
from kiosk.memory.members import device_key
from kiosk.screens._people import LIN, OFFERS
from kiosk.values import Card
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import (
    Ack,
    CheckInRule,
    DesiredOffers,
    DesiredProgramme,
    Envelope,
    MemberCheckedIn,
    Offers,
    ProgrammeRules,
    Rejected,
)

CARD = Card("nfc", "04a1b2c3d4e580")
CHECK_IN = MemberCheckedIn(member="m-lin", on="2026-11-22")


def record(memory: Memory, member: str = "", settles: str = "", event=CHECK_IN) -> int:
    def make(seq: int) -> Envelope:
        return Envelope(
            id=f"e-{seq}",
            source="kiosk/k",
            type=event.type,
            time="2026-11-22T12:00:00+08:00",
            seq=seq,
            boot="b",
            mono_ms=1,
            clock="ntp",
            data=msgspec.Raw(encode(event)),
        )

    return memory.outbox.record(make, member, settles)


def seqs(memory: Memory) -> list[int]:
    return [row[0] for row in memory.outbox.unsent(0, 1000)]


def test_a_member_is_recalled_as_they_were_told(memory):
    memory.members.remember(CARD, LIN)

    assert memory.members.recall(CARD) == LIN
    assert memory.members.recall(Card("qr", CARD.value)) is None


def test_a_forgotten_card_is_gone(memory):
    memory.members.remember(CARD, LIN)
    memory.members.forget(CARD)

    assert memory.members.recall(CARD) is None


def test_points_earned_here_show_until_the_server_counts_them_and_not_twice(memory):
    memory.members.remember(CARD, LIN)
    record(memory, member="m-lin")

    shown = memory.members.recall(CARD)
    assert (shown.points, shown.check_in.last_on, shown.check_in.streak) == (2485, "2026-11-22", 4)
    assert memory.members.with_unsent(shown) == shown


def test_events_are_numbered_without_gaps_over_restarts(memory, tmp_path):
    assert [record(memory), record(memory)] == [1, 2]
    memory.close()
    again = Memory(tmp_path / "kiosk", stamp="t")

    assert record(again) == 3
    assert seqs(again) == [1, 2, 3]
    again.close()


def test_an_acknowledgement_drops_what_is_committed_and_keeps_the_rest(memory):
    for _ in range(5):
        record(memory)
    memory.outbox.forget(Ack(upto=3))
    memory.outbox.forget(Ack(upto=2))

    assert seqs(memory) == [4, 5]
    assert memory.outbox.acknowledged_upto == 3


def test_a_restored_disk_loses_nothing_and_uses_no_number_twice(memory):
    for _ in range(3):
        record(memory)
    memory.outbox.forget(Ack(upto=40))

    rows = list(memory.outbox.unsent(0, 10))
    envelopes = [msgspec.json.decode(row[2], type=Envelope) for row in rows]
    assert [row[0] for row in rows] == [41, 42, 43] == [envelope.seq for envelope in envelopes]
    assert [envelope.id for envelope in envelopes] == ["e-1", "e-2", "e-3"]
    assert (memory.outbox.oldest_seq, record(memory)) == (41, 44)


def test_a_refused_event_becomes_a_dead_letter_that_staff_can_see(memory):
    record(memory)
    memory.outbox.forget(Ack(upto=1, rejected=(Rejected(id="e-1", seq=1, code="unknown_member"),)))

    assert [(letter.seq, letter.code) for letter in memory.outbox.dead(10)] == [(1, "unknown_member")]
    assert memory.outbox.counts() == (0, 1)


def test_a_dead_letter_that_is_retried_is_a_new_event_and_counts_among_what_waits(memory):
    record(memory, member="m-lin")
    record(memory)
    memory.outbox.forget(Ack(upto=2, rejected=(Rejected(id="e-1", seq=1, code="unknown_member"),)))
    ids = iter(["e-new"])

    assert memory.outbox.retry(lambda: next(ids)) == 1

    assert memory.outbox.counts() == (1, 0)
    ((seq, _type, plain),) = memory.outbox.unsent(2, 10)
    event = msgspec.json.decode(plain, type=Envelope)
    assert (seq, event.seq, event.id, event.time) == (3, 3, "e-new", "2026-11-22T12:00:00+08:00")
    assert [f"{day}" for day in memory.outbox.check_ins("m-lin")] == ["2026-11-22"]
    assert record(memory) == 4
    assert memory.outbox.retry(lambda: next(ids)) == 0


def test_an_event_and_the_redemption_it_settles_are_one_transaction(memory):
    memory.redemptions.open("r-1", "m-lin", "cash-10")
    memory.redemptions.start_printing("r-1")
    assert [(r.redemption, r.state) for r in memory.redemptions.unsettled()] == [("r-1", "printing")]

    record(memory, settles="r-1")

    assert memory.redemptions.unsettled() == []


def test_two_kiosks_cannot_use_one_memory(memory, tmp_path):
    with pytest.raises(MemoryInUse):
        Memory(tmp_path / "kiosk", stamp="t")


def test_the_file_is_durable_before_it_acknowledges_anything(memory, tmp_path):
    handle = sqlite3.connect(tmp_path / "kiosk" / "memory.db")

    assert handle.execute("pragma journal_mode").fetchone() == ("wal",)
    handle.close()


def test_what_is_only_remembered_does_not_make_events_less_durable(memory):
    memory.members.remember(CARD, LIN)

    assert memory._file.sql("pragma synchronous").fetchone() == (2,)


def log_of(folder: Path) -> Path:
    return folder / "memory.db-wal"


def test_an_event_that_is_kept_lengthens_no_file(memory, tmp_path):
    memory.make_room()
    room = log_of(tmp_path / "kiosk").stat().st_size

    for _ in range(100):
        record(memory)
        memory.outbox.forget(Ack(upto=memory.outbox.next_seq - 2))

    assert log_of(tmp_path / "kiosk").stat().st_size == room


def test_what_is_kept_before_and_after_room_was_made_is_there_after_a_power_cut(memory, tmp_path):
    record(memory)
    memory.make_room()
    record(memory)
    shutil.copytree(tmp_path / "kiosk", tmp_path / "cut", ignore=shutil.ignore_patterns("*-shm"))

    after = Memory(tmp_path / "cut", stamp="t")

    assert (seqs(after), after.mended) == ([1, 2], "")
    assert record(after) == 3
    after.close()


def test_where_no_room_can_be_made_the_log_is_as_before_and_the_kiosk_goes_on(memory, tmp_path, monkeypatch):
    record(memory)
    before = log_of(tmp_path / "kiosk").stat().st_size

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("kiosk.memory.room.os.fsync", full)
    memory.make_room()

    assert log_of(tmp_path / "kiosk").stat().st_size == before
    assert record(memory) == 2


def test_no_card_number_is_on_the_disk(memory, tmp_path):
    memory.members.remember(CARD, LIN)
    record(memory)
    memory.close()

    written = b"".join(path.read_bytes() for path in (tmp_path / "kiosk").iterdir())
    assert CARD.value.encode() not in written
    assert b"13812346688" not in written


def test_a_disk_that_cannot_write_is_an_error_and_nothing_happened(memory):
    memory._file._database.execute_sql("pragma query_only = on")
    with pytest.raises(MemoryFailed):
        record(memory)
    memory._file._database.execute_sql("pragma query_only = off")

    assert record(memory) == 1


@pytest.mark.parametrize("how", ["garbage", "cut", "middle", "empty_wal_garbage"])
def test_a_corrupt_file_is_kept_aside_and_the_kiosk_starts(tmp_path, how):
    folder = tmp_path / "kiosk"
    first = Memory(folder, stamp="t")
    for _ in range(400):
        record(first)
    first.close()
    spoil(folder / "memory.db", how)

    again = Memory(folder, stamp="20261122-120000")

    kept_whole = how == "empty_wal_garbage"
    assert bool(again.mended) is not kept_whole
    assert (folder / "memory.db.corrupt-20261122-120000").exists() is not kept_whole
    next_seq = record(again)
    assert next_seq > 400
    assert len(seqs(again)) == len(set(seqs(again)))
    again.close()


def spoil(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    match how:
        case "garbage":
            path.write_bytes(b"not a database" * 500)
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "middle":
            data[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
            path.write_bytes(data)
        case "empty_wal_garbage":
            path.with_name("memory.db-wal").write_bytes(b"\x00garbage" * 100)


def test_numbers_are_never_used_twice_even_when_the_whole_file_is_lost(tmp_path):
    folder = tmp_path / "kiosk"
    first = Memory(folder, stamp="t")
    used = [record(first) for _ in range(7)]
    first.close()
    (folder / "memory.db").write_bytes(b"gone")

    again = Memory(folder, stamp="t2")

    assert record(again) > max(used)
    assert again.outbox.oldest_seq > max(used)
    again.close()


def test_a_key_that_a_power_cut_left_empty_is_made_anew(tmp_path):
    key = device_key(tmp_path / "device.key")
    assert device_key(tmp_path / "device.key") == key and len(key) == 32

    (tmp_path / "device.key").write_bytes(b"")

    assert len(device_key(tmp_path / "device.key")) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["device.key"]
    assert (tmp_path / "device.key").stat().st_mode & 0o777 == 0o600


def test_a_remembered_member_comes_under_the_rules_that_count_now(tmp_path):
    memory = Memory(tmp_path, "x")
    memory.members.remember(CARD, LIN)
    before = memory.members.recall(CARD)
    rules = CheckInRule(points=8, bonus_every=3, bonus_points=50)
    memory.programme.keep(DesiredProgramme(rev=7, hash="sha256:1", body=ProgrammeRules(check_in=rules)))
    memory.close()

    again = Memory(tmp_path, "x")

    assert again.programme.rev == 7
    view = again.members.recall(CARD).check_in
    assert (view.points, view.bonus_every, view.bonus_points) == (8, 3, 50)
    assert (view.last_on, view.streak) == (before.check_in.last_on, before.check_in.streak)
    again.close()


def test_rules_kept_by_a_newer_kiosk_are_left_alone_until_they_come_again(tmp_path):
    memory = Memory(tmp_path, "x")
    memory.members._file.sql("insert into meta (key, value) values ('programme', '{\"rev\": []}')")
    memory.close()

    again = Memory(tmp_path, "x")

    assert again.programme.rev == 0
    again.close()


def test_the_offers_are_there_after_a_start_without_a_network_until_they_are_taken_back(tmp_path):
    memory = Memory(tmp_path, "x")
    assert memory.offers.read() == ()
    memory.offers.keep(DesiredOffers(rev=7, hash="sha256:1", body=Offers(offers=OFFERS)))
    memory.close()

    again = Memory(tmp_path, "x")
    assert again.offers.read() == OFFERS
    again.offers.keep(DesiredOffers(rev=0, hash="", body=Offers()))
    again.close()

    last = Memory(tmp_path, "x")
    assert last.offers.read() == ()
    last.close()
