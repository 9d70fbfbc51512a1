"""From a tap to a name: whose card it is, and what happens when nobody knows."""

from __future__ import annotations

import pytest

from drivers.ports import CardTapped, CodeScanned
from kiosk.effects import Ask, Recall, Remember
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, TimedOut, Touched
from kiosk.screens import Attract, Greeting, Invite, Reading, Scan, Trouble
from kiosk.screens._people import LIN, LONG
from kiosk.values import Card, Link
from mqtt_bridge.messages import MemberFound, MemberLookup, Refusal

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
LOOKUP = MemberLookup(kind="nfc", value=UID, proof="uid_only")
FOUND = Answered(LOOKUP, MemberFound(member=LIN))


def test_a_tap_asks_our_own_memory_and_the_server_at_once(kiosk):
    kiosk.given(CardTapped(UID))

    assert kiosk.screen == Reading(CARD)
    assert kiosk.effects == [Recall(CARD), Ask(LOOKUP)]


def test_a_known_card_is_greeted_from_memory_before_the_server_answers(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN))

    assert kiosk.screen == Greeting(CARD, LIN, kiosk.now, confirmed=False, arrived=True)


def test_the_servers_answer_confirms_the_greeting_and_is_remembered(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), FOUND)

    assert kiosk.screen == Greeting(CARD, LIN, kiosk.now, confirmed=True, arrived=True)
    assert Remember(CARD, LIN) in kiosk.effects


def test_an_unknown_card_is_invited_to_join(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, None), Answered(LOOKUP, MemberFound()))

    assert kiosk.screen == Invite(CARD)


def test_a_late_answer_never_shows_the_previous_diners_name(kiosk):
    kiosk.given(CardTapped(UID), CardTapped("04ff"), FOUND)

    assert kiosk.screen == Reading(Card("nfc", "04ff"))


def test_a_late_answer_after_done_leaves_the_resting_screen_alone(kiosk):
    kiosk.given(CardTapped(UID), Touched("done"), FOUND)

    assert kiosk.screen == Attract()


def test_a_second_card_ends_the_first_visit_and_starts_its_own(kiosk):
    kiosk.given(CardTapped(UID), FOUND, CardTapped("04ff"))

    assert kiosk.screen == Reading(Card("nfc", "04ff"), instead=True)


def test_a_blocked_card_is_told_so_and_forgotten(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Answered(LOOKUP, Refusal(code="card_blocked")))

    assert kiosk.screen == Trouble("card_blocked", "K-103", CARD)
    assert Remember(CARD, None) in kiosk.effects


def test_offline_a_known_card_is_greeted_and_the_server_is_not_asked(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(CARD, LIN))

    assert offline_kiosk.screen == Greeting(CARD, LIN, offline_kiosk.now, confirmed=False, arrived=True)
    assert offline_kiosk.effects == [Recall(CARD)]


def test_offline_an_unknown_card_hears_one_clear_sentence(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(CARD, None))

    assert offline_kiosk.screen == Trouble("unknown_offline", "K-101", CARD)


def test_when_the_network_returns_the_greeting_is_confirmed(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(CARD, LIN), LinkChanged(Link.ONLINE))

    assert Ask(LOOKUP) in offline_kiosk.effects


def test_no_answer_is_said_and_can_be_tried_again(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, None), NoAnswer(LOOKUP), Touched("again"))

    assert kiosk.screen == Reading(CARD)


def test_a_card_that_stays_unknown_for_the_whole_time_is_no_dead_end(kiosk):
    kiosk.given(CardTapped(UID), TimedOut())

    assert isinstance(kiosk.screen, Trouble)


def test_a_members_own_language_wins_and_leaves_with_them(kiosk):
    kiosk.given(CardTapped(UID), Answered(LOOKUP, MemberFound(member=LONG)))
    spoken = kiosk.state.around.language
    kiosk.given(Touched("done"))

    assert (spoken, kiosk.state.around.language) == ("en", "zh")


def test_switching_language_keeps_the_screen(kiosk):
    kiosk.given(CardTapped(UID), FOUND)
    before = kiosk.screen
    kiosk.given(Touched("language", "en"))

    assert kiosk.screen == before
    assert kiosk.state.around.language == "en"


def test_a_members_code_is_as_good_as_a_card(kiosk):
    kiosk.given(CodeScanned("RGM-7QK2M9X4TA3B8C1D\r"))

    assert kiosk.screen == Reading(Card("qr", "RGM-7QK2M9X4TA3B8C1D"))


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "RGM-",
        "RGM-7QK2M9X4'; DROP TABLE member",
        "\x1b@\x00",
        "9" * 5000,
        "RGM-\u202e12345678",
        "",
    ],
    ids=["address", "empty", "sql", "control", "long", "mark", "nothing"],
)
def test_anything_that_is_not_our_code_hears_one_clear_sentence(kiosk, text):
    kiosk.given(CodeScanned(text))
    assert kiosk.screen == Attract("not_our_code")

    kiosk.given(TimedOut(), Touched("scan"), CodeScanned(text))
    assert kiosk.screen == Scan("not_our_code")
    assert not kiosk.effects


def test_a_strange_code_during_a_visit_leads_back_to_the_same_visit(kiosk):
    kiosk.given(CardTapped(UID), FOUND, CodeScanned("hello"), Touched("again"), Recalled(CARD, LIN))

    assert isinstance(kiosk.screen, Greeting)


def test_a_coupon_shown_to_the_kiosk_is_sent_to_the_till(kiosk):
    kiosk.given(CodeScanned("RGC-7QK2M9X4TA3B8C1D"))

    assert kiosk.screen == Trouble("for_the_till", "K-106", None)
