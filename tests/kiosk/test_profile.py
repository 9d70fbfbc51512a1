"""The profile: what a member chose, a lost card, one more card, what is kept of them."""

from __future__ import annotations

import msgspec
import pytest

from drivers.ports import CardTapped, CodeScanned
from kiosk.effects import Ask, Record, Remember
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, Touched
from kiosk.screens import Birthday, Greeting, LinkCard, LostCard, More, MyData, MyProfile, StillRight
from kiosk.screens._joining import TOLD, UNTOLD
from kiosk.screens._people import LIN
from kiosk.values import Card, Link
from mqtt_bridge.messages import (
    CardLink,
    CardLinked,
    CardLost,
    ConsentChanged,
    MemberFound,
    MemberLookup,
    Profile,
    ProfileChanged,
    Refusal,
)

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
QUESTION = Profile(member=LIN.member)


@pytest.fixture
def profile(kiosk):
    """A member looks at their profile."""
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("profile"), Answered(QUESTION, TOLD))
    kiosk.effects.clear()
    return kiosk


def test_the_profile_is_asked_for_and_shown(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("profile"))
    assert kiosk.screen == MyProfile(CARD, LIN)
    assert kiosk.effects[-1] == Ask(QUESTION)

    kiosk.given(Answered(QUESTION, TOLD))
    assert kiosk.screen == MyProfile(CARD, LIN, TOLD)


def test_without_an_answer_nothing_is_made_up(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("profile"), Touched("marketing"))
    assert not kiosk.recorded

    kiosk.given(NoAnswer(QUESTION))
    assert kiosk.screen.reason == "no_answer"


def test_without_the_server_there_is_no_profile(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("profile"))

    assert offline_kiosk.screen == More(CARD, LIN)


def test_offers_are_switched_and_the_answer_is_kept(profile):
    profile.given(Touched("marketing"), Touched("marketing"))

    assert profile.recorded == [
        ConsentChanged(member=LIN.member, marketing=False),
        ConsentChanged(member=LIN.member, marketing=True),
    ]
    assert profile.screen.view == TOLD


def test_who_does_not_want_to_is_not_on_the_leaderboard(profile):
    profile.given(Touched("listed"))

    assert profile.recorded == [ProfileChanged(member=LIN.member, listed=False)]
    assert not profile.screen.view.listed


def test_the_language_changes_at_once_and_for_the_next_time(profile):
    profile.given(Touched("my_language"))

    english = msgspec.structs.replace(LIN, language="en")
    assert profile.recorded == [ProfileChanged(member=LIN.member, language="en")]
    assert Remember(CARD, english) in profile.effects
    assert (profile.state.around.language, profile.screen.member) == ("en", english)


def test_a_birthday_is_told_once(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("profile"), Answered(QUESTION, UNTOLD))
    kiosk.given(Touched("birthday"))
    assert kiosk.screen == Birthday(None, CARD, LIN, UNTOLD)

    kiosk.given(Touched("lunar"), Touched("month", "8"), Touched("day", "15"), Touched("save"))
    assert kiosk.recorded == [ProfileChanged(member=LIN.member, birthday="L-08-15")]
    told = msgspec.structs.replace(UNTOLD, birthday="L-08-15", points=0)
    assert kiosk.screen == MyProfile(CARD, LIN, told)

    kiosk.given(Touched("birthday"))
    assert kiosk.screen == MyProfile(CARD, LIN, told)


def test_a_lost_card_is_blocked_only_after_a_second_touch(profile):
    profile.given(Touched("lost"), Touched("confirm"), Touched("lose", "FFFF"))
    assert not profile.recorded

    profile.given(Touched("lose", "B2C3"), Touched("confirm"), Touched("confirm"))
    assert profile.recorded == [CardLost(member=LIN.member, last4="B2C3")]
    assert (profile.screen.done, profile.screen.view.cards) == (True, ("E580",))
    assert Remember(CARD, None) not in profile.effects


def test_the_card_that_was_tapped_is_forgotten_here_at_once(profile):
    profile.given(Touched("lost"), Touched("lose", "E580"), Touched("confirm"))

    assert profile.effects == [Record(CardLost(member=LIN.member, last4="E580")), Remember(CARD, None)]


def test_back_takes_the_choice_back_first(profile):
    profile.given(Touched("lost"), Touched("lose", "B2C3"), Touched("back"))
    assert profile.screen == LostCard(CARD, LIN, TOLD)

    profile.given(Touched("back"))
    assert profile.screen == MyProfile(CARD, LIN, TOLD)


def test_a_card_tapped_here_is_linked_and_signs_nobody_else_in(profile):
    new = Card("nfc", "04ffee")
    question = CardLink(member=LIN.member, card_kind="nfc", card_value="04ffee")
    profile.given(Touched("link"), CardTapped("04ffee"))
    assert profile.effects == [Ask(question)]

    profile.given(Answered(question, CardLinked(member=LIN)))
    assert profile.screen == LinkCard(CARD, LIN, error="linked")
    assert Remember(new, LIN) in profile.effects


