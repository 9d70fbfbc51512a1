"""Two cards at once: nobody is greeted and nothing is written down, until one of them is alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.ports import CardTapped, TwoCards
from kiosk.effects import Ask, Recall, Record
from kiosk.events import Answered, Recalled, Touched
from kiosk.journal import from_plain, to_plain
from kiosk.screens import Greeting, LinkCard, PrinterTrouble, Reading, Trouble
from kiosk.screens._people import AMOUNT_OFF, LIN
from kiosk.values import Card
from mqtt_bridge.messages import CardLink, MemberFound, MemberLookup, RedemptionVoided

UID, OTHER = "04a1b2c3d4e580", "04a1b2c3d4e581"
ONE_AT_A_TIME = Trouble("two_cards", "K-111")


def at(kiosk, screen):
    kiosk.state = replace(kiosk.state, screen=screen)
    return kiosk


def test_two_cards_are_asked_to_come_one_at_a_time_and_nobody_is_looked_up(kiosk):
    kiosk.given(TwoCards())

    assert kiosk.screen == ONE_AT_A_TIME
    assert not [effect for effect in kiosk.effects if isinstance(effect, Ask | Recall | Record)]


@pytest.mark.parametrize("answered", [False, True])
def test_a_card_that_was_greeted_before_the_second_was_seen_is_taken_off_the_screen_and_stays_off(kiosk, answered):
    found = Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound(member=LIN))
    kiosk.given(CardTapped(UID), *([found] if answered else [Recalled(Card("nfc", UID), LIN)]))
    assert isinstance(kiosk.screen, Greeting)

    kiosk.given(TwoCards())
    assert kiosk.screen == ONE_AT_A_TIME

    # The answers to what was asked for the first card come late.
    kiosk.given(Recalled(Card("nfc", UID), LIN), found)
    assert kiosk.screen == ONE_AT_A_TIME
    # And what a finger meant for the greeting falls on nothing.
    kiosk.given(Touched("check_in"))
    assert not [effect for effect in kiosk.effects if isinstance(effect, Record)]


def test_the_card_that_remains_is_greeted_as_ever(kiosk):
    kiosk.given(TwoCards(), CardTapped(OTHER))
    assert kiosk.screen == Reading(Card("nfc", OTHER))

    kiosk.given(Recalled(Card("nfc", OTHER), LIN))
    assert isinstance(kiosk.screen, Greeting)


def test_two_cards_where_one_is_to_be_linked_link_none(kiosk):
    linking = LinkCard(Card("qr", "RGM-12345678"), LIN)
    at(kiosk, linking).given(TwoCards())

    assert isinstance(kiosk.screen, LinkCard)
    assert kiosk.screen.error == "two_cards"
    assert not [effect for effect in kiosk.effects if isinstance(effect, Ask) and isinstance(effect.question, CardLink)]


def test_an_open_redemption_is_settled_before_two_cards_are_sent_away(kiosk):
    trouble = PrinterTrouble(Card("nfc", UID), LIN, AMOUNT_OFF, "j-1", "r-1", "paper_out", may_be_on_paper=False)
    at(kiosk, trouble).given(TwoCards())

    assert kiosk.screen == ONE_AT_A_TIME
    assert [e.event.redemption for e in kiosk.effects if isinstance(e, Record)] == ["r-1"]
    assert isinstance(kiosk.effects[0].event, RedemptionVoided)


def test_a_journal_with_two_cards_in_it_runs_again():
    assert from_plain(to_plain(TwoCards())) == TwoCards()
