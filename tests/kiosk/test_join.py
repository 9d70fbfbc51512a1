"""Becoming a member at the kiosk: card or no card, right and wrong codes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.effects import Ask, Remember
from kiosk.events import Answered, NoAnswer, Touched
from kiosk.screens import Greeting, JoinCode, JoinPhone
from kiosk.screens._people import NEW
from kiosk.values import Card
from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, Refusal

PHONE = "13812346688"
START = JoinStart(phone=PHONE)
STARTED = Answered(START, JoinStarted(expires_s=600, resend_after_s=60))


def typed(digits: str) -> list[Touched]:
    return [Touched("digit", digit) for digit in digits]


@pytest.fixture
def waiting(kiosk):
    """A kiosk that waits for the code."""
    return kiosk.given(Touched("join"), *typed(PHONE), Touched("next"), STARTED)


def test_the_number_is_asked_for_once_it_is_complete(kiosk):
    kiosk.given(Touched("join"), *typed(PHONE[:-1]), Touched("next"))
    assert kiosk.screen == JoinPhone(digits=PHONE[:-1])

    kiosk.given(*typed(PHONE[-1]), Touched("next"))
    assert kiosk.screen == JoinPhone(digits=PHONE, asking=True)
    assert kiosk.effects == [Ask(START)]


def test_more_than_eleven_digits_do_not_go_in(kiosk):
    kiosk.given(Touched("join"), *typed(PHONE + "99"))

    assert kiosk.screen.digits == PHONE


def test_the_last_digit_of_the_code_sends_it(waiting):
    waiting.given(*typed("407182"))

    assert waiting.screen.asking
    assert waiting.asked[-1] == JoinVerify(phone=PHONE, code="407182")


def test_a_new_member_without_a_card_is_known_by_their_code(waiting):
    question = JoinVerify(phone=PHONE, code="407182")
    waiting.given(*typed("407182"), Answered(question, Joined(member=NEW, code="RGM-AAAA0000BBBB1111")))

    card = Card("qr", "RGM-AAAA0000BBBB1111")
    assert waiting.screen == Greeting(card, NEW, waiting.now)
    assert Remember(card, NEW) in waiting.effects


def test_a_wrong_code_is_said_and_can_be_typed_again(waiting):
    question = JoinVerify(phone=PHONE, code="000000")
    waiting.given(*typed("000000"), Answered(question, Refusal(code="code_wrong")))

    assert (waiting.screen.digits, waiting.screen.error, waiting.screen.asking) == ("", "code_wrong", False)


def test_another_code_is_sent_only_after_the_wait(waiting):
    waiting.given(Touched("resend"))
    assert waiting.screen.error == "too_soon"

    waiting.now += timedelta(seconds=60)
    waiting.given(Touched("resend"), STARTED)
    assert waiting.asked.count(START) == 2
    assert waiting.screen.error == "sent"


def test_back_keeps_the_number(waiting):
    waiting.given(Touched("back"))

    assert waiting.screen == JoinPhone(digits=PHONE)


def test_no_answer_is_said_on_the_same_screen(waiting):
    waiting.given(*typed("407182"), NoAnswer(JoinVerify(phone=PHONE, code="407182")))

    assert (type(waiting.screen), waiting.screen.error) == (JoinCode, "no_answer")


def test_offline_joining_says_so(offline_kiosk):
    offline_kiosk.given(Touched("join"), *typed(PHONE), Touched("next"))

    assert offline_kiosk.screen.error == "offline"
    assert not offline_kiosk.effects
