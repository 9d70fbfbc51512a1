"""What staff look at when they call for help: the time, the living view, the bundle with nobody named in it."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import redact
from staff.kioskctl.time import said

UID, CODE, PHONE = "04a1b2c3d4e5f6", "RGM-7QK2M9X4TA3B8C1D", "13812345678"


def unpacked(path: Path) -> dict[str, str]:
    with tarfile.open(path) as archive:
        return {
            Path(entry.name).name: archive.extractfile(entry).read().decode() for entry in archive if entry.isfile()
        }


def test_the_time_says_who_told_it_and_how_far_the_system_is_off(kiosk):
    done = kiosk.ctl("time", "status", "--json")

    found = json.loads(done.stdout)
    assert (found["zone"], abs(found["wall_off_s"]) < 5) == ("Asia/Shanghai", True)
    assert done.returncode == (found["clock"] == "unsynced")
    assert "the system's clock agrees" in kiosk.ctl("time", "status").stdout


def test_a_wall_that_is_off_is_said_with_its_direction():
    found = {"now": "2026-11-22T12:00:00+08:00", "zone": "Asia/Shanghai", "clock": "ntp", "wall_off_s": -7260.0}

    assert said(found)[2] == "  the system's clock is 2h 1m behind"


def test_top_looks_as_often_as_it_is_told(kiosk):
    kiosk.reader.tap(UID)
    done = kiosk.ctl("top", "--count", "2", "--every", "0.2", "--json")

    looks = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(looks)) == (0, 2)
    assert looks[1]["status"]["kiosk"] == "k-7"
    assert any(row["event"]["is"] == "CardTapped" for row in looks[1]["events"])
    assert UID not in done.stdout
    assert "Reader OK" in kiosk.ctl("top", "--count", "1").stdout


def test_the_bundle_holds_what_a_help_desk_asks_for_and_names_nobody(kiosk, tmp_path):
    kiosk.reader.tap(UID)
    kiosk.scanner.scan(CODE)
    file = tmp_path / "help.tar.gz"

    done = kiosk.ctl("support-bundle", str(file), "--json")

    assert done.returncode == 0, done.stderr
    files = unpacked(file)
    assert set(json.loads(done.stdout)["contents"]) == set(files)
    assert {"status.json", "doctor.json", "config.json", "events.json", "kiosk.log", "kiosk.toml"} <= set(files)
    assert json.loads(files["status.json"])["kiosk"] == "k-7"
    everything = "".join(files.values())
    assert all(secret not in everything for secret in ("not-for-your-eyes", UID, CODE))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_bundle_of_a_kiosk_that_does_not_run_has_its_logs_and_says_what_is_missing(tmp_path, kioskctl):
    (tmp_path / "kiosk.log").write_text(f"2026-11-22 12:00:00,000 ERROR kiosk: {UID} of {PHONE} showed {CODE}\n")
    (tmp_path / "kiosk.toml").write_text('kiosk = "k-9"\nstaff_pin = "1234"\n[mqtt]\npassword = "hush"\n')
    (tmp_path / "journal-1.jsonl").write_text('{"journal": 1, "why": "", "start": null}\n')
    file = tmp_path / "help.tar.gz"

    done = kioskctl("--kiosk-dir", str(tmp_path), "support-bundle", str(file))

    assert done.returncode == 0, done.stderr
    files = unpacked(file)
    assert json.loads(files["status.json"])["error"] == "not_running"
    assert files["kiosk.log"] == "2026-11-22 12:00:00,000 ERROR kiosk: (card) of (telephone) showed RGM-…\n"
    assert files["kiosk.toml"] == 'kiosk = "k-9"\nstaff_pin = "***"\n[mqtt]\npassword = "***"\n'
    assert files["journal-1.jsonl"] == '{"journal": 1, "why": "", "start": null}\n'


def test_a_bundle_that_cannot_be_written_is_said_and_leaves_nothing_behind(tmp_path, kioskctl):
    done = kioskctl("--kiosk-dir", str(tmp_path), "support-bundle", str(tmp_path / "no" / "such" / "folder"))

    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "kept",
    [
        "event 12345678 has no receipt after 5 s",
        "0190f3a1-7d3c-7cc2-9a6b-0123456789ab",
        "#0a1b2c3d4e5f",
        "1764316800000 ms, 20 bytes, 192.168.1.40",
        "card reader found: ACS ACR1252 1S CL Reader [ACR1252 Reader PICC] 00 00",
    ],
)
def test_what_names_nobody_is_left_as_it_is(kept):
    assert redact.text(kept) == kept


@given(st.text("0123456789abcdef", min_size=14, max_size=14).filter(lambda uid: any(c in "abcdef" for c in uid)))
def test_no_uid_gets_through_in_either_case(uid):
    assert uid not in redact.text(f"card {uid}, again")
    assert uid.upper() not in redact.text(f"card {uid.upper()}.")


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_is_redacted_keeps_its_shape(value):
    assert json.loads(json.dumps(redact.plain(value))) == redact.plain(value)
    assert type(redact.plain(value)) is type(value)
