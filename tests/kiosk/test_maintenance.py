"""Staff close the kiosk from where they type: nobody is cut off, nobody begins, and a restart does not open it."""

from __future__ import annotations

from pathlib import Path

from drivers.ports import CardTapped
from kiosk.effects import KeepClosed
from kiosk.events import MaintenanceBegan, MaintenanceEnded, Recalled, Started, Touched, UpdateBegan, UpdateEnded
from kiosk.health import Vitals, checks
from kiosk.memory import Memory
from kiosk.screens import Attract, Boot, Greeting, OutOfService, Updating
from kiosk.screens._people import LIN
from kiosk.state import State
from kiosk.values import Card
from mqtt_bridge.messages import DeviceChanged

UID = "04a1b2c3d4e580"
CLOSED = OutOfService("K-901")


def test_a_resting_kiosk_closes_at_once_and_takes_no_card(kiosk):
    kiosk.given(MaintenanceBegan(), CardTapped(UID), Touched("join"))

    assert kiosk.screen == CLOSED
    assert kiosk.asked == []
    assert KeepClosed(True) in kiosk.effects
    assert kiosk.recorded == [DeviceChanged(device="staff", state="closed")]


def test_who_is_there_finishes_first(kiosk):
    kiosk.given(CardTapped(UID), Recalled(Card("nfc", UID), LIN), MaintenanceBegan())
    assert isinstance(kiosk.screen, Greeting)

    kiosk.given(Touched("done"))
    assert kiosk.screen == CLOSED


def test_it_opens_again_and_saying_so_twice_is_told_once(kiosk):
    kiosk.given(MaintenanceBegan(), MaintenanceBegan(), MaintenanceEnded(), MaintenanceEnded())

    assert kiosk.screen == Attract()
    assert [event.state for event in kiosk.recorded] == ["closed", "opened"]


def test_a_closed_kiosk_that_is_updated_is_closed_afterwards(kiosk):
    kiosk.given(UpdateBegan(), MaintenanceBegan())
    assert kiosk.screen == Updating()

    kiosk.given(UpdateEnded())
    assert kiosk.screen == CLOSED


def test_a_start_does_not_open_what_staff_have_closed(kiosk, tmp_path: Path):
    memory = Memory(tmp_path, "now")
    assert not memory.closed.read()
    memory.closed.keep(True)
    memory.close()
    memory = Memory(tmp_path, "later")
    kiosk.state = State(screen=Boot())

    kiosk.given(Started(closed=memory.closed.read()))
    memory.close()

    assert kiosk.screen == CLOSED
    assert kiosk.recorded == []


def test_the_doctor_says_that_it_is_closed(kiosk, tmp_path):
    vitals = Vitals("1.0", 60, 0, 0, 0, 0, "", tmp_path, None, "ntp")
    kiosk.given(MaintenanceBegan())

    assert next(check.code for check in checks(kiosk.state, vitals) if check.level != "ok") == "kiosk.open"
