"""The kiosk is updated: nobody is cut off, nobody begins, and it comes back whatever happens."""

from __future__ import annotations

import pytest

from drivers.ports import CardTapped
from kiosk.events import Answered, Recalled, TimedOut, Touched, UpdateBegan, UpdateEnded
from kiosk.flow import visit
from kiosk.screens import Attract, Greeting, StaffPin, Updating
from kiosk.screens._people import LIN
from kiosk.values import Card
from mqtt_bridge.messages import DeviceChanged, MemberFound, MemberLookup

UID = "04a1b2c3d4e580"


def test_a_resting_kiosk_says_at_once_that_it_is_updated_and_takes_no_card(kiosk):
    kiosk.given(UpdateBegan(), CardTapped(UID), Touched("join"))

    assert kiosk.screen == Updating()
    assert kiosk.asked == []
    assert kiosk.recorded == [DeviceChanged(device="kiosk", state="update_began")]


def test_who_is_there_finishes_first(kiosk):
    kiosk.given(CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN)), UpdateBegan())
    assert isinstance(kiosk.screen, Greeting)

    kiosk.given(Touched("done"))
    assert kiosk.screen == Updating()


def test_silence_leads_there_too(kiosk):
    kiosk.given(CardTapped(UID), Recalled(Card("nfc", UID), LIN), UpdateBegan(), TimedOut(), TimedOut())

    assert kiosk.screen == Updating()


@pytest.mark.parametrize("event", [UpdateEnded(), TimedOut()], ids=["ended", "never said so"])
def test_it_comes_back_and_takes_cards_again(kiosk, event):
    kiosk.given(UpdateBegan())
    assert visit.timeout_s(kiosk.state) == 1800.0
    kiosk.given(event)

    assert kiosk.screen == Attract()
    assert not kiosk.state.around.updating
    kiosk.given(CardTapped(UID))
    assert kiosk.screen != Attract()


def test_an_update_that_ended_during_a_visit_leaves_no_trace(kiosk):
    kiosk.given(CardTapped(UID), UpdateBegan(), UpdateEnded(), Touched("done"))

    assert kiosk.screen == Attract()


def test_staff_get_in_meanwhile(kiosk):
    kiosk.given(UpdateBegan(), Touched("staff"))

    assert isinstance(kiosk.screen, StaffPin)
