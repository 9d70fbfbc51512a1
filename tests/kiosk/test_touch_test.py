"""Staff test the panel: every cell counts once, and what was missed is said, here and at the centre."""

from __future__ import annotations

import pytest

from kiosk.effects import ReadVitals
from kiosk.events import PinChecked, TimedOut, Touched
from kiosk.screens import Attract, Staff, TouchTest
from kiosk.screens.touch_test import CELLS
from mqtt_bridge.messages import DeviceChanged


@pytest.fixture
def testing(kiosk):
    kiosk.given(Touched("staff"), PinChecked("right"), Touched("test_touch"))
    assert kiosk.screen == TouchTest()
    return kiosk


def test_when_every_cell_has_felt_a_finger_the_test_is_passed(testing):
    testing.given(*(Touched("cell", str(cell)) for cell in range(CELLS, 0, -1)))

    assert testing.screen == Staff(result="touch_ok")
    assert testing.recorded[-1] == DeviceChanged(device="touch", state="ok")
    assert testing.effects[-2] == ReadVitals()


def test_who_goes_back_is_told_which_cells_felt_nothing(testing):
    testing.given(*(Touched("cell", str(cell)) for cell in range(3, CELLS)), Touched("back"))

    assert testing.screen == Staff(result="touch_missed", missed=(1, 2, 24))
    assert testing.recorded[-1] == DeviceChanged(device="touch", state="missed", why="1, 2, 24")


@pytest.mark.parametrize("cell", ["0", "25", "x", "", "1"])
def test_a_cell_counts_once_and_there_are_no_others(testing, cell):
    testing.given(Touched("cell", "1"), Touched("cell", cell))

    assert testing.screen.touched == (1,)


@pytest.mark.parametrize("end", [TimedOut(), Touched("done")], ids=["silence", "done"])
def test_a_test_nobody_ends_is_reported_all_the_same(testing, end):
    testing.given(Touched("cell", "1"), end)

    assert testing.screen == Attract()
    assert testing.recorded[-1].state == "missed"
