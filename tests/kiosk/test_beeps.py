"""What the buzzer says of a visit, told by the flow and nothing else."""

from __future__ import annotations

import pytest

from drivers.light.ports import Beep
from drivers.ports import CardTapped, DeviceBack, DeviceLost, Printed, PrintFault, PrintRefused, Proof
from kiosk import health
from kiosk.beeps import beep_of
from kiosk.events import Answered, Recalled, TimedOut, Touched
from kiosk.screens import Attract, Greeting
from kiosk.screens._people import AMOUNT_OFF, LIN
from kiosk.values import Card
from mqtt_bridge.messages import DeviceChanged, MemberFound, MemberLookup

UID = "04a1b2c3d4e580"
FOUND = Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN))


@pytest.fixture
def heard(kiosk):
    """Gives events and says what the buzzer would have said."""

    def beeps(*events):
        said = []
        for event in events:
            before = kiosk.state
            kiosk.given(event)
            said.append(beep_of(before, kiosk.state))
        return [one for one in said if one is not None]

    return beeps


def test_a_tap_is_answered_once_whoever_answers_first(heard):
    assert heard(CardTapped(UID), Recalled(Card("nfc", UID), LIN), FOUND) == [("tap", Beep.OK)]


def test_a_card_the_memory_knows_before_a_picture_is_drawn_is_answered_too(kiosk):
    before = kiosk.state
    kiosk.given(CardTapped(UID), Recalled(Card("nfc", UID), LIN))

    assert isinstance(kiosk.screen, Greeting)
    assert beep_of(before, kiosk.state) == ("tap", Beep.OK)


def test_a_refused_card_and_other_trouble_sound_alike(heard):
    assert heard(CardTapped(UID, Proof.FAILED)) == [("error", Beep.REFUSED)]


def test_looking_around_and_going_home_make_no_sound(heard):
    assert heard(CardTapped(UID), FOUND, Touched("more"), Touched("back"), Touched("done")) == [("tap", Beep.OK)]


def test_paper_that_came_out_and_paper_that_did_not(heard, kiosk):
    heard(CardTapped(UID), FOUND, Touched("print", AMOUNT_OFF.code))
    job = kiosk.screen.job

    assert heard(PrintRefused(job, PrintFault.PAPER_OUT, False)) == [("print", Beep.REFUSED)]
    heard(Touched("again"))
    assert heard(Printed(kiosk.screen.job)) == [("print", Beep.OK)]


def test_the_question_whether_anybody_is_still_there_warns(heard, kiosk):
    heard(CardTapped(UID), FOUND)

    assert heard(TimedOut()) == [("warning", Beep.WARN)]
    assert heard(TimedOut()) == []
    assert kiosk.screen == Attract()


def test_a_panel_or_sensor_that_is_lost_is_told_to_the_centre_and_shown_to_staff(kiosk):
    kiosk.given(DeviceLost("presence", "unplugged"))
    assert kiosk.state.around.lost == ("presence",)
    assert health.devices(kiosk.state)["presence"] == "lost"
    (finding,) = [c for c in health._devices(kiosk.state, {"presence": "unplugged"}) if c.level == "warn"]
    assert (finding.code, finding.evidence) == ("presence.present", "lost: unplugged")

    kiosk.given(DeviceBack("presence"), DeviceBack("printer"))

    assert kiosk.state.around.lost == ()
    assert kiosk.recorded == [
        DeviceChanged(device="presence", state="lost", why="unplugged"),
        DeviceChanged(device="presence", state="ok"),
    ]


def test_a_board_that_is_too_hot_is_a_finding():
    (fine,), (hot,), (silent,) = (list(health._board(value)) for value in (48, 79, None))

    assert (fine.level, hot.level, silent.level) == ("ok", "warn", "ok")
    assert hot.evidence == "79 °C" and hot.fix
