"""Identity documents (A7): off by default; where they are kept, sealed, for so many days, and gone on their day."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server import nightly
from server.app import main
from server.merging import merge
from server.privacy.erase import erase
from server.privacy.export import export
from server.privacy.identity import LARGEST_BYTES, OFF, Refused, attach, shown
from server.privacy.identity_policy import IdentityPolicy
from server.store.identity_checks import IdentityCheck

PASSPORT = b"\xff\xd8\xff" + b"the face and the number of somebody" * 40


def kept(centre: Any, member: Any, document: bytes = PASSPORT) -> IdentityCheck:
    with centre.store.transaction():
        return attach(centre.house, member.id, "passport", document, "Wu Min", centre.now)


@pytest.fixture
def keeping(centre: Any) -> Any:
    """A house that keeps documents for 30 days."""
    centre.house.identity = IdentityPolicy(enabled=True)
    return centre


def test_A7_no_document_is_kept_unless_the_house_switched_it_on(centre: Any, tmp_path: Path) -> None:
    member = centre.member()
    with pytest.raises(Refused, match=OFF):
        kept(centre, member)
    assert centre.store.identity_checks.of_member(member.id) == []


def test_A7_a_document_is_shown_until_its_day_and_then_only_that_it_was_looked_at(keeping: Any) -> None:
    member = keeping.member()
    check = kept(keeping, member)
    assert shown(keeping.house, check.id) == (check, PASSPORT)

    keeping.wait(days=29, hours=23)
    nightly.run(keeping.house, keeping.now)
    assert shown(keeping.house, check.id)[1] == PASSPORT

    keeping.wait(hours=1)
    for _ in range(2):
        nightly.run(keeping.house, keeping.now)

    (left,) = keeping.store.identity_checks.of_member(member.id)
    assert (left.kind, left.checked_by, left.checked_at) == ("passport", "Wu Min", check.checked_at)
    assert (left.deleted_at, left.size) == (check.checked_at + timedelta(days=30), 0)
    assert keeping.store.database.one("SELECT document FROM identity_check")[0] in (b"", None)
    with pytest.raises(Refused, match="gone since 2026-12-22"):
        shown(keeping.house, check.id)


def test_a_document_is_sealed_for_its_member_and_opens_for_nobody_else(keeping: Any) -> None:
    one, other = keeping.member(), keeping.member()
    check, another = kept(keeping, one), kept(keeping, other, PASSPORT + b"2")
    db = keeping.store.database
    (sealed,) = db.one("SELECT document FROM identity_check WHERE id = ?", check.id)
    assert PASSPORT[3:20] not in bytes(sealed)

    db.run("UPDATE identity_check SET document = ? WHERE id = ?", bytes(sealed), another.id)

    with pytest.raises(ValueError, match="does not open"):
        shown(keeping.house, another.id)


def test_the_export_holds_the_document_and_an_erasure_leaves_no_byte_of_it(keeping: Any) -> None:
    member = keeping.member()
    check = kept(keeping, member)
    (sealed,) = keeping.store.database.one("SELECT document FROM identity_check")

    said = json.loads(json.dumps(export(keeping.house, member.id, keeping.now)))
    assert base64.b64decode(said["identity_documents"][check.id]) == PASSPORT
    assert said["identity_checks"][0]["checked_by"] == "Wu Min"

    erase(keeping.house, member.id, "test", keeping.now)
    assert keeping.store.identity_checks.of_member(member.id) == []
    if keeping.store.database.dialect == "sqlite":
        left = b"".join(path.read_bytes() for path in keeping.folder.rglob("*") if path.is_file())
        assert bytes(sealed)[:64] not in left


def test_two_accounts_that_become_one_keep_the_document_under_the_key_that_stays(keeping: Any) -> None:
    one, other = keeping.member(), keeping.member()
    check = kept(keeping, other)

    with keeping.house.transaction(keeping.now):
        merge(keeping.house, one.id, other.id, "test", keeping.now)

    found, document = shown(keeping.house, check.id)
    assert (found.member, document) == (one.id, PASSPORT)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"MZ\x90\x00", "no JPEG, PNG or PDF"),
        (b"", "no JPEG, PNG or PDF"),
        (PASSPORT + bytes(LARGEST_BYTES), "at most 4194304"),
    ],
    ids=["a program", "nothing", "too large"],
)
def test_what_is_no_picture_or_too_large_is_refused(keeping: Any, document: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        kept(keeping, keeping.member(), document)


@pytest.mark.only_on("sqlite")
def test_the_command_says_that_it_is_off_and_shows_a_document_to_its_reader_only(
    centre: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    member = centre.member()
    config, scan, out = tmp_path / "server.toml", tmp_path / "scan.jpg", tmp_path / "seen.jpg"
    config.write_text(f'data = "{centre.folder}"\n')
    scan.write_bytes(PASSPORT)
    who = ["identity", "--config", str(config)]
    attaching = [*who, "attach", f"id:{member.id}", "--kind", "id_card", "--file", str(scan), "--checked-by", "Wu"]

    assert main(attaching) == 5
    assert capsys.readouterr().err == f"Error: {OFF}\n"

    config.write_text(f'data = "{centre.folder}"\n[identity_check]\nenabled = true\nretention_days = 7\n')
    assert main(attaching) == 0
    check = json.loads(capsys.readouterr().out)["check"]
    assert main([*who, "show", check, "--out", str(out), "--reason", "a prize"]) == 0
    assert (out.read_bytes(), out.stat().st_mode & 0o777) == (PASSPORT, 0o600)
    assert main([*who, "show", check, "--out", str(out), "--reason", "again"]) == 1
    assert main([*who, "remove", check, "--reason", "no longer needed"]) == 0
    assert main([*who, "show", check, "--out", str(out), "--reason", "again"]) == 5
    capsys.readouterr()
    assert main([*who, "list", f"id:{member.id}"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["checked_by"], row["bytes"], row["gone_since"] is None) == ("id_card", "Wu", 0, False)
