"""Staff try the reader and the scanner: what was read is said, nobody is looked up, and the centre hears which read."""

from __future__ import annotations

import pytest

from drivers.ports import CardTapped, CodeScanned, Proof, TwoCards
from kiosk.effects import Ask, Recall
from kiosk.events import PinChecked, TimedOut, Touched
from kiosk.screens import Attract, ReadTest, Staff
from mqtt_bridge.messages import DeviceChanged


@pytest.fixture
def testing(kiosk):
    kiosk.given(Touched("staff"), PinChecked("right"), Touched("tools"), Touched("test_read"))
    assert kiosk.screen == ReadTest()
    return kiosk


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (CardTapped("04a1b2c3d4e580", Proof.CHALLENGED), ReadTest("E580", "challenged")),
        (CardTapped("04a1b2c3d4e580"), ReadTest("E580", "uid_only")),
        (CardTapped("04a1b2c3d4e580", sun="https://x/?e=1"), ReadTest("E580", "sealed")),
        (CardTapped("04a1b2c3d4e580", Proof.FAILED), ReadTest("E580", "failed")),
        (TwoCards(), ReadTest(proof="two")),
        (CodeScanned("RGM-12345678\r"), ReadTest(code="5678", kind="member")),
        (CodeScanned("RGC-12345678"), ReadTest(code="5678", kind="coupon")),
        (CodeScanned("https://example.org/menu"), ReadTest(code="menu", kind="other")),
        (CodeScanned("菜单"), ReadTest(kind="other")),
    ],
)
def test_what_is_held_up_is_said_and_nobody_is_looked_up(testing, read, said):
    testing.given(read)

    assert testing.screen == said
    assert not [effect for effect in testing.effects if isinstance(effect, Ask | Recall)]


def test_back_in_the_menu_stands_what_was_read_and_the_centre_hears_no_number(testing):
    testing.given(CardTapped("04a1b2c3d4e580"), CodeScanned("RGM-12345678"), Touched("back"))

    assert testing.screen == Staff(result="read_card_code")
    assert testing.recorded[-1] == DeviceChanged(device="read_test", state="ok", why="card, code")


@pytest.mark.parametrize("end", [TimedOut(), Touched("done")], ids=["silence", "done"])
def test_a_test_in_which_nothing_was_read_is_reported_however_it_ends(testing, end):
    testing.given(end)

    assert testing.screen == Attract()
    assert testing.recorded[-1] == DeviceChanged(device="read_test", state="missed")


def test_after_the_test_a_card_is_a_members_again(testing):
    testing.given(Touched("back"), CardTapped("04ff"))

    assert any(isinstance(effect, Recall) for effect in testing.effects)
