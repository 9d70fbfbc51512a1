"""What a card proved goes with every question about it; one that claims too much shows nobody's name."""

from __future__ import annotations

import pytest

from drivers.ports import CardTapped, CodeScanned, Proof
from kiosk.effects import Ask, Recall, Remember
from kiosk.events import Answered, Recalled, Touched
from kiosk.journal import from_plain, to_plain
from kiosk.screens import Attract, Greeting, Holding, JoinCode, JoinPhone, Reading, Trouble
from kiosk.screens._people import LIN, REWARDS
from kiosk.values import Card, Draft
from mqtt_bridge.messages import (
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    RedemptionVoided,
    Refusal,
    RewardHold,
    RewardList,
    RewardsListed,
)

UID = "04a1b2c3d4e580"
SUN = "https://regulars.example/m?e=0123456789ABCDEF0123456789ABCDEF&c=0123456789ABCDEF"
PHONE = "13812345678"
LIST = Answered(RewardList(member="m-lin"), RewardsListed(rewards=REWARDS))
CHOOSE = (Touched("redeem"), LIST, Touched("choose", "cash-10"), Touched("confirm"))


def arrive(kiosk, tap=None):
    """A member at the hub."""
    kiosk.given(tap or CardTapped(UID))
    kiosk.given(Answered(kiosk.asked[-1], MemberFound(member=LIN)))
    assert isinstance(kiosk.screen, Greeting)
    return kiosk


def refused_hold(kiosk, code):
    arrive(kiosk).given(*CHOOSE)
    assert isinstance(kiosk.screen, Holding)
    return kiosk.given(Answered(kiosk.asked[-1], Refusal(code=code)))


def test_a_copied_card_is_refused_and_nobody_is_asked_about(kiosk):
    kiosk.given(CardTapped(UID, Proof.FAILED))

    assert isinstance(kiosk.screen, Trouble) and kiosk.screen.reason == "card_blocked"
    assert kiosk.screen.card is None
    assert not [effect for effect in kiosk.effects if isinstance(effect, Ask | Recall)]


def test_a_copied_card_ends_the_visit_before_it(kiosk):
    kiosk.given(CardTapped("04ff00ff"), Recalled(Card("nfc", "04ff00ff"), LIN), CardTapped(UID, Proof.FAILED))

    assert isinstance(kiosk.screen, Trouble)


@pytest.mark.parametrize(
    ("tap", "proof", "sun"),
    [
        (CardTapped(UID, Proof.CHALLENGED), "challenged", ""),
        (CardTapped(UID), "uid_only", ""),
        (CardTapped(UID, sun=SUN), "uid_only", SUN),
    ],
)
def test_what_a_card_proved_goes_with_the_lookup_the_check_in_and_the_hold(kiosk, tap, proof, sun):
    arrive(kiosk, tap).given(Touched("check_in"), Touched("back"), *CHOOSE)

    lookups = [asked for asked in kiosk.asked if isinstance(asked, MemberLookup)]
    assert set(lookups) == {MemberLookup(kind="nfc", value=UID, proof=proof, sun=sun)}
    (check_in,) = kiosk.recorded
    assert isinstance(check_in, MemberCheckedIn) and check_in.proof == proof
    hold = kiosk.asked[-1]
    assert isinstance(hold, RewardHold) and (hold.proof, hold.sun) == (proof, sun)


def test_a_code_proves_nothing(kiosk):
    kiosk.given(CodeScanned("RGM-DEMO0000000SUN07"))
    (lookup,) = kiosk.asked

    assert (lookup.kind, lookup.proof, lookup.sun) == ("qr", "", "")


def test_an_answer_about_a_card_is_for_that_card_however_it_proved_itself(kiosk):
    kiosk.given(CardTapped(UID), CardTapped(UID, Proof.CHALLENGED), Recalled(Card("nfc", UID), LIN))

    assert isinstance(kiosk.screen, Greeting)
    assert kiosk.screen.card.proof is Proof.CHALLENGED


