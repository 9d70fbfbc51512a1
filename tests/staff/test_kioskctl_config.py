"""`kioskctl config`: what differs, and one value changed in place with the whole file checked first."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import parse
from staff.kioskctl.toml_edit import CannotEdit, changed, literals

TEXT = """\
# The kiosk at the door.
kiosk = "k-9"          # as on the sticker
data_dir = "/tmp/k-9"

[display]
# Old eyes.
motion = "reduced"  # asked for in May
off_from = "22:30"
off_to = "08:00"

[mqtt]
password = "hush"

[nfc.settings]
socket = "/run/r"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(TEXT)
    path.chmod(0o640)
    return path


def ctl(kioskctl, file, *arguments):
    return kioskctl("--kiosk-dir", str(file.parent), "config", *arguments)


def test_a_value_is_set_in_its_place_and_nothing_else_moves(file, kioskctl):
    done = ctl(kioskctl, file, "set", "display.motion", "full")

    assert done.returncode == 0, done.stderr
    assert file.read_text() == TEXT.replace('motion = "reduced"', 'motion = "full"')
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert "systemctl restart regulars-kiosk" in done.stderr


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("audio.volume", "30", 30),
        ("display.off_from", "23:00", "23:00"),
        ("boot_ticket", "true", True),
        ("store", "12", "12"),
        ("printer.settings.width_mm", "58", 58),
        ("light.on", '["tap"]', ["tap"]),
    ],
)
def test_a_value_is_of_the_kind_the_kiosk_wants_and_its_table_is_made(key, value, found, file, kioskctl):
    assert ctl(kioskctl, file, "set", key, value).returncode == 0

    inner = tomllib.loads(file.read_text())
    for name in key.split("."):
        inner = inner[name]
    assert inner == found
    assert file.read_text().startswith("# The kiosk at the door.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("set", "display.motoin", "full"), 2, "did you mean 'display.motion'?"),
        (("set", "audio.volume", "900"), 1, "audio.volume must be 0 to 100"),
        (("set", "display.width", "wide"), 1, "Expected `int`, got `str`"),
        (("reset", "kiosk"), 1, "missing required field `kiosk`"),
    ],
)
def test_what_the_kiosk_would_not_take_is_not_written(arguments, code, words, file, kioskctl):
    done = ctl(kioskctl, file, *arguments)

    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert file.read_text() == TEXT
    assert os.listdir(file.parent) == ["kiosk.toml"]


def test_a_value_that_is_reset_is_what_it_is_where_nobody_says(file, kioskctl):
    done = ctl(kioskctl, file, "reset", "display.motion")

    assert done.stdout.endswith('display.motion is "full" again\n')
    assert parse(file.read_text()).display.motion == "full"
    assert "# Old eyes." in file.read_text()


def test_a_password_is_written_and_not_shown(file, kioskctl):
    done = ctl(kioskctl, file, "set", "mqtt.password", "new-hush")

    assert "new-hush" not in done.stdout + done.stderr
    assert parse(file.read_text()).mqtt.password == "new-hush"


def test_the_difference_names_what_somebody_set_and_hides_passwords(file, kioskctl):
    done = ctl(kioskctl, file, "diff", "--json")

    found = json.loads(done.stdout)
    assert (done.returncode, found["running"]) == (0, False)
    rows = {row["key"]: row for row in found["rows"]}
    assert set(rows) == {
        "kiosk", "data_dir", "display.motion", "display.off_from", "display.off_to", "mqtt.password",
        "nfc.settings.socket",
    }  # fmt: skip
    assert (rows["display.motion"]["default"], rows["display.motion"]["file"]) == ("full", "reduced")
    assert "hush" not in done.stdout


def test_a_running_kiosk_that_does_not_follow_its_file_yet_is_told(kiosk, tmp_path):
    assert kiosk.ctl("config", "diff").returncode == 0
    other = tmp_path / "other.toml"
    other.write_text((kiosk.folder / "kiosk.toml").read_text().replace('language = "en"', 'language = "zh"'))

    done = kiosk.ctl("config", "diff", "--file", str(other), "--json")

    assert done.returncode == 1
    assert [row["key"] for row in json.loads(done.stdout)["rows"] if row["waits"]] == ["language"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('kiosk = "k"\nmqtt = { port = 1 }\n', "mqtt.port"),
        ('light.on = [\n "tap",\n]\n', "light.on"),
        ("mqtt.port = 1\n", "mqtt.port"),
        ('note = """\n[mqtt]\nport = 1\n"""\n', "mqtt.port"),
    ],
)
def test_what_does_not_stand_on_a_line_of_its_own_is_left_to_an_editor(text, key):
    with pytest.raises(CannotEdit):
        changed(text, key, "5")


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.one_of(st.integers(-9, 9), st.booleans(), st.text("x#\"'\\ \n=[]é", max_size=6))


@given(
    st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES, max_size=3), max_size=3),
    st.lists(NAMES, min_size=1, max_size=2),
    st.none() | VALUES,
)
def test_whatever_the_file_says_only_that_one_value_changes_or_nothing_does(values, path, value):
    text = "".join(f"{k} = {toml(v)}\n" for k, v in values.items() if not isinstance(v, dict))
    for name, inner in values.items():
        if isinstance(inner, dict):
            text += f"[{name}]\n" + "".join(f"{k} = {toml(v)}  # why\n" for k, v in inner.items())
    try:
        new = changed(text, ".".join(path), None if value is None else toml(value))
    except CannotEdit:
        assert isinstance(values.get(path[0]), dict) != (len(path) == 2) or path[0] not in values
        return
    wanted = json.loads(json.dumps(values))
    inner = wanted if len(path) == 1 else wanted.setdefault(path[0], {})
    inner.pop(path[-1], None) if value is None else inner.update({path[-1]: value})
    found = tomllib.loads(new)
    assert {k: v for k, v in found.items() if v != {}} == {k: v for k, v in wanted.items() if v != {}}


def test_what_somebody_types_may_be_a_number_or_a_word():
    assert literals("5") == ["5", '"5"']
    assert literals("reduced") == ['"reduced"']
    assert literals('a"b') == ['"a\\"b"']
    assert literals("1\nkiosk = 2") == ['"1\\nkiosk = 2"']


def toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
