"""The hidden door: five tries, a lock that no clock opens, and every act reported."""

from __future__ import annotations

import subprocess
import sys

from drivers.ports import CardTapped, Printed
from kiosk.effects import CheckPin, KeepClosed, KeepLevels, Print, ReadVitals, Record, Restart
from kiosk.events import PinChecked, Started, TimedOut, Touched, VitalsRead
from kiosk.memory import Memory
from kiosk.screens import Attract, OutOfService, Staff, StaffPin
from kiosk.staff_door import LOCKED_S, TRIES, StaffDoor, kept
from kiosk.state import Levels
from mqtt_bridge.messages import DeviceChanged


def test_the_right_pin_opens_and_a_wrong_one_does_not():
    door = StaffDoor(kept("246810"))

    assert [door.try_pin(pin, 0.0) for pin in ("000000", "246810")] == ["wrong", "right"]


def test_five_wrong_tries_lock_the_door_even_for_the_right_pin():
    door = StaffDoor(kept("246810"))
    verdicts = [door.try_pin("000000", 0.0) for _ in range(TRIES)]

    assert verdicts == ["wrong"] * (TRIES - 1) + ["locked"]
    assert door.try_pin("246810", LOCKED_S - 1) == "locked"
    assert door.try_pin("246810", LOCKED_S) == "right"


def test_without_a_pin_in_the_configuration_nobody_comes_in():
    assert StaffDoor("").try_pin("", 0.0) == "wrong"


def test_the_line_for_the_configuration_is_made_by_a_command():
    made = subprocess.run(
        [sys.executable, "-m", "kiosk.staff_door"], input="246810\n", capture_output=True, text=True, check=True
    )
    salted = made.stdout.split('"')[1]

    assert StaffDoor(salted).try_pin("246810", 0.0) == "right"
    assert "246810" not in made.stdout


def enter(kiosk):
    return kiosk.given(Touched("staff"), *(Touched("digit", digit) for digit in "246810"))


def test_six_digits_are_checked_and_the_menu_shows_how_the_kiosk_is(kiosk):
    enter(kiosk)
    assert kiosk.effects == [CheckPin("246810")]

    kiosk.given(PinChecked("right"), VitalsRead((("queue", "0"),)))
    assert kiosk.screen == Staff((("queue", "0"),))
    assert ReadVitals() in kiosk.effects
    assert [(event.device, event.state) for event in kiosk.recorded] == [("staff", "signed_in")]


def test_a_wrong_pin_is_said_and_reported(kiosk):
    enter(kiosk).given(PinChecked("wrong"))

    assert kiosk.screen == StaffPin(error="pin_wrong")
    assert [event.state for event in kiosk.recorded] == ["pin_wrong"]


def test_the_test_ticket_says_what_came_of_it(kiosk):
    enter(kiosk).given(PinChecked("right"), Touched("test_print"), Touched("test_print"))
    kiosk.given(Printed(kiosk.screen.job))

    assert sum(isinstance(effect, Print) for effect in kiosk.effects) == 1
    assert kiosk.screen.result == "printed"


def test_a_closed_kiosk_stays_closed_until_staff_open_it(kiosk):
    enter(kiosk).given(PinChecked("right"), Touched("close"), CardTapped("04ff"), TimedOut(), Touched("done"))
    assert isinstance(kiosk.screen, OutOfService)

    enter(kiosk).given(PinChecked("right"), Touched("open"))
    assert kiosk.screen == Attract()


def test_staff_who_look_and_go_leave_a_closed_kiosk_closed(kiosk):
    enter(kiosk).given(PinChecked("right"), Touched("close"))
    assert KeepClosed(True) in kiosk.effects

    enter(kiosk).given(PinChecked("right"), TimedOut())
    assert isinstance(kiosk.screen, OutOfService)


def test_the_door_falls_shut_by_itself(kiosk):
    enter(kiosk).given(PinChecked("right"), TimedOut())

    assert kiosk.screen == Attract()


def test_staff_set_how_loud_and_bright_it_is_and_a_restart_keeps_it(kiosk):
    kiosk.given(Started(volume=90, brightness=30), Touched("staff"), PinChecked("right"))
    kiosk.given(Touched("volume", "up"), Touched("brightness", "down"))

    assert kiosk.state.around.levels == Levels(100, 20)
    assert KeepLevels(100, 20) in kiosk.effects
    assert DeviceChanged(device="staff", state="volume_100") in kiosk.recorded
    before = len(kiosk.effects)
    # Never so that nothing is seen, and never louder than all there is.
    kiosk.given(Touched("volume", "up"), Touched("brightness", "down"))
    assert (kiosk.state.around.levels, len(kiosk.effects)) == (Levels(100, 20), before)
    kiosk.given(Touched("done"))
    assert kiosk.state.around.levels == Levels(100, 20)


def test_levels_are_kept_over_a_start_and_are_the_configurations_until_then(tmp_path):
    memory = Memory(tmp_path, "x")
    assert memory.levels.read(60, 100) == (60, 100)
    memory.levels.keep(80, 50)
    memory.close()
    again = Memory(tmp_path, "x")
    assert again.levels.read(60, 100) == (80, 50)
    again.close()


def test_a_restart_is_asked_about_elsewhere_and_recorded_before_the_program_ends(kiosk):
    enter(kiosk).given(PinChecked("right"), Touched("restart_now"), Touched("tools"), Touched("restart_now"))
    assert Restart() not in kiosk.effects

    kiosk.given(Touched("restart"), Touched("tools"))
    assert kiosk.screen.page == "tools"
    kiosk.given(Touched("restart"), Touched("restart"))
    assert Restart() not in kiosk.effects
    kiosk.given(Touched("restart_now"))
    assert kiosk.screen == Attract()
    assert kiosk.effects[-2:] == [Record(DeviceChanged(device="staff", state="restarted")), Restart()]


def test_nothing_is_restarted_while_the_test_ticket_prints(kiosk):
    enter(kiosk).given(PinChecked("right"), Touched("tools"), Touched("test_print"), Touched("restart"))

    assert kiosk.screen.page == "tools"
