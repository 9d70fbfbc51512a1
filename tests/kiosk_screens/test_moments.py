"""Small moments: waiting that shows what comes, and a birthday that is celebrated once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.design.party import Cheer
from kiosk.events import Touched, Turn
from kiosk.flow import step
from kiosk.screens import Attract, Greeting, Reading
from kiosk.screens._people import CARD, CELEBRATING, EVENING, LIN
from kiosk.state import State

READING = Reading(CARD)
PARTY = Greeting(CARD, CELEBRATING, EVENING, arrived=True)


@pytest.fixture
def moving(stand):
    stand.stage.look.moving = True
    yield stand
    stand.stage.look.moving = False


def waited(stand):
    return stand.stage.page.ids["waited"]


def test_a_quick_answer_never_shows_the_skeleton(stand):
    stand.show(READING)
    stand.pass_time(0.3)
    assert not waited(stand).late
    stand.show(Greeting.examples()[0])
    stand.pass_time(2.0)
    stand.show(Attract(), timeout_s=None)
    stand.show(READING)
    assert not waited(stand).late


def test_after_600_ms_the_shape_of_the_greeting_is_there_without_a_word_and_without_a_fault(stand):
    stand.show(READING)
    assert stand.texts()
    stand.pass_time(0.8)
    assert waited(stand).late
    assert {text for text in stand.ui.texts() if text in stand.texts()} == set()
    assert stand.ui.faults() == []


def test_whose_visit_was_ended_by_another_card_keeps_the_words_that_say_so(stand):
    stand.show(replace(READING, instead=True))
    stand.pass_time(0.8)
    assert stand.stage.look.words.tr("reading.instead") in stand.ui.texts()


def cheer(stand) -> Cheer:
    return next(part for part in stand.stage.page.walk() if isinstance(part, Cheer))


def test_confetti_falls_once_within_a_second_and_is_gone(moving):
    moving.show(PARTY)
    assert 0.0 < cheer(moving).fallen < 1.0
    moving.pass_time(1.0)
    assert cheer(moving).fallen == 1.0
    moving.show(replace(PARTY, page=0, confirmed=False))
    assert cheer(moving).fallen == 1.0


def test_it_comes_with_the_servers_answer_when_the_memory_knew_nothing_of_the_gift(moving):
    moving.show(replace(PARTY, member=LIN, confirmed=False))
    assert cheer(moving).fallen == 1.0
    moving.show(PARTY)
    assert cheer(moving).fallen < 1.0


def test_without_motion_there_is_none(stand):
    stand.show(PARTY)
    assert cheer(stand).fallen == 1.0


def test_the_gift_lies_on_top_and_the_greeting_says_why(stand):
    stand.show(PARTY)
    assert PARTY.slots[0].occasion == "birthday"
    assert stand.stage.look.words.tr("greeting.birthday") in stand.texts()


def test_who_comes_back_from_another_screen_is_not_cheered_again():
    state, _ = step(State(screen=PARTY), Touched("more"), Turn(EVENING, "id"))
    state, _ = step(state, Touched("back"), Turn(EVENING, "id"))
    assert isinstance(state.screen, Greeting)
    assert not state.screen.arrived
