"""Joining with the terms asked for, a friend's code, a card of somebody else; and what a member changes later."""

from __future__ import annotations

from typing import Any

import pytest

from mqtt_bridge.messages import (
    CardLink,
    CardLost,
    FriendFound,
    FriendLookup,
    Joined,
    JoinStart,
    JoinVerify,
    MemberFound,
    MemberLookup,
    Profile,
    ProfileChanged,
    ProfileView,
    Referral,
    Refusal,
)
from server.config import check

PHONE = "13812346688"


def proof(centre: Any, kiosk: Any, **more: Any) -> JoinVerify:
    kiosk.ask(JoinStart(phone=PHONE))
    return JoinVerify(phone=PHONE, code=centre.code_sent(), **more)


def test_a_stranger_with_the_right_code_is_asked_for_the_terms_and_the_code_serves_again(centre: Any, kiosk: Any):
    question = proof(centre, kiosk, terms="")
    asked = kiosk.ask(question)
    members = centre.store.database.one("SELECT count(*) FROM member")

    joined = kiosk.ask(JoinVerify(phone=PHONE, code=question.code, terms="2026-11", marketing=True))

    assert (asked.code, members) == ("terms_needed", (0,))
    assert isinstance(joined, Joined)
    said = centre.store.opinions.consents(joined.member.member)
    assert {(one.purpose, one.given, one.version) for one in said} == {
        ("programme", True, "2026-11"),
        ("marketing", True, ""),
    }


def test_a_wrong_code_says_nothing_of_terms(centre: Any, kiosk: Any):
    question = proof(centre, kiosk, terms="")
    wrong = f"{(int(question.code) + 1) % 1_000_000:06d}"

    assert kiosk.ask(JoinVerify(phone=PHONE, code=wrong, terms="")).code == "code_wrong"


def test_a_member_who_signs_in_is_not_asked_again(centre: Any, kiosk: Any):
    centre.joined(PHONE)
    centre.wait(minutes=11)

    answer = kiosk.ask(proof(centre, kiosk, terms=""))

    assert answer.existing
    assert len(centre.store.opinions.consents(answer.member.member)) == 2


def test_joining_says_what_became_of_the_card(centre: Any, kiosk: Any):
    centre.member(card="04aa")
    centre.member(card="04bb")
    centre.store.members.revoke("nfc", "04bb", centre.now)

    assert centre.joined("13812340001", card_kind="nfc", card_value="04cc").card == "linked"
    assert centre.joined("13812340002", card_kind="nfc", card_value="04aa").card == "taken"
    assert centre.joined("13812340003", card_kind="nfc", card_value="04bb").card == "blocked"
    assert centre.joined("13812340004").card == ""


def test_a_friends_slip_shows_a_masked_name_and_both_rewards(centre: Any, kiosk: Any):
    code = kiosk.ask(Referral(member=centre.member().id)).code

    found = kiosk.ask(FriendLookup(code=code))

    assert isinstance(found, FriendFound)
    assert found.name == "林*雨"
    assert "好友" in found.reward_me.zh
    assert found.reward_friend.en.endswith("your first order from ¥100")


@pytest.mark.parametrize("code", ["", "RGF-NOBODYS00000", "RGM-7QK2M9X4TA3B8C1D", "x" * 5000, "\x00"])
def test_a_code_for_friends_that_is_nobodys_finds_nobody(kiosk: Any, code: str):
    assert kiosk.ask(FriendLookup(code=code)).code == "unknown_code"


def test_a_profile_shows_no_year_and_a_birthday_is_taken_and_rewarded_once(centre: Any, kiosk: Any):
    member = centre.member(points=0, card="04a1b2c3")
    before = kiosk.ask(Profile(member=member.id))

    kiosk.tell(ProfileChanged(member=member.id, birthday="1990-08-15", listed=False, language="en"))
    kiosk.tell(ProfileChanged(member=member.id, birthday="09-16"))

    assert before == ProfileView(cards=("B2C3",), points=20)
    assert kiosk.ask(Profile(member=member.id)) == ProfileView(birthday="08-15", listed=False, cards=("B2C3",))
    kept = centre.store.members.get(member.id)
    assert (kept.birthday, kept.language, centre.points(member)) == ("1990-08-15", "en", 20)


def test_a_birthday_told_while_joining_is_rewarded_too(centre: Any):
    assert centre.joined(PHONE, birthday="08-15").member.points == 120


def test_a_profile_of_nobody_and_a_day_nobody_is_born_on_are_refused(centre: Any, kiosk: Any):
    member = centre.member()

    assert kiosk.ask(Profile(member="m-nobody")).code == "unknown_member"
    ack = kiosk.tell(
        ProfileChanged(member="m-nobody"),
        ProfileChanged(member=member.id, birthday="02-30"),
        ProfileChanged(member=member.id, birthday=""),
        CardLost(member="m-nobody"),
        CardLost(member=member.id, last4="x" * 5),
    )
    assert [one.code for one in ack.rejected] == [
        "unknown_member",
        "bad_data",
        "bad_data",
        "unknown_member",
        "bad_data",
    ]


def test_a_lost_card_finds_nobody_at_any_kiosk_and_the_account_stays(centre: Any, kiosk: Any):
    member = centre.member(points=70, card="04a1b2c3")
    other = centre.kiosk("kiosk-2")
    assert isinstance(other.ask(MemberLookup(kind="nfc", value="04a1b2c3")), MemberFound)

    kiosk.tell(CardLost(member=member.id, last4="B2C3"), CardLost(member=member.id, last4="B2C3"))

    refused = Refusal(code="card_blocked", message="this card was reported lost")
    assert other.ask(MemberLookup(kind="nfc", value="04a1b2c3")) == refused
    assert kiosk.ask(CardLink(member=member.id, card_kind="nfc", card_value="04a1b2c3")) == refused
    new = kiosk.ask(CardLink(member=member.id, card_kind="nfc", card_value="04d4e5f6"))
    assert (new.member.points, new.member.card_last4) == (70, "E5F6")
    told = [one for one in centre.store.notices.waiting() if one.kind == "card_lost"]
    assert len(told) == 1


def test_the_server_says_which_ways_to_join_it_has():
    assert check({"data": "x"}).joins == ("phone", "email")
    silent = {"data": "x", "notices": {"log": False}}
    assert check(silent).joins == ()
    every = {**silent, "wechat": {"app_id": "wx"}, "notices": {"log": False, "smtp": {"host": "mail"}}}
    assert check(every).joins == ("wechat", "email")
