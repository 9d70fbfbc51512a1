"""What a diner chooses to make the kiosk easier: it holds for the visit, and the next diner finds none of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import CardTapped
from kiosk.events import TimedOut, Touched, Turn
from kiosk.flow import step, visit
from kiosk.screens import (
    Attract,
    Boot,
    Catalogue,
    Greeting,
    Holding,
    Moment,
    OutOfService,
    Printing,
    Reading,
    Screen,
    Undo,
    Updating,
)
from kiosk.state import Comfort, State, Surroundings
from kiosk.values import Link, PrinterHealth

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))
FINE = Surroundings(link=Link.ONLINE, printer=PrinterHealth.OK)
HUB = State(screen=Greeting.examples()[0], around=FINE)
CHOICES = [("comfort", ""), ("text_size", ""), ("speak", ""), ("lower", ""), ("language", "en")] + [
    ("ease", name) for name in ("contrast", "reach", "slow", "still", "voice", "louder", "softer")
]


def after(state: State, *events: object) -> State:
    for number, event in enumerate(events):
        state, _ = step(state, event, Turn(NOW, f"id-{number}"))
    return state


@pytest.mark.parametrize("name", ["contrast", "reach", "slow", "still", "voice"])
def test_a_choice_is_made_and_taken_back_on_the_screen_one_is_on(name):
    chosen = after(HUB, Touched("ease", name))
    assert getattr(chosen.around.comfort, name)
    assert chosen.screen == HUB.screen
    assert after(chosen, Touched("ease", name)).around.comfort == Comfort()


def test_the_volume_has_two_steps_to_either_side_and_the_next_diner_finds_the_houses():
    loud = after(HUB, *[Touched("ease", "louder")] * 5)
    assert loud.around.comfort.louder == 2
    assert after(loud, *[Touched("ease", "softer")] * 9).around.comfort.louder == -2
    assert after(loud, Touched("done")).around == FINE


@given(st.lists(st.sampled_from(CHOICES), max_size=12), st.sampled_from(["done", "silence"]))
def test_the_next_diner_finds_nothing_of_what_was_chosen(choices, way):
    chosen = after(HUB, *(Touched(*choice) for choice in choices))
    home = after(chosen, *([Touched("done")] if way == "done" else [TimedOut(), TimedOut()]))
    assert home.screen == Attract()
    assert home.around == FINE


@given(st.lists(st.sampled_from(CHOICES), max_size=12))
def test_what_was_chosen_on_the_resting_screen_is_forgotten_when_nobody_comes(choices):
    home = State(around=FINE)
    chosen = after(home, *(Touched(*choice) for choice in choices))
    if chosen.around != FINE:
        assert visit.timeout_s(chosen) == visit.IDLE_CHOICES_S
    assert after(chosen, TimedOut()) == home
    assert visit.timeout_s(home) is None


def test_a_choice_made_before_the_card_is_tapped_holds_for_the_visit():
    state = after(State(around=FINE), Touched("speak"), CardTapped("04a1"))
    assert isinstance(state.screen, Reading)
    assert state.around.comfort.voice


@pytest.mark.parametrize("kind", get_args(Screen), ids=lambda kind: kind.__name__)
def test_who_needs_more_time_has_three_times_as_long_and_a_warning_of_a_minute(kind):
    state = State(screen=kind.examples()[0], around=FINE)
    slow = replace(state, around=replace(FINE, comfort=Comfort(slow=True)))
    usual = visit.timeout_s(state)
    if usual is not None and not isinstance(state.screen, (Attract, Holding, Undo, Printing, Updating)):
        assert visit.timeout_s(slow) == 3 * usual
        assert visit.timeout_s(replace(slow, warning=True)) == 60.0


def test_a_warning_comes_twenty_seconds_before_the_end_and_more_time_can_be_asked_for_without_end():
    state = HUB
    for _ in range(50):
        state = after(state, TimedOut())
        assert state.warning
        assert visit.timeout_s(state) >= 20.0
        state = after(state, Touched("more_time"))
        assert not state.warning
        assert state.screen == HUB.screen


def test_the_sheet_closes_with_its_screen_and_not_because_news_come():
    opened = after(HUB, Touched("comfort"))
    assert opened.around.comfort.open
    assert after(opened, Touched("text_size")).around.comfort.open
    assert not after(opened, Touched("comfort")).around.comfort.open
    elsewhere = after(opened, Touched("redeem"))
    assert isinstance(elsewhere.screen, Catalogue)
    assert not elsewhere.around.comfort.open


def test_a_screen_in_reach_slides_down_and_up_again():
    state = after(HUB, Touched("ease", "reach"))
    assert state.around.comfort.low
    up = after(state, Touched("lower"))
    assert not up.around.comfort.low
    assert up.around.comfort.reach
    assert after(HUB, Touched("lower")).around == FINE


def test_a_touch_on_the_sheet_answers_the_question_whether_anybody_is_there():
    warned = after(HUB, TimedOut())
    assert warned.warning
    assert not after(warned, Touched("comfort")).warning


# Nobody's, or gone by themselves: they lead on to another screen.
MOVING = (Attract, Boot, OutOfService, Updating, Holding, Undo, Printing, Reading, Moment)


@pytest.mark.parametrize(
    "kind", [kind for kind in get_args(Screen) if kind not in MOVING], ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize("choice", [Comfort(slow=True), Comfort(voice=True)], ids=["slow", "voice"])
def test_who_needs_time_is_asked_first_by_every_screen_and_may_ask_for_more_without_end(kind, choice):
    state = State(screen=kind.examples()[0], around=Surroundings(comfort=choice))
    left_s = visit.timeout_s(state)
    assert left_s == pytest.approx(3 * kind.timeout_s)
    for _ in range(30):
        state, _ = step(state, TimedOut(), Turn(NOW, "id"))
        assert state.warning
        assert visit.timeout_s(state) >= 20.0
        state, effects = step(state, Touched("more_time"), Turn(NOW, "id"))
        assert (type(state.screen), state.warning, effects) == (kind, False, [])
    state, _ = step(state, TimedOut(), Turn(NOW, "id"))
    state, _ = step(state, TimedOut(), Turn(NOW, "id"))
    assert isinstance(state.screen, Attract)


@pytest.mark.parametrize("kind", visit.WARNED, ids=lambda kind: kind.__name__)
def test_everybody_has_20_seconds_to_ask_for_more_time_at_least_ten_times(kind):
    state = State(screen=kind.examples()[0])
    for _ in range(12):
        state, _ = step(state, TimedOut(), Turn(NOW, "id"))
        assert state.warning
        assert visit.timeout_s(state) == 20.0
        state, _ = step(state, Touched("more_time"), Turn(NOW, "id"))
        assert isinstance(state.screen, kind)
