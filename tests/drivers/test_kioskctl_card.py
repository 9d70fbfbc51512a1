"""`kioskctl card` with the real pcscd: staff looks at cards and writes them."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drivers.nfc.keys import Slot, load
from drivers.rig.cards import Ntag215, Ntag424
from drivers.rig.pcscd import Pcscd
from staff.kioskctl.cli import kioskctl

pytestmark = pytest.mark.testbed

UID = bytes.fromhex("04de5f1eacc040")
ADDRESS = "https://regulars.example/m"


@pytest.fixture
def keys(tmp_path: Path) -> str:
    file = tmp_path / "keys.toml"
    masters = "".join(f'{slot.name.lower()} = "{bytes((slot + 65,)).hex() * 16}"\n' for slot in Slot)
    file.write_text(f'system = "REGULARS"\n[masters]\n{masters}')
    file.chmod(0o600)
    return str(file)


def run(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(kioskctl, ["--kiosk-dir", str(tmp_path), "card", *words, "--wait", "3"])


def test_staff_writes_a_card_and_sees_that_it_proves_itself(
    pcscd: Pcscd, keys: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    member = Ntag424(UID)
    pcscd.field.lay(member)
    with caplog.at_level(logging.DEBUG):
        written = run(tmp_path, "write", "--keys", keys, "--address", ADDRESS, "--yes")
    assert written.exit_code == 0, written.output
    assert "04de5f1eacc040 is ours" in written.output

    seen = run(tmp_path, "inspect", "--keys", keys, "--json")
    found = json.loads(seen.stdout)
    assert (seen.exit_code, found["kind"], found["proof"]) == (0, "NTAG 424 DNA", "challenged")
    assert found["address"].startswith(ADDRESS + "?e=")

    everything = written.output + seen.output + caplog.text
    book = load(keys)
    assert not any(key.hex() in everything.lower() for key in (*book.masters.values(), *member.keys.values()))


def test_a_copy_is_named_as_one_and_a_plain_tag_as_what_it_is(pcscd: Pcscd, keys: str, tmp_path: Path) -> None:
    pcscd.field.lay(Ntag424(UID))
    seen = run(tmp_path, "inspect", "--keys", keys)
    assert seen.exit_code == 1 and "COPY" in seen.output
    pcscd.field.lay(Ntag215(UID, ADDRESS))
    seen = run(tmp_path, "inspect")
    assert seen.exit_code == 0
    assert "NTAG215   04de5f1eacc040   UID ONLY" in seen.output and ADDRESS in seen.output


def test_what_cannot_be_written_is_refused_and_no_card_is_said(pcscd: Pcscd, keys: str, tmp_path: Path) -> None:
    pcscd.field.lay(Ntag215(UID))
    refused = run(tmp_path, "write", "--keys", keys, "--address", ADDRESS, "--yes")
    assert refused.exit_code == 5 and "no NTAG 424 DNA" in refused.output
    pcscd.field.take()
    none = CliRunner().invoke(kioskctl, ["--kiosk-dir", str(tmp_path), "card", "inspect", "--wait", "0.3"])
    assert none.exit_code == 1 and "no card was laid on the reader" in none.output
    assert run(tmp_path, "write", "--keys", keys, "--address", "http://x").exit_code == 2
    assert run(tmp_path, "inspect", "--keys", str(tmp_path / "none")).exit_code == 2
