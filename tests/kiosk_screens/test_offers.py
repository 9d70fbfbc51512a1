"""What the house offers, one card at a time while nobody is there: seldom changed, cheap, and on its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from devstack.book import FINE
from kiosk.design.offers import running
from kiosk.screens import Attract, Greeting
from kiosk.screens._people import OFFERS

SHOWN = replace(FINE, offers=OFFERS, language="en")
FIRST, SECOND = (offer.title.en for offer in OFFERS[:2])


@pytest.fixture
def moving(stand):
    """A kiosk in motion that nobody uses; the processor draws its pictures."""
    stand.show(Greeting.examples()[0])
    stand.stage.look.moving = True
    stand.show(Attract(), SHOWN, timeout_s=None)
    yield stand
    stand.stage.look.moving = False
    stand.ui.wake()


def test_only_offers_whose_day_it_is_are_shown():
    assert [one.offer for one in running(OFFERS, date(2026, 11, 22))] == ["weekend-desserts", "crab"]
    assert [one.offer for one in running(OFFERS, date(2026, 12, 1))] == ["weekend-desserts", "friends"]


def test_at_most_three_take_turns():
    assert len(running(OFFERS[:1] * 9, date(2026, 11, 22))) == 3


def test_without_offers_the_resting_screen_says_what_membership_brings(stand, in_english):
    stand.show(Attract(), in_english(FINE), timeout_s=None)
    assert "points, coupons & birthday treats" in stand.texts()
    stand.show(Attract(), SHOWN, timeout_s=None)
    assert FIRST in stand.ui.texts()
    assert "points, coupons & birthday treats" not in stand.ui.texts()


def test_after_eight_seconds_the_next_card_is_there_and_then_the_first_again(moving):
    moving.pass_time(7.0)
    assert FIRST in moving.ui.texts()
    moving.pass_time(2.0)
    assert SECOND in moving.ui.texts()
    moving.pass_time(8.0)
    assert FIRST in moving.ui.texts()


def test_where_the_processor_draws_a_card_takes_one_picture_and_not_a_fade(moving):
    cards = next(part for part in moving.stage.page.walk() if hasattr(part, "cards"))
    moving.stage.look.software = True
    cards._turn()
    assert (cards.come, cards.before) == (1.0, None)

    moving.stage.look.software = False
    try:
        cards._turn()
        assert cards.come == 0.0 and cards.before is not None
        moving.pass_time(0.5)
        assert (cards.come, cards.before) == (1.0, None)
    finally:
        moving.stage.look.software = True


def test_with_reduced_motion_the_first_card_stays(stand):
    stand.show(Greeting.examples()[0])
    stand.show(Attract(), SHOWN, timeout_s=None)
    stand.pass_time(30.0, 0.5)
    assert FIRST in stand.ui.texts()


def test_a_dimmed_screen_changes_no_cards(moving):
    moving.pass_time(700.0, 10.0)
    before = moving.ui.frame
    moving.pass_time(60.0, 0.5)
    assert moving.ui.frame == before
