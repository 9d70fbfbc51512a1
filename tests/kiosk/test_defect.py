"""A defect: the process ends, the next one tells the diner, the centre and whoever mends it, and goes on."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time

from drivers.ports import CardTapped
from kiosk import defect
from kiosk.control.client import ControlError, call
from kiosk.effects import Record
from kiosk.events import Started, TimedOut, Turn
from kiosk.flow import step
from kiosk.journal import replay
from kiosk.screens import Attract, Boot, Reading, Trouble
from kiosk.screens._people import EVENING
from kiosk.state import State
from mqtt_bridge.messages import DeviceChanged

CONFIG = """\
kiosk = "k-7"
data_dir = "{folder}"
control = "{folder}/c"
[mqtt]
port = 1
[display]
window = "offscreen"
[nfc.settings]
socket = "{folder}/r"
[scanner.settings]
socket = "{folder}/s"
[printer.settings]
socket = "{folder}/p"
"""
# A kiosk in which every touch is a defect, with a telephone number in its text.
BROKEN = """
import sys
from pathlib import Path
from kiosk import app, config

class Broken(app.Kiosk):
    def _touched(self, what, arg):
        super()._touched(what, arg)
        self._ui.post_from_any_thread(lambda: int("13812346688 is no number"))

app.Kiosk = Broken
sys.exit(app.main(["--config", sys.argv[1]]))
"""

# A kiosk in which "join" stands for staff who ask for a restart and mean it.
RESTARTING = """
import sys
from kiosk import app
from kiosk.events import PinChecked, Touched

class Restarting(app.Kiosk):
    def _touched(self, what, arg):
        for event in (Touched("staff"), PinChecked("right"), *map(Touched, ("tools", "restart", "restart_now"))):
            self._machine.loop.post(event)

app.Kiosk = Restarting
sys.exit(app.main(["--config", sys.argv[1]]))
"""


def until(condition, what: str, limit_s: float = 60.0):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        try:
            found = condition()
        except (ControlError, OSError):
            found = None
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")


def test_after_a_defect_the_diner_is_told_to_ask_and_nothing_else_is_lost(tmp_path):
    config = tmp_path / "kiosk.toml"
    config.write_text(CONFIG.format(folder=tmp_path))
    socket = tmp_path / "c"
    broken = subprocess.Popen([sys.executable, "-c", BROKEN, str(config)], stderr=subprocess.PIPE, text=True)
    until(lambda: call(socket, "state")["screen"] == "attract", "the resting screen")
    call(socket, "press", what="join", timeout_s=20.0)
    _, said = broken.communicate(timeout=60)
    assert broken.returncode == 70, said
    journal = next(tmp_path.glob("journal-*.jsonl"))
    assert list(replay(journal))
    left = (tmp_path / "defect").read_text()
    assert left.startswith("ValueError at ")
    assert "13812346688" not in left

    again = subprocess.Popen([sys.executable, "-m", "kiosk.app", "--config", str(config)], stderr=subprocess.PIPE)
    try:
        until(lambda: call(socket, "state")["screen"] == "trouble", "please ask our staff")
        assert "device.changed" in {row["type"] for row in call(socket, "queue")}
        assert not (tmp_path / "defect").exists()
        call(socket, "press", what="done", timeout_s=20.0)
        until(lambda: call(socket, "state")["screen"] == "attract", "home")
    finally:
        again.terminate()
        again.communicate(timeout=60)
    assert again.returncode == 0


def test_staff_end_the_program_with_the_code_that_starts_it_again_and_nothing_is_lost(tmp_path):
    config = tmp_path / "kiosk.toml"
    config.write_text(CONFIG.format(folder=tmp_path))
    kiosk = subprocess.Popen([sys.executable, "-c", RESTARTING, str(config)], stderr=subprocess.PIPE, text=True)
    until(lambda: call(tmp_path / "c", "state")["screen"] == "attract", "the resting screen")
    with contextlib.suppress(ControlError):
        call(tmp_path / "c", "press", what="join", timeout_s=20.0)
    _, said = kiosk.communicate(timeout=60)

    assert kiosk.returncode == 75, said
    assert not (tmp_path / "defect").exists()
    # What staff did waits on the disk to be sent.
    with contextlib.closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as memory:
        told = "\n".join(bytes(row[0]).decode() for row in memory.execute("select envelope from outbox order by seq"))
    assert told.index("signed_in") < told.index("restarted")


def started(found: str):
    return step(State(screen=Boot()), Started(defect=found), Turn(EVENING, "id-1"))


def test_the_centre_hears_where_it_broke():
    state, effects = started("KeyError at greeting.py:52")
    assert isinstance(state.screen, Trouble)
    assert state.screen.code == "K-902"
    assert effects == [Record(DeviceChanged(device="kiosk", state="defect", why="KeyError at greeting.py:52"))]
    assert started("")[0].screen == Attract()


def test_the_next_card_is_greeted_and_silence_leads_home():
    state, _ = started("KeyError at greeting.py:52")
    assert isinstance(step(state, CardTapped("04a1"), Turn(EVENING, "id-2"))[0].screen, Reading)
    assert step(state, TimedOut(), Turn(EVENING, "id-2"))[0].screen == Attract()


def test_word_of_a_defect_is_taken_once(tmp_path):
    assert defect.take(tmp_path) == ""
    defect.keep(tmp_path, KeyError("04a1b2c3d4e580"))
    assert defect.take(tmp_path) == "KeyError"
    assert defect.take(tmp_path) == ""