@pytest.mark.parametrize("remembered", [False, True])
def test_a_card_the_server_calls_copied_shows_nobodys_name(kiosk, remembered):
    kiosk.given(CardTapped(UID, sun=SUN))
    lookup = kiosk.asked[-1]
    if remembered:
        kiosk.given(Recalled(Card("nfc", UID), LIN))
        assert isinstance(kiosk.screen, Greeting)

    kiosk.given(Answered(lookup, Refusal(code="card_copied")))

    assert isinstance(kiosk.screen, Trouble) and kiosk.screen.code == "K-103"


def test_a_copy_found_out_at_the_reward_holds_nothing(kiosk):
    refused_hold(kiosk, "card_copied")

    assert isinstance(kiosk.screen, Trouble) and kiosk.screen.code == "K-103"
    assert [type(event) for event in kiosk.recorded] == [RedemptionVoided]
    assert not kiosk.screen.by_phone


def test_whose_card_does_not_do_can_sign_in_by_telephone_and_then_spend(kiosk):
    refused_hold(kiosk, "proof_needed")
    assert isinstance(kiosk.screen, Trouble) and kiosk.screen.code == "K-107"
    assert [type(event) for event in kiosk.recorded] == [RedemptionVoided]
    assert kiosk.screen.by_phone

    kiosk.given(Touched("sign_in"))
    assert kiosk.screen == JoinPhone(Draft(card=Card("nfc", UID)))
    kiosk.given(*(Touched("digit", digit) for digit in PHONE), Touched("next"))
    kiosk.given(Answered(JoinStart(phone=PHONE), JoinStarted(expires_s=600, resend_after_s=60)))
    assert isinstance(kiosk.screen, JoinCode)
    kiosk.given(*(Touched("digit", digit) for digit in "123456"))
    verify = kiosk.asked[-1]
    assert isinstance(verify, JoinVerify) and (verify.card_kind, verify.card_value) == ("nfc", UID)
    kiosk.given(Answered(verify, Joined(member=LIN, existing=True, code="RGM-DEMO0000000LIN01", card="linked")))
    assert isinstance(kiosk.screen, Greeting)
    assert Remember(Card("nfc", UID), LIN) in kiosk.effects
    kiosk.given(*CHOOSE)

    assert isinstance(kiosk.screen, Holding)


def test_signing_in_by_telephone_is_offered_where_it_helps_and_nowhere_else(kiosk):
    refused_hold(kiosk, "not_enough").given(Touched("sign_in"))

    assert isinstance(kiosk.screen, Trouble)
    assert [screen.reason for screen in Trouble.examples() if screen.by_phone] == ["proof_needed"]


def test_an_offline_kiosk_greets_a_card_that_can_be_copied_and_spends_nothing(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(Card("nfc", UID), LIN), Touched("redeem"))

    assert isinstance(offline_kiosk.screen, Greeting)
    assert offline_kiosk.asked == []


def test_silence_after_a_refused_card_leads_home(kiosk):
    refused_hold(kiosk, "proof_needed").given(Touched("done"))

    assert kiosk.screen == Attract()


def test_a_proven_card_and_an_unproven_one_are_the_same_card_on_the_screen(kiosk):
    for proof in (Proof.CHALLENGED, Proof.UID_ONLY):
        kiosk.given(CardTapped(UID, proof))
        assert kiosk.screen == Reading(Card("nfc", UID))


def test_the_journal_keeps_whether_a_card_proved_itself_and_hides_what_it_sealed():
    plain = to_plain(CardTapped(UID, Proof.FAILED, SUN))

    assert from_plain(plain).proof is Proof.FAILED
    assert UID not in str(plain) and SUN not in str(plain)
    assert from_plain({"is": "CardTapped", "uid": "#1"}).proof is Proof.UID_ONLY
    for value in (Card("nfc", UID, Proof.CHALLENGED, SUN), MemberLookup(kind="nfc", value=UID, sun=SUN)):
        shown = str(to_plain(value))
        assert UID not in shown and SUN not in shown
    assert SUN not in str(to_plain(RewardHold(redemption="r", member="m", reward="x", sun=SUN)))
