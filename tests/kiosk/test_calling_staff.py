"""One press and somebody knows: once, from anybody, with a network or without."""

from __future__ import annotations

from datetime import timedelta

from drivers.light.ports import Beep
from kiosk.beeps import beep_of
from kiosk.events import Touched
from kiosk.screens import Guide
from kiosk.ui.sounds import tone_of
from mqtt_bridge.messages import StaffCalled

CALL = (Touched("guide"), Touched("call"))


def test_a_press_tells_the_centre_and_says_that_somebody_comes(kiosk):
    kiosk.given(*CALL)

    assert kiosk.recorded == [StaffCalled(language="zh")]
    assert kiosk.screen == Guide(call="coming")


def test_without_a_network_the_call_waits_and_the_diner_is_told_so(offline_kiosk):
    offline_kiosk.given(*CALL)

    assert offline_kiosk.recorded == [StaffCalled(language="zh")]
    assert offline_kiosk.screen.call == "waiting"


def test_whoever_presses_twice_calls_once(kiosk):
    kiosk.given(*CALL, Touched("call"), Touched("done"), *CALL)

    assert len(kiosk.recorded) == 1
    assert kiosk.screen.call == "coming"


def test_two_minutes_later_somebody_may_call_again(kiosk):
    kiosk.given(*CALL, Touched("done"))
    kiosk.now += timedelta(minutes=2)
    kiosk.given(*CALL)

    assert len(kiosk.recorded) == 2


def test_a_clock_that_was_set_back_does_not_silence_the_call(kiosk):
    kiosk.given(*CALL, Touched("done"))
    kiosk.now -= timedelta(hours=3)
    kiosk.given(*CALL)

    assert len(kiosk.recorded) == 2


def test_answers_can_still_be_read_while_waiting(kiosk):
    kiosk.given(*CALL, Touched("open", "2"))

    assert (kiosk.screen.open, kiosk.screen.call) == (2, "coming")


def test_a_call_is_heard_at_the_kiosk_too(kiosk):
    kiosk.given(Touched("guide"))
    before = kiosk.state
    kiosk.given(Touched("call"))

    assert beep_of(before, kiosk.state) == ("warning", Beep.WARN)
    assert tone_of(before, kiosk.state) == "success"
