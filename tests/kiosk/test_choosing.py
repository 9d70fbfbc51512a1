"""Of several birthday gifts the diner takes one, from the gift that lies on top of the greeting."""

from __future__ import annotations

import pytest
from msgspec import structs

from drivers.ports import CardTapped
from kiosk.effects import Ask, Remember
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, Touched
from kiosk.screens import ChooseGift, Greeting, Printing
from kiosk.screens._people import BIRTHDAY, CHOOSING
from kiosk.values import Card, Link
from mqtt_bridge.messages import GiftChoose, GiftChosen, Refusal

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
GIFT = CHOOSING.coupons[-1]
NOODLES = GiftChoose(member=CHOOSING.member, coupon=GIFT.code, choice="birthday-noodles")
TAKEN = structs.replace(GIFT, choices=(), title=GIFT.choices[1].title)
AFTER = structs.replace(CHOOSING, coupons=(*CHOOSING.coupons[:-1], TAKEN))


@pytest.fixture
def choosing(kiosk):
    return kiosk.given(CardTapped(UID), Recalled(CARD, CHOOSING), Touched("print", BIRTHDAY.code))


def test_a_gift_is_picked_confirmed_and_lies_on_the_greeting_to_be_printed(choosing):
    assert choosing.screen == ChooseGift(CARD, CHOOSING, GIFT, choosing.now)
    choosing.given(Touched("confirm"))
    assert choosing.asked[-1] != NOODLES

    choosing.given(Touched("pick", "birthday-tote"), Touched("pick", "birthday-noodles"), Touched("confirm"))
    assert choosing.screen.asking and choosing.effects[-1] == Ask(NOODLES)

    choosing.given(Answered(NOODLES, GiftChosen(member=AFTER, coupon=TAKEN)))
    assert isinstance(choosing.screen, Greeting) and choosing.screen.member == AFTER
    assert choosing.effects[-1] == Remember(CARD, AFTER)
    choosing.given(Touched("print", GIFT.code))
    assert isinstance(choosing.screen, Printing) and choosing.screen.coupon == TAKEN


def test_no_answer_is_asked_again_with_the_same_choice(choosing):
    choosing.given(Touched("pick", "birthday-noodles"), Touched("confirm"), NoAnswer(NOODLES))
    assert (choosing.screen.error, choosing.screen.picked) == ("no_answer", "birthday-noodles")

    choosing.given(Touched("confirm"))
    assert choosing.effects[-1] == Ask(NOODLES)


def test_a_refusal_is_said_and_what_is_no_choice_is_not_picked(choosing):
    choosing.given(Touched("pick", "gift-tea-set"))
    assert choosing.screen.picked == ""

    choosing.given(Touched("pick", "birthday"), Touched("confirm"))
    asked = choosing.asked[-1]
    choosing.given(Touched("pick", "birthday-tote"), Answered(asked, Refusal(code="gift_chosen")))
    assert (choosing.screen.picked, choosing.screen.error) == ("birthday", "gift_chosen")


def test_without_a_network_the_gift_that_waits_is_printed_as_it_is(offline_kiosk):
    kiosk = offline_kiosk.given(CardTapped(UID), Recalled(CARD, CHOOSING), Touched("print", BIRTHDAY.code))
    assert isinstance(kiosk.screen, Printing)


def test_a_network_that_goes_while_choosing_is_said(choosing):
    choosing.given(LinkChanged(Link.OFFLINE), Touched("pick", "birthday"), Touched("confirm"))
    assert choosing.screen.error == "offline"
    choosing.given(Touched("back"))
    assert isinstance(choosing.screen, Greeting)