def test_a_member_code_can_be_linked_too_and_nothing_else_that_is_scanned(profile):
    profile.given(Touched("link"), CodeScanned("RGC-12345678"))
    assert profile.screen.error == "not_our_code"

    profile.given(CodeScanned("RGM-12345678"))
    assert profile.asked == [CardLink(member=LIN.member, card_kind="qr", card_value="RGM-12345678")]


@pytest.mark.parametrize("code", ["card_taken", "card_blocked"])
def test_a_card_that_cannot_be_linked_says_why_and_another_may_be_tapped(profile, code):
    question = CardLink(member=LIN.member, card_kind="nfc", card_value="04ffee")
    profile.given(Touched("link"), CardTapped("04ffee"), Answered(question, Refusal(code=code)))
    assert profile.screen == LinkCard(CARD, LIN, error=code)

    profile.given(CardTapped("04dddd"))
    assert profile.screen.new == Card("nfc", "04dddd")


def test_the_answer_for_a_card_tapped_before_is_not_taken_for_this_one(profile):
    first = CardLink(member=LIN.member, card_kind="nfc", card_value="04ffee")
    profile.given(Touched("link"), CardTapped("04ffee"), NoAnswer(first), CardTapped("04dddd"))
    profile.given(Answered(first, CardLinked(member=LIN)))

    assert profile.screen.new == Card("nfc", "04dddd")


def test_what_is_kept_is_said_and_leads_back(profile):
    profile.given(Touched("data"))
    assert profile.screen == MyData(CARD, LIN, TOLD)

    profile.given(Touched("back"))
    assert profile.screen == MyProfile(CARD, LIN, TOLD)


def test_linking_waits_for_the_network(profile):
    profile.given(Touched("link"), LinkChanged(Link.OFFLINE), CardTapped("04ffee"))

    assert profile.screen == LinkCard(CARD, LIN, error="offline")


OLD = msgspec.structs.replace(LIN, expiring=None, ask_profile=True)
LOOK_UP = MemberLookup(kind="nfc", value=UID)


@pytest.fixture
def asked(kiosk):
    """A member comes who has not looked at their profile for a year."""
    kiosk.given(CardTapped(UID), Answered(LOOK_UP, MemberFound(member=OLD)))
    assert kiosk.screen.asks_profile
    kiosk.effects.clear()
    return kiosk


def test_a_profile_that_is_still_right_is_confirmed_in_one_touch(asked):
    asked.given(Touched("still_right"), Answered(QUESTION, TOLD))
    assert asked.screen == StillRight(CARD, OLD, TOLD)

    asked.given(Touched("right"))
    confirmed = msgspec.structs.replace(OLD, ask_profile=False)
    assert asked.recorded == [ProfileChanged(member=LIN.member, checked="right")]
    assert Remember(CARD, confirmed) in asked.effects
    assert (type(asked.screen), asked.screen.member, asked.screen.asks_profile) == (Greeting, confirmed, False)


def test_not_now_is_told_and_what_changed_is_changed_in_the_profile(asked):
    asked.given(Touched("still_right"), Answered(QUESTION, TOLD), Touched("change"))

    assert asked.recorded == [ProfileChanged(member=LIN.member, checked="later")]
    assert asked.screen == MyProfile(CARD, msgspec.structs.replace(OLD, ask_profile=False), TOLD)


def test_a_profile_is_asked_about_once_a_visit_whatever_the_server_says_again(asked):
    asked.given(Touched("still_right"), Answered(QUESTION, TOLD), Touched("back"))
    asked.given(Answered(LOOK_UP, MemberFound(member=OLD)), Touched("still_right"))

    assert (type(asked.screen), asked.screen.asks_profile, asked.recorded) == (Greeting, False, [])


def test_where_points_lapse_and_a_tier_ends_there_is_no_room_for_a_question_of_ours(kiosk):
    kiosk.given(CardTapped(UID), Answered(LOOK_UP, MemberFound(member=msgspec.structs.replace(LIN, ask_profile=True))))

    assert not kiosk.screen.asks_profile


def test_a_profile_from_memory_or_without_the_server_is_not_asked_about(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, OLD))
    assert not kiosk.screen.asks_profile

    kiosk.given(Answered(LOOK_UP, MemberFound(member=OLD)), LinkChanged(Link.OFFLINE), Touched("still_right"))
    assert type(kiosk.screen) is Greeting


def test_who_gets_no_answer_to_our_question_is_greeted_as_before(asked):
    asked.given(Touched("still_right"), NoAnswer(QUESTION))

    assert type(asked.screen) is Greeting
