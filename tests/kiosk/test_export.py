"""The log for the help desk: to a USB stick or else to the kiosk itself, with nobody named, and always reported."""

from __future__ import annotations

import tarfile
import threading

import pytest

from kiosk import support
from kiosk.config import Config, Support
from kiosk.effects import ExportLog
from kiosk.events import LogExported, PinChecked, TimedOut, Touched
from kiosk.exporter import Exporter
from kiosk.screens import Attract
from mqtt_bridge.messages import DeviceChanged
from tests.kiosk.conftest import NOON

FILE = "regulars-support-20261122-120000.tar.gz"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "kiosk.log").write_text("card 04a1b2c3d4e580 of 13812346688 was read\n")
    return folder


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "media" / "me" / "STICK"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def exported(kiosk):
    kiosk.given(Touched("staff"), PinChecked("right"), Touched("tools"), Touched("export_log"))
    assert kiosk.effects[-2] == ExportLog()
    return kiosk


def written(data, tmp_path, is_mount):
    return support.export(f"{tmp_path}/media/*/*", data, data / "no.sock", NOON, is_mount)


def test_a_stick_that_is_mounted_gets_it_and_nobody_is_named_in_it(data, stick, tmp_path):
    assert written(data, tmp_path, lambda folder: True) == ("stick", stick / FILE)

    with tarfile.open(stick / FILE) as archive:
        said = archive.extractfile("support/kiosk.log").read().decode()
        names = archive.getnames()
    assert said == "card (card) of (telephone) was read\n"
    assert {"support/status.json", "support/system.txt"} <= set(names)
    assert [path.name for path in stick.iterdir()] == [FILE]
    assert not list(data.glob("*.tar.gz"))


def test_a_folder_without_a_stick_gets_nothing_and_only_the_newest_stays_here(data, stick, tmp_path):
    (data / "regulars-support-20250101-000000.tar.gz").write_bytes(b"old")

    assert written(data, tmp_path, lambda folder: False) == ("kiosk", data / FILE)
    assert [path.name for path in data.glob("*.tar.gz")] == [FILE]
    assert not list(stick.iterdir())


def test_a_stick_that_takes_nothing_is_passed_over(data, stick, tmp_path):
    stick.rmdir()
    stick.write_text("no folder at all")

    assert written(data, tmp_path, lambda folder: True) == ("kiosk", data / FILE)


def test_the_screen_says_where_it_is_and_the_centre_hears_of_it(exported):
    exported.given(Touched("refresh"))
    assert (exported.screen.page, exported.screen.saved) == ("log", "")

    exported.given(LogExported("stick", "/media/me/STICK/x"))
    assert (exported.screen.saved, exported.screen.log) == ("stick", "/media/me/STICK/x")
    states = [event.state for event in exported.recorded if isinstance(event, DeviceChanged)]
    assert states == ["signed_in", "export_log", "log_stick"]


def test_what_ends_after_staff_have_gone_is_reported_all_the_same(exported):
    exported.given(TimedOut(), LogExported("failed"))

    assert exported.screen == Attract()
    assert exported.recorded[-1] == DeviceChanged(device="staff", state="log_failed")


@pytest.mark.parametrize("there", [True, False])
def test_it_is_written_beside_everything_else_and_how_it_went_comes_back(data, there):
    came, said = threading.Event(), []
    folder = data if there else data / "gone"
    config = Config(kiosk="k1", data_dir=str(folder), support=Support(sticks=""))
    Exporter(config, lambda event: (said.append(event), came.set()), lambda: NOON).start()

    assert came.wait(30)
    assert said == [LogExported("kiosk", str(data / FILE)) if there else LogExported("failed")]
