"""A holiday on the screen: its words, paper that falls once, the gift on top; and the line on the resting screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from devstack.book import FINE
from kiosk.design.party import Cheer
from kiosk.screens import Attract, Greeting
from kiosk.screens._people import CARD, CELEBRATING, EVENING, FEAST, FEASTING
from kiosk.state import State

ON_IT = replace(FINE, holidays=(FEAST,))
CALM = replace(FINE, holidays=(structs.replace(FEAST, calm=True),))
ARRIVED = Greeting(CARD, FEASTING, EVENING, arrived=True)


@pytest.fixture
def moving(stand):
    stand.stage.look.moving = True
    yield stand
    stand.stage.look.moving = False


def falls(stand) -> bool:
    return next(part for part in stand.stage.page.walk() if isinstance(part, Cheer)).fallen < 1.0


def test_the_day_is_wished_in_the_diners_language_and_its_gift_lies_on_top_with_a_mark_of_its_own(stand):
    stand.show(ARRIVED, ON_IT)
    assert "中秋快乐" in stand.texts()
    assert ARRIVED.slots[0].occasion == "holiday"
    assert stand.stage.look.coupon_icon(ARRIVED.slots[0]) == "party-popper"
    stand.show(ARRIVED, replace(ON_IT, language="en"))
    assert "Happy Mid-Autumn" in stand.texts()
    stand.show(ARRIVED, FINE)
    assert "中秋快乐" not in stand.texts()


def test_paper_falls_once_within_a_second(moving):
    moving.show(ARRIVED, ON_IT)
    assert falls(moving)
    moving.pass_time(1.0)
    moving.show(replace(ARRIVED, confirmed=False), ON_IT)
    assert not falls(moving)


@pytest.mark.parametrize(
    ("screen", "around"), [(ARRIVED, CALM), (replace(ARRIVED, arrived=False), ON_IT), (ARRIVED, FINE)]
)
def test_none_falls_on_a_calm_day_for_who_comes_back_or_on_any_other_day(moving, screen, around):
    moving.show(screen, around)
    assert not falls(moving)


def test_without_motion_there_is_none(stand):
    stand.show(ARRIVED, ON_IT)
    assert not falls(stand)


def test_ones_own_day_is_wished_before_everybodys(stand):
    stand.show(Greeting(CARD, CELEBRATING, EVENING, arrived=True), ON_IT)
    assert "生日快乐！" in stand.texts()
    assert "中秋快乐" not in stand.texts()


def test_the_voice_says_it(stand):
    stand.show(ARRIVED, ON_IT)
    assert "中秋快乐" in stand.stage.told(State(screen=ARRIVED, around=ON_IT)).facts


def test_the_resting_screen_wishes_it_in_both_languages_and_stops_at_midnight(stand):
    stand.show(Attract(), ON_IT, timeout_s=None)
    assert "中秋快乐  Happy Mid-Autumn" in stand.ui.texts()
    look = stand.stage.look
    before, look.clock = look.clock, lambda: EVENING + timedelta(days=2)
    try:
        stand.pass_time(31.0, 1.0, draw=False)
        assert "中秋快乐  Happy Mid-Autumn" not in stand.ui.texts()
    finally:
        look.clock = before
