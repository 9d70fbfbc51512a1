"""The days the house keeps, as a kiosk knows them: told by the centre, kept, and greeted without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from kiosk import journal
from kiosk.events import HolidaysChanged, Started, Turn
from kiosk.flow import step
from kiosk.loop import Entry
from kiosk.memory import Memory
from kiosk.screens import Boot, Greeting
from kiosk.screens._people import CARD, CELEBRATING, EVENING, FEAST, FEASTING
from kiosk.state import State, Surroundings
from mqtt_bridge.messages import CheckInRule, DesiredProgramme, HolidayView, ProgrammeRules, Words

RULE = CheckInRule(points=5, bonus_every=7, bonus_points=20)
TURN = Turn(EVENING, "id")


def day(holiday: str, on: str, begins: str, ends: str) -> HolidayView:
    return HolidayView(holiday=holiday, greeting=Words(zh=holiday, en=holiday), on=on, begins=begins, ends=ends)


def test_what_was_heard_is_greeted_after_a_start_without_a_network(tmp_path):
    memory = Memory(tmp_path, "x")
    assert memory.programme.holidays == ()
    body = ProgrammeRules(check_in=RULE, holidays=(FEAST,))
    memory.programme.keep(DesiredProgramme(rev=7, hash="sha256:1", body=body))
    memory.close()
    again = Memory(tmp_path, "x")

    state, _ = step(State(screen=Boot()), Started(holidays=again.programme.holidays), TURN)

    assert state.around.feasts(EVENING) == (FEAST,)
    again.close()


def test_a_greeting_begins_and_ends_with_its_days():
    around = Surroundings(holidays=(FEAST,))
    days = [around.feasts(EVENING + timedelta(days=count)) for count in (-2, -1, 0, 1, 2)]
    assert days == [(), (FEAST,), (FEAST,), (FEAST,), ()]


def test_of_several_days_at_once_the_nearest_is_greeted():
    spring = day("spring", "2026-11-20", "2026-11-19", "2026-11-28")
    lantern = day("lantern", "2026-11-22", "2026-11-22", "2026-11-22")
    around = Surroundings(holidays=(spring, lantern))
    assert around.feasts(EVENING) == (lantern, spring)
    assert around.feasts(EVENING + timedelta(days=1)) == (spring,)


def test_what_the_centre_tells_takes_the_place_of_what_was_known():
    state, effects = step(State(), HolidaysChanged((FEAST,)), TURN)
    assert (state.around.holidays, effects) == ((FEAST,), [])
    state, _ = step(state, HolidaysChanged(()), TURN)
    assert state.around.feasts(EVENING) == ()


@pytest.mark.parametrize("birthday", [True, False])
def test_ones_own_day_lies_over_everybodys(birthday):
    both = structs.replace(FEASTING, coupons=FEASTING.coupons + CELEBRATING.coupons[-1:])
    occasions = [one.occasion for one in Greeting(CARD, both if birthday else FEASTING, EVENING).slots if one]
    assert occasions == (["birthday", "holiday", ""] if birthday else ["holiday", "", ""])
    assert Greeting(CARD, both if birthday else FEASTING, EVENING).birthday is birthday


def test_a_state_with_holidays_goes_through_a_journal(tmp_path):
    before = State(around=replace(Surroundings(), holidays=(FEAST,)))
    entry = Entry(before, HolidaysChanged((FEAST, FEAST)), TURN)
    journal.write([entry], tmp_path / "j.jsonl", "a test")
    (replayed,) = journal.replay(tmp_path / "j.jsonl")
    assert replayed.state.around.holidays == (FEAST, FEAST)
