"""Becoming a member at the kiosk: by telephone, by mailbox, by WeChat; with a card or none; right and wrong codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from drivers.ports import CardTapped, CodeScanned
from kiosk.effects import Ask, Remember
from kiosk.events import Answered, LinkChanged, NoAnswer, TimedOut, Touched
from kiosk.screens import (
    Attract,
    FriendInvite,
    Greeting,
    Invite,
    JoinCode,
    JoinEmail,
    JoinFriend,
    JoinPhone,
    JoinTerms,
    JoinWechat,
    LinkCard,
    Trouble,
)
from kiosk.screens._joining import FRIEND, FRIEND_CODE
from kiosk.screens._people import NEW
from kiosk.screens.join_terms import TERMS
from kiosk.values import Card, Draft, Link
from mqtt_bridge.messages import (
    CardLink,
    CardLinked,
    FriendLookup,
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    MemberFound,
    MemberLookup,
    Refusal,
)

PHONE, EMAIL, CODE = "13812346688", "lin@qq.com", "407182"
START = JoinStart(phone=PHONE)
STARTED = Answered(START, JoinStarted(expires_s=600, resend_after_s=60))
PROOF = JoinVerify(phone=PHONE, code=CODE, terms="")
AGREED = msgspec.structs.replace(PROOF, terms=TERMS)
OWN_CODE = "RGM-AAAA0000BBBB1111"
NEEDED = Refusal(code="terms_needed")
UID = "04a1b2c3"
FOUND = Answered(FriendLookup(code=FRIEND_CODE), FRIEND)


def typed(digits: str) -> list[Touched]:
    return [Touched("digit", digit) for digit in digits]


def written(text: str) -> list[Touched]:
    return [Touched("key", key) for key in text]


@pytest.fixture
def waiting(kiosk):
    """A kiosk that waits for the code."""
    return kiosk.given(Touched("join"), *typed(PHONE), Touched("next"), STARTED)


@pytest.fixture
def asked(waiting):
    """A kiosk that asks somebody new whether they agree."""
    return waiting.given(*typed(CODE), Answered(PROOF, NEEDED))


@pytest.fixture
def many_ways(kiosk):
    return kiosk.given(LinkChanged(Link.ONLINE, ("phone", "wechat", "email")))


def scanning(kiosk):
    """A kiosk that shows a code for WeChat."""
    kiosk.given(LinkChanged(Link.ONLINE, ("wechat",)), Touched("join"))
    started = JoinStarted(expires_s=180, resend_after_s=2, url="https://join.example/w/t1", ticket="t1")
    return kiosk.given(Answered(JoinStart(phone="", wechat=True), started))


# -- by telephone ---------------------------------------------------------------------------------


def test_the_number_is_asked_for_once_it_is_complete(kiosk):
    kiosk.given(Touched("join"), *typed(PHONE[:-1]), Touched("next"))
    assert kiosk.screen == JoinPhone(digits=PHONE[:-1])

    kiosk.given(*typed(PHONE[-1]), Touched("next"))
    assert kiosk.screen == JoinPhone(digits=PHONE, asking=True)
    assert kiosk.effects == [Ask(START)]


def test_more_than_eleven_digits_do_not_go_in(kiosk):
    kiosk.given(Touched("join"), *typed(PHONE + "99"))

    assert kiosk.screen.digits == PHONE


def test_the_last_digit_of_the_code_sends_it_and_agrees_to_nothing(waiting):
    waiting.given(*typed(CODE))

    assert waiting.screen.asking
    assert waiting.asked[-1] == PROOF


def test_a_member_is_greeted_with_the_right_code_and_asked_nothing(waiting):
    waiting.given(*typed(CODE), Answered(PROOF, Joined(member=NEW, existing=True, code=OWN_CODE)))

    card = Card("qr", OWN_CODE)
    assert waiting.screen == Greeting(card, NEW, waiting.now, arrived=True)
    assert Remember(card, NEW) in waiting.effects


def test_somebody_new_reads_the_terms_first_and_the_offers_are_off(asked):
    assert asked.screen == JoinTerms(Draft(phone=PHONE, code=CODE))

    asked.given(Touched("agree"))
    assert asked.asked[-1] == AGREED
    assert not AGREED.marketing


def test_offers_a_birthday_and_a_friend_are_told_with_the_yes(asked):
    asked.given(Touched("marketing"), Touched("birthday"), Touched("month", "8"), Touched("day", "15"))
    asked.given(Touched("save"), CodeScanned(FRIEND_CODE), FOUND)
    assert asked.screen.draft == Draft(
        phone=PHONE, code=CODE, friend=FRIEND_CODE, friend_name="林*雨", birthday="08-15", marketing=True
    )

    asked.given(Touched("agree"))
    assert asked.asked[-1] == msgspec.structs.replace(AGREED, marketing=True, birthday="08-15", referral=FRIEND_CODE)


def test_offers_can_be_switched_off_again(asked):
    asked.given(Touched("marketing"), Touched("marketing"), Touched("agree"))

    assert asked.asked[-1] == AGREED


def test_a_new_member_without_a_card_sees_their_own_code_and_may_tap_a_card(asked):
    joined = Answered(AGREED, Joined(member=NEW, code=OWN_CODE))
    asked.given(Touched("agree"), joined)
    assert asked.screen == LinkCard(Card("qr", OWN_CODE), NEW, OWN_CODE)
    assert Remember(Card("qr", OWN_CODE), NEW) in asked.effects

    asked.given(CardTapped(UID))
    linking = CardLink(member=NEW.member, card_kind="nfc", card_value=UID)
    assert asked.asked[-1] == linking
    asked.given(Answered(linking, CardLinked(member=NEW)))
    assert asked.screen == Greeting(Card("nfc", UID), NEW, asked.now, arrived=True)
    assert Remember(Card("nfc", UID), NEW) in asked.effects


def test_a_new_member_may_go_on_without_a_card(asked):
    asked.given(Touched("agree"), Answered(AGREED, Joined(member=NEW, code=OWN_CODE)), Touched("later"))

    assert asked.screen == Greeting(Card("qr", OWN_CODE), NEW, asked.now, confirmed=False)


@pytest.mark.parametrize(("fate", "error"), [("taken", "card_taken"), ("blocked", "card_blocked")])
def test_who_joined_with_somebody_elses_card_is_told_and_uses_their_code(kiosk, fate, error):
    kiosk.given(CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound()))
    kiosk.given(Touched("join"), *typed(PHONE), Touched("next"), STARTED, *typed(CODE))
    proof = msgspec.structs.replace(PROOF, card_kind="nfc", card_value=UID)
    kiosk.given(Answered(proof, Joined(member=NEW, existing=True, code=OWN_CODE, card=fate)))

    assert kiosk.screen == LinkCard(Card("qr", OWN_CODE), NEW, error=error)


def test_a_known_number_takes_the_new_card(kiosk):
    kiosk.given(CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound()))
    kiosk.given(Touched("join"), *typed(PHONE), Touched("next"), STARTED, *typed(CODE))
    proof = msgspec.structs.replace(PROOF, card_kind="nfc", card_value=UID)
    kiosk.given(Answered(proof, Joined(member=NEW, existing=True, code=OWN_CODE, card="linked")))

    assert kiosk.screen == Greeting(Card("nfc", UID), NEW, kiosk.now, arrived=True)


@pytest.mark.parametrize(("message", "left"), [("3 tries left", 3), ("", 0), ("of no use", 0)])
def test_a_wrong_code_is_said_with_the_tries_left_and_can_be_typed_again(waiting, message, left):
    wrong = msgspec.structs.replace(PROOF, code="000000")
    waiting.given(*typed("000000"), Answered(wrong, Refusal(code="code_wrong", message=message)))

    screen = waiting.screen
    assert (screen.digits, screen.error, screen.tries_left, screen.asking) == ("", "code_wrong", left, False)
    waiting.given(*typed(CODE))
    assert waiting.asked[-1] == PROOF


def test_a_code_that_ended_while_the_terms_were_read_leads_back_to_the_number(asked):
    asked.given(Touched("agree"), Answered(AGREED, Refusal(code="code_expired")))

    assert asked.screen == JoinPhone(error="code_expired")


def test_an_answer_for_another_number_is_nobodys_greeting(waiting):
    waiting.given(Touched("back"), Touched("clear"), *typed("13912340001"), Touched("next"))
    other = JoinStart(phone="13912340001")
    waiting.given(Answered(other, JoinStarted(expires_s=600, resend_after_s=60)), *typed(CODE))
    waiting.given(Answered(PROOF, Joined(member=NEW, existing=True, code=OWN_CODE)))

    assert isinstance(waiting.screen, JoinCode)


def test_another_code_is_sent_only_after_the_wait(waiting):
    waiting.given(Touched("resend"))
    assert waiting.screen.error == "too_soon"

    waiting.now += timedelta(seconds=60)
    waiting.given(Touched("resend"), STARTED)
    assert waiting.asked.count(START) == 2
    assert waiting.screen.error == "sent"


def test_back_keeps_the_number(waiting):
    waiting.given(Touched("back"))

    assert waiting.screen == JoinPhone(Draft(phone=PHONE), PHONE)


def test_no_answer_is_said_on_the_same_screen(waiting):
    waiting.given(*typed(CODE), NoAnswer(PROOF))

    assert (type(waiting.screen), waiting.screen.error) == (JoinCode, "no_answer")


def test_no_answer_to_the_yes_can_be_asked_again(asked):
    asked.given(Touched("agree"), NoAnswer(AGREED))
    assert (asked.screen.asking, asked.screen.error) == (False, "no_answer")

    asked.given(Touched("agree"))
    assert asked.asked.count(AGREED) == 2


def test_offline_joining_says_so(offline_kiosk):
    offline_kiosk.given(Touched("join"), *typed(PHONE), Touched("next"))

    assert offline_kiosk.screen.error == "offline"
    assert not offline_kiosk.effects


# -- the other ways -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joins", "first"), [(("phone", "email"), JoinPhone), (("email",), JoinEmail), (("wechat", "phone"), JoinWechat)]
)
def test_what_the_server_offers_first_comes_first(kiosk, joins, first):
    kiosk.given(LinkChanged(Link.ONLINE, joins), Touched("join"))

    assert isinstance(kiosk.screen, first)


def test_a_server_that_reaches_nobody_sends_people_to_the_staff(kiosk):
    kiosk.given(LinkChanged(Link.ONLINE, ()), Touched("join"))

    assert kiosk.screen == Trouble("cannot_join", "K-108")


def test_only_a_way_that_is_offered_can_be_chosen(many_ways):
    many_ways.given(Touched("join"), Touched("way", "email"))
    assert many_ways.screen == JoinEmail(Draft(way="email"))

    many_ways.given(LinkChanged(Link.ONLINE, ("email",)), Touched("way", "wechat"))
    assert many_ways.screen == JoinEmail(Draft(way="email"))


def test_an_address_is_typed_with_one_touch_for_its_end(many_ways):
    many_ways.given(Touched("join"), Touched("way", "email"), *written("lin"), Touched("domain", "qq.com"))
    assert many_ways.screen.text == EMAIL

    many_ways.given(Touched("next"))
    question = JoinStart(phone="", email=EMAIL)
    assert many_ways.asked == [question]
    many_ways.given(Answered(question, JoinStarted(expires_s=600, resend_after_s=60)), *typed(CODE))
    assert many_ways.asked[-1] == JoinVerify(phone="", email=EMAIL, code=CODE, terms="")


def test_another_end_takes_the_place_of_the_first(many_ways):
    many_ways.given(Touched("join"), Touched("way", "email"), *written("lin@x"), Touched("domain", "163.com"))

    assert many_ways.screen.text == "lin@163.com"


@pytest.mark.parametrize("text", ["", "lin", "lin@", "@qq.com", "lin@qq", "lin@@qq.com"])
def test_what_has_no_shape_of_an_address_is_not_sent(many_ways, text):
    many_ways.given(Touched("join"), Touched("way", "email"), *written(text), Touched("next"))

    assert not many_ways.asked


def test_characters_no_key_has_do_not_go_in(many_ways):
    keys = [Touched("key", key) for key in ("a", "", "ab", "\n", "é", "<")]
    many_ways.given(Touched("join"), Touched("way", "email"), *keys)

    assert many_ways.screen.text == "a"


def test_a_scan_is_asked_for_until_somebody_confirms(kiosk):
    scanning(kiosk)
    question = JoinVerify(phone="", code="", ticket="t1", terms="")
    assert kiosk.effects[-1] == Ask(question, 2.0)

    kiosk.given(Answered(question, Refusal(code="not_yet", retry_after=2)))
    assert (kiosk.effects[-1], kiosk.screen.scanned) == (Ask(question, 2.0), False)
    kiosk.given(Answered(question, Refusal(code="scanned", retry_after=2)))
    assert (kiosk.effects[-1], kiosk.screen.scanned) == (Ask(question, 2.0), True)
    kiosk.given(Answered(question, NEEDED), Touched("agree"))
    assert kiosk.asked[-1] == msgspec.structs.replace(question, terms=TERMS)


def test_a_lost_answer_does_not_end_the_wait_but_the_codes_end_does(kiosk):
    scanning(kiosk)
    question = JoinVerify(phone="", code="", ticket="t1", terms="")

    kiosk.given(NoAnswer(question))
    assert kiosk.effects[-1] == Ask(question, 2.0)

    kiosk.now += timedelta(seconds=180)
    kiosk.given(NoAnswer(question))
    assert (kiosk.screen.url, kiosk.screen.error) == ("", "code_expired")


def test_an_expired_scan_is_made_anew_and_the_old_one_counts_no_more(kiosk):
    scanning(kiosk)
    question = JoinVerify(phone="", code="", ticket="t1", terms="")
    kiosk.given(Answered(question, Refusal(code="code_expired")))
    assert kiosk.screen == JoinWechat(error="code_expired")

    kiosk.given(Touched("refresh"))
    assert kiosk.screen.asking
    kiosk.given(Answered(question, Joined(member=NEW, existing=True, code=OWN_CODE)))
    assert isinstance(kiosk.screen, JoinWechat)


def test_who_is_known_is_greeted_after_confirming(kiosk):
    scanning(kiosk)
    question = JoinVerify(phone="", code="", ticket="t1", terms="")
    kiosk.given(Answered(question, Joined(member=NEW, existing=True, code=OWN_CODE)))

    assert kiosk.screen == Greeting(Card("qr", OWN_CODE), NEW, kiosk.now, arrived=True)


def test_silence_while_scanning_asks_first_and_the_answers_do_not_hide_the_question(kiosk):
    scanning(kiosk).given(TimedOut())
    question = JoinVerify(phone="", code="", ticket="t1", terms="")
    assert kiosk.state.warning

    kiosk.given(Answered(question, Refusal(code="not_yet")))
    assert kiosk.state.warning
    kiosk.given(TimedOut())
    assert kiosk.screen == Attract()


# -- brought by a friend --------------------------------------------------------------------------


def test_a_friends_slip_invites_and_fills_the_code_in(kiosk):
    kiosk.given(CodeScanned(FRIEND_CODE))
    assert kiosk.screen == FriendInvite(FRIEND_CODE)
    assert kiosk.asked == [FriendLookup(code=FRIEND_CODE)]

    kiosk.given(FOUND, Touched("join"))
    assert kiosk.screen == JoinPhone(Draft(friend=FRIEND_CODE, friend_name="林*雨"))


def test_the_friends_code_goes_along_with_a_new_card(kiosk):
    kiosk.given(CodeScanned(FRIEND_CODE), FOUND, CardTapped(UID))
    kiosk.given(Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound()))
    card = Card("nfc", UID)
    assert kiosk.screen == Invite(card, FRIEND_CODE)

    kiosk.given(Touched("join"), FOUND)
    assert kiosk.screen.draft == Draft(card=card, friend=FRIEND_CODE, friend_name="林*雨")


def test_a_member_who_shows_a_friends_slip_is_told_whose_it_is_for(kiosk):
    kiosk.given(
        CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound(member=NEW))
    )
    kiosk.given(CodeScanned(FRIEND_CODE))

    assert kiosk.screen == Trouble("for_a_friend", "K-109", Card("nfc", UID))


def test_a_slip_that_is_nobodys_is_not_our_code(kiosk):
    kiosk.given(CodeScanned(FRIEND_CODE), Answered(FriendLookup(code=FRIEND_CODE), Refusal(code="unknown_code")))

    assert kiosk.screen.reason == "not_our_code"


def test_a_friends_code_can_be_typed_and_figures_stand_for_letters_that_look_alike(asked):
    code = "RGF-10Q1M9X4TA3B8C1D"
    asked.given(Touched("friend"), *written("loqim9x4ta3b8c1d"))
    assert asked.screen == JoinFriend(replace(asked.screen.draft, friend=code), code[4:], asking=True)
    assert asked.asked[-1] == FriendLookup(code=code)

    asked.given(Answered(FriendLookup(code=code), FRIEND))
    assert isinstance(asked.screen, JoinTerms)
    assert (asked.screen.draft.friend, asked.screen.draft.friend_name) == (code, "林*雨")


def test_a_typed_code_that_is_nobodys_is_said_and_forgotten(asked):
    asked.given(Touched("friend"), *written("7QK2M9X4TA3B8C1D"))
    asked.given(Answered(FriendLookup(code=FRIEND_CODE), Refusal(code="unknown_code")))

    assert (asked.screen.text, asked.screen.error, asked.screen.draft.friend) == ("", "unknown_code", "")


# -- a birthday -----------------------------------------------------------------------------------


def test_no_day_can_be_chosen_that_the_month_does_not_have(asked):
    asked.given(Touched("birthday"), Touched("month", "12"), Touched("day", "31"), Touched("month", "2"))
    assert (asked.screen.month, asked.screen.day) == (2, 29)

    asked.given(Touched("day", "30"), Touched("day", "x"), Touched("month", "13"), Touched("month", "0"))
    assert (asked.screen.month, asked.screen.day) == (2, 29)


def test_a_lunar_birthday_is_told_as_one(asked):
    asked.given(Touched("birthday"), Touched("lunar"), Touched("month", "8"), Touched("day", "15"), Touched("save"))

    assert asked.screen.draft.birthday == "L-08-15"


def test_back_from_the_birthday_tells_nothing(asked):
    asked.given(Touched("birthday"), Touched("day", "3"), Touched("back"))

    assert asked.screen == JoinTerms(Draft(phone=PHONE, code=CODE))
