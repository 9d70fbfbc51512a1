"""The commands that read files and need no kiosk: logs, replay, config validate; and who may do what."""

from __future__ import annotations

import json
import logging
import logging.handlers
import signal
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import CardTapped
from kiosk import journal
from kiosk.control.client import ControlError, NotRunning
from kiosk.events import Touched, Turn
from kiosk.loop import Entry
from kiosk.screens import Greeting
from kiosk.state import State
from staff.kioskctl.logfile import entries
from staff.kioskctl.place import Place
from staff.kioskctl.talk import give_up, span

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))
OLD = "2026-11-21 09:00:00,000 INFO kiosk: yesterday"


def _line(moment: datetime, level: str, words: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S},000 {level} kiosk: {words}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    now = datetime.now().astimezone()
    (tmp_path / "kiosk.log.1").write_text(OLD + "\n")
    lines = [
        _line(now - timedelta(minutes=5), "ERROR", "a defect"),
        "Traceback (most recent call last):",
        "ValueError: no",
        _line(now, "INFO", "kiosk k-7 is up"),
    ]
    (tmp_path / "kiosk.log").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_logs_come_oldest_first_from_every_file_with_their_tracebacks(folder, kioskctl):
    done = kioskctl("--kiosk-dir", str(folder), "logs")

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == OLD
    assert lines[2:4] == ["Traceback (most recent call last):", "ValueError: no"]
    assert lines[-1].endswith("kiosk k-7 is up")


def test_logs_can_be_cut_by_number_and_by_time(folder, kioskctl):
    last = kioskctl("--kiosk-dir", str(folder), "logs", "-n", "1").stdout
    assert last.count("\n") == 1 and "is up" in last
    recent = kioskctl("--kiosk-dir", str(folder), "logs", "--since", "1h", "--json").stdout
    assert [json.loads(line)["level"] for line in recent.splitlines()] == ["ERROR", "INFO"]
    assert kioskctl("--kiosk-dir", str(folder), "logs", "--since", "last tuesday").returncode == 2


def test_no_log_is_said_so(tmp_path, kioskctl):
    assert kioskctl("--kiosk-dir", str(tmp_path), "logs").returncode == 1


def test_following_the_log_survives_its_rotation(tmp_path, kioskctl, until):
    handler = logging.handlers.RotatingFileHandler(tmp_path / "kiosk.log", maxBytes=500, backupCount=3)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def write(words: str) -> None:
        handler.emit(logging.LogRecord("kiosk", logging.INFO, "", 0, words, None, None))

    write("before")
    with kioskctl.start("--kiosk-dir", str(tmp_path), "logs", "-f", "-n", "0", stderr=None) as process:
        assert process.stdout is not None
        # It listens once it repeats what is written; from then on nothing may be lost.
        until(lambda: write("are you there") or _readable(process.stdout), "the follower")
        for number in range(8):
            write(f"number {number} {'.' * 40}")
        seen = [process.stdout.readline()]
        while "number 7" not in seen[-1]:
            seen.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        process.wait(10)
    handler.close()

    numbers = [line.split("number ")[1][0] for line in seen if "number" in line]
    assert numbers == list("01234567")
    assert (tmp_path / "kiosk.log.1").exists()


def _readable(stream) -> bool:
    import select

    return bool(select.select([stream], [], [], 0.3)[0])


@given(st.text(max_size=400))
def test_no_text_in_a_log_is_lost_when_it_is_taken_apart(text):
    assert [line for entry in entries(text) for line in entry.text.split("\n")] == text.splitlines()


def _journal(path: Path, *events: object) -> Path:
    state = State()
    journal.write([Entry(state, event, Turn(NOON, f"id-{n}")) for n, event in enumerate(events)], path, "a test")
    return path


def test_a_journal_is_replayed_turn_by_turn(tmp_path, kioskctl):
    path = _journal(tmp_path / "journal.jsonl", CardTapped("04aabbccddee80"), Touched("done"))

    done = kioskctl("replay", str(path))

    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert "1  reading" in first and "CardTapped" in first and "Recall" in first
    assert "2  attract" in second and "Touched(what=done)" in second
    rows = [json.loads(line) for line in kioskctl("replay", str(path), "--json").stdout.splitlines()]
    assert [row["screen"] for row in rows] == ["reading", "attract"]


def test_a_turn_that_raises_is_named_with_its_error(tmp_path, kioskctl):
    path = tmp_path / "journal.jsonl"
    start = State(screen=Greeting.examples()[0])
    turns = [Entry(start, event, Turn(NOON, "id")) for event in (Touched("text_size"), Touched("page", "next"))]
    journal.write(turns, path, "a test")
    # A page that is no number: what a defect of another version may have left.
    path.write_text(path.read_text().replace('"page": 0', '"page": "one"'))

    done = kioskctl("replay", str(path))

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "turn 2 raises TypeError" in done.stderr and "greeting.py" in done.stderr


def test_a_file_that_is_no_journal_is_refused(tmp_path, kioskctl):
    path = tmp_path / "shopping.txt"
    path.write_text("milk\n")

    done = kioskctl("replay", str(path))

    assert done.returncode == 2
    assert "not the head of a journal" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('kiosk = "k-1"\ndata_dir = "d"\n[mqtt]\nprot = 1\n', "did you mean 'mqtt.port'?"),
        ('kiosk = "K 1"\ndata_dir = "d"\n', "kiosk must be"),
        ('kiosk = "k-1"\ndata_dir = "d"\n[nfc]\ndriver = "simulatd"\n', "did you mean 'simulated'?"),
        ("= =", "is not TOML"),
    ],
    ids=["slip", "name", "driver", "syntax"],
)
def test_a_wrong_configuration_gets_one_clear_sentence(tmp_path, text, words, kioskctl):
    path = tmp_path / "kiosk.toml"
    path.write_text(text)

    done = kioskctl("config", "validate", str(path))

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_a_good_configuration_is_said_to_be_fine(tmp_path, kioskctl):
    path = tmp_path / "kiosk.toml"
    devices = "".join(f'[{part}.settings]\nsocket = "x"\n' for part in ("nfc", "scanner", "printer"))
    path.write_text(f'kiosk = "k-1"\ndata_dir = "d"\n{devices}')

    done = kioskctl("config", "validate", str(path))

    assert done.returncode == 0
    assert "is fine: kiosk k-1" in done.stdout


@pytest.mark.parametrize(
    ("code", "leaves_with"), [("busy", 5), ("bad_request", 5), ("stuck", 1), ("timeout", 1), ("failed", 1)]
)
def test_what_the_kiosk_says_decides_the_exit_code(tmp_path, code, leaves_with):
    with pytest.raises(click.exceptions.Exit) as left:
        give_up(Place(tmp_path, tmp_path / "c"), ControlError(code, "no"))
    assert left.value.exit_code == leaves_with


def test_a_socket_that_is_not_ours_asks_for_root(tmp_path):
    error = NotRunning(tmp_path / "c")
    error.__cause__ = PermissionError()
    with pytest.raises(click.exceptions.Exit) as left:
        give_up(Place(tmp_path, tmp_path / "c"), error)
    assert left.value.exit_code == 4


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0s"), (41, "41s"), (60, "1m"), (347, "5m 47s"), (90_000, "1d 1h"), (86_460, "1d")]
)
def test_a_length_of_time_is_said_in_its_two_largest_units(seconds, words):
    assert span(seconds) == words
