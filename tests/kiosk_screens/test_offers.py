"""What the house offers, one card at a time while nobody is there: seldom changed, cheap, and on its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from devstack.book import FINE
from kiosk.offers import running
from kiosk.screens import Attract, Greeting
from kiosk.screens._people import CARD, EVENING, NEW, NEWER, OFFERS, REGULAR
from kiosk.state import Surroundings

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
    assert [one.offer for one in running(OFFERS, EVENING)] == ["weekend-desserts", "crab"]
    assert [one.offer for one in running(OFFERS, EVENING + timedelta(days=9))] == ["weekend-desserts", "friends"]


def test_an_offer_for_certain_hours_is_there_in_them_and_gone_after(stand):
    # 18:42 on a Sunday.
    late = structs.replace(OFFERS[0], weekdays=(7,), start="18:00", end="19:00")
    elsewhen = [structs.replace(late, weekdays=(1,)), structs.replace(late, start="19:00", end="18:42")]
    assert running([late, *elsewhen], EVENING) == [late]
    overnight = structs.replace(late, start="22:00", end="02:00")
    assert running([overnight], EVENING + timedelta(hours=7)) == [overnight]

    look = stand.stage.look
    before, look.clock = look.clock, lambda: EVENING
    try:
        stand.show(Attract(), replace(FINE, offers=(late,), language="en"), timeout_s=None)
        assert FIRST in stand.ui.texts()
        look.clock = lambda: EVENING + timedelta(minutes=18)
        stand.pass_time(9.0, 0.5, draw=False)
        assert FIRST not in stand.ui.texts()
    finally:
        look.clock = before


def test_at_most_three_take_turns(stand):
    stand.show(Attract(), replace(SHOWN, offers=OFFERS[:1] * 9), timeout_s=None)
    assert next(part for part in stand.stage.page.walk() if hasattr(part, "cards")).cards == 3


def test_a_new_dish_is_told_to_members_where_nothing_else_needs_the_room(stand):
    around = replace(SHOWN, offers=OFFERS)
    assert [one.offer for one in around.dishes(EVENING)] == ["crab"]
    assert Surroundings(offers=OFFERS).dishes(EVENING + timedelta(days=9)) == ()
    stand.show(Greeting(CARD, REGULAR, EVENING), around)
    assert any(text.startswith("Steamed hairy crab") for text in stand.ui.texts())
    stand.show(Greeting.examples()[0], around)
    assert not any(text.startswith("Steamed hairy crab") for text in stand.ui.texts())


def test_who_has_not_ordered_yet_reads_what_the_first_order_brings(stand, in_english):
    bonus = "+50 points: first order from ¥200"
    for member in (NEW, NEWER):
        stand.show(Greeting(CARD, member, EVENING), replace(SHOWN, offers=OFFERS))
        assert bonus in stand.ui.texts()
    stand.show(Greeting(CARD, REGULAR, EVENING), in_english(FINE))
    assert bonus not in stand.ui.texts()


def test_without_offers_the_resting_screen_says_what_membership_brings(stand, in_english):
    stand.show(Attract(), in_english(FINE), timeout_s=None)
    assert "Points, coupons & birthday treats" in stand.texts()
    stand.show(Attract(), SHOWN, timeout_s=None)
    assert FIRST in stand.ui.texts()
    assert "Points, coupons & birthday treats" not in stand.ui.texts()


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
