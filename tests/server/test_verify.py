"""The ledger is looked at as a whole, and its heads are kept where a cut tail shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server import verifying
from server.store.witness import Witness

HASH = "a" * 64


def test_a_tail_that_was_cut_with_its_head_is_seen(centre: Any, kiosk: Any, tmp_path: Path) -> None:
    member = centre.member(points=100)
    with centre.store.transaction():
        centre.house.give(member.id, 50, centre.origin("more"), "test")
    db = centre.store.database
    (first,) = db.one("SELECT hash FROM entry WHERE seq = 1")

    centre.tamper("DELETE FROM entry WHERE seq = 2")
    centre.tamper("DELETE FROM lot WHERE seq = 2")
    centre.tamper(f"UPDATE account SET last_seq = 1, head_hash = '{first}', total = 100")

    assert centre.store.verify() == [f"{member.id}: entry 2 was written once and is not there any more"]
    centre.store.witness.forget()


def test_an_account_that_was_removed_whole_is_seen(centre: Any) -> None:
    member = centre.member(points=100)

    for table in ("entry", "lot", "account"):
        centre.tamper(f"DELETE FROM {table}")

    assert centre.store.verify() == [f"{member.id}: the account is gone"]
    centre.store.witness.forget()


def test_what_was_taken_back_leaves_no_head(centre: Any) -> None:
    member = centre.member(points=100)

    with pytest.raises(KeyError), centre.store.transaction():
        centre.house.give(member.id, 50, centre.origin("never"), "test")
        raise KeyError
    with centre.store.transaction():
        with pytest.raises(KeyError), centre.store.savepoint():
            centre.house.give(member.id, 50, centre.origin("nor this"), "test")
            raise KeyError
        centre.house.give(member.id, 7, centre.origin("but this"), "test")

    assert centre.store.witness.heads()[member.id][0] == 2
    assert centre.store.verify() == []


def test_a_witness_that_is_behind_or_cut_by_a_crash_cries_no_wolf(centre: Any) -> None:
    member = centre.member(points=100)
    path = centre.folder / "ledger.heads"
    kept = path.read_bytes()
    with centre.store.transaction():
        centre.house.give(member.id, 50, centre.origin("more"), "test")

    for behind in (kept, kept + f"{member.id} 2 abc".encode(), b"\xff\x00 nonsense\n" + kept, b""):
        path.write_bytes(behind)
        assert centre.store.verify() == []


def test_a_witness_that_cannot_be_written_stops_nothing(centre: Any, caplog: pytest.LogCaptureFixture) -> None:
    (centre.folder / "ledger.heads").unlink(missing_ok=True)
    (centre.folder / "ledger.heads").mkdir()

    centre.member(points=100)

    assert "could not be written" in caplog.text
    (centre.folder / "ledger.heads").rmdir()


def test_a_large_witness_is_made_small_and_knows_the_same(tmp_path: Path) -> None:
    it = Witness(tmp_path / "heads")
    for seq in range(1, 40):
        with it.transaction():
            it.note("m-1", seq, HASH)
            it.note("m-2", seq, HASH)
    before = it.heads()
    it.compact()
    assert (tmp_path / "heads").read_text().count("\n") == 78

    it.compact(large=100)

    assert it.heads() == before == {"m-1": (39, HASH), "m-2": (39, HASH)}
    assert (tmp_path / "heads").read_text().count("\n") == 2


def test_a_row_that_no_entry_can_be_is_named(centre: Any) -> None:
    member = centre.member(points=100)

    centre.tamper("UPDATE entry SET cause = 5")

    (fault,) = centre.store.verify()
    assert fault.startswith(f"{member.id}: entry 1 cannot be caused by entry 5")
    centre.tamper("UPDATE entry SET cause = NULL")


def test_the_command_says_what_it_looked_at(
    open_centre: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], databases: Any
) -> None:
    centre = open_centre("data")
    centre.member(points=100)
    config = tmp_path / "server.toml"
    url = databases.url(tmp_path / "data")
    config.write_text(f'data = "{tmp_path / "data"}"\ndatabase = "{url}"\n')

    assert verifying.main(["--config", str(config), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    centre.tamper("UPDATE account SET total = 99")
    assert verifying.main(["--config", str(config)]) == 1
    said = capsys.readouterr().out
    centre.tamper("UPDATE account SET total = 100")

    assert {key: figures[key] for key in ("accounts", "entries", "lots", "points", "witnessed", "faults")} == {
        "accounts": 1,
        "entries": 1,
        "lots": 1,
        "points": 100,
        "witnessed": 1,
        "faults": [],
    }
    assert said.startswith("1 accounts, 1 entries, 1 lots, 99 points")
    assert "kept is 99" in said
