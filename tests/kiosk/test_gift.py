"""Points or a coupon for a telephone number: chosen, dialled, looked at once more, sent once."""

from __future__ import annotations

import msgspec
import pytest

from drivers.ports import CardTapped
from kiosk.effects import Ask, Remember
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, Touched
from kiosk.screens import CouponCard, GiftConfirm, GiftTo, Greeting, More, Trouble
from kiosk.screens._people import AMOUNT_OFF, LIN
from kiosk.values import Card, Link
from mqtt_bridge.messages import GiftSend, GiftSent, Refusal

UID, NUMBER = "04a1b2c3d4e580", "13900139000"
CARD = Card("nfc", UID)
SENT = GiftSent(phone_masked="139 •••• 9000", points_after=LIN.points - 50, until="2026-11-25T18:42:00+08:00")


def dial(kiosk, number=NUMBER):
    return kiosk.given(*(Touched("digit", digit) for digit in number))


@pytest.fixture
def member(kiosk):
    return kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"))


@pytest.fixture
def confirm(member):
    """Fifty points, the number, the last look."""
    dial(member.given(Touched("gift"), Touched("amount", "50")))
    return member.given(Touched("next"))


def all_asked(kiosk) -> list[GiftSend]:
    return [one.question for one in kiosk.effects if isinstance(one, Ask) and isinstance(one.question, GiftSend)]


def asked(kiosk) -> GiftSend:
    (question,) = all_asked(kiosk)
    return question


def test_points_are_chosen_a_number_dialled_and_both_shown_before_anything_is_sent(confirm):
    screen = confirm.screen
    assert isinstance(screen, GiftConfirm)
    assert (screen.masked, screen.before, screen.points, screen.after) == (
        "139 •••• 9000",
        LIN.points,
        50,
        LIN.points - 50,
    )
    assert all_asked(confirm) == []

    confirm.given(Touched("confirm"))

    expected = GiftSend(gift=screen.gift, member=LIN.member, phone=NUMBER, points=50, proof="uid_only")
    assert asked(confirm) == expected and screen.gift


def test_a_gift_on_its_way_shows_what_is_left_and_is_remembered(confirm):
    question = asked(confirm.given(Touched("confirm")))

    confirm.given(Answered(question, SENT))

    poorer = msgspec.structs.replace(LIN, points=LIN.points - 50)
    assert (confirm.screen.until, confirm.screen.after, confirm.screen.member) == (SENT.until, poorer.points, poorer)
    assert Remember(CARD, poorer) in confirm.effects
    confirm.given(Touched("confirm"))
    assert all_asked(confirm) == [question]
    confirm.given(Touched("back"))
    assert isinstance(confirm.screen, Greeting)


def test_an_unknown_outcome_is_asked_again_under_the_same_id(confirm):
    first = asked(confirm.given(Touched("confirm")))
    confirm.given(NoAnswer(first))
    assert confirm.screen.error == "no_answer"

    assert all_asked(confirm.given(Touched("confirm"))) == [first, first]


def test_nothing_is_touched_while_the_answer_is_awaited(confirm):
    confirm.given(Touched("confirm"))
    before = confirm.screen

    confirm.given(Touched("confirm"), Touched("back"))

    assert confirm.screen == before and before.asking
    assert len(all_asked(confirm)) == 1


def test_an_answer_to_another_gift_changes_nothing(confirm):
    question = asked(confirm.given(Touched("confirm")))

    confirm.given(Answered(msgspec.structs.replace(question, gift="another"), SENT))

    assert confirm.screen.until == ""


@pytest.mark.parametrize("code", ["gifts_today", "gift_too_large", "not_enough", "conflict"])
def test_a_refusal_is_said_and_nothing_is_called_sent(confirm, code):
    question = asked(confirm.given(Touched("confirm")))

    confirm.given(Answered(question, Refusal(code=code)))

    assert (confirm.screen.error, confirm.screen.until, confirm.screen.asking) == (code, "", False)


@pytest.mark.parametrize("code", ["bad_phone", "own_number"])
def test_a_wrong_number_is_corrected_where_it_was_dialled(confirm, code):
    question = asked(confirm.given(Touched("confirm")))

    confirm.given(Answered(question, Refusal(code=code)))

    assert confirm.screen == GiftTo(CARD, LIN, None, 50, NUMBER, code)
    confirm.given(Touched("erase"))
    assert (confirm.screen.digits, confirm.screen.error) == (NUMBER[:-1], "")


def test_another_number_is_another_gift(confirm):
    first = confirm.screen.gift

    confirm.given(Touched("back"), Touched("erase"), Touched("digit", "1"), Touched("next"))

    assert (confirm.screen.phone, confirm.screen.gift == first) == (NUMBER[:-1] + "1", False)


def test_a_card_that_proves_nothing_gives_nothing(confirm):
    question = asked(confirm.given(Touched("confirm")))

    confirm.given(Answered(question, Refusal(code="proof_needed")))

    assert confirm.screen == Trouble("proof_needed", "K-107", CARD)


def test_without_network_there_is_one_clear_line_and_nothing_is_sent(member):
    member.given(LinkChanged(Link.OFFLINE), Touched("gift"))
    assert isinstance(member.screen, More)

    member.given(LinkChanged(Link.ONLINE), Touched("gift"), Touched("amount", "50"))
    dial(member).given(LinkChanged(Link.OFFLINE), Touched("next"))
    assert member.screen.error == "offline"

    member.given(LinkChanged(Link.ONLINE), Touched("next"), LinkChanged(Link.OFFLINE), Touched("confirm"))
    assert (member.screen.error, member.screen.asking) == ("offline", False)


@pytest.mark.parametrize("amount", ["", "0", "-10", "11", "999999", "x"])
def test_only_the_amounts_on_the_screen_are_given(member, amount):
    member.given(Touched("gift"), Touched("amount", amount))

    assert member.screen.points == 0
    dial(member).given(Touched("next"))
    assert isinstance(member.screen, GiftTo)


def test_nobody_gives_more_than_they_have(kiosk):
    poor = msgspec.structs.replace(LIN, points=19)
    kiosk.given(CardTapped(UID), Recalled(CARD, poor), Touched("more"), Touched("gift"))

    assert kiosk.given(Touched("amount", "20")).screen.points == 0
    assert kiosk.given(Touched("amount", "10")).screen.points == 10


def test_a_coupon_goes_to_a_number_too(member):
    member.given(Touched("wallet"), Touched("open", AMOUNT_OFF.code), Touched("pass_on"), Touched("by_phone"))
    assert member.screen == GiftTo(CARD, LIN, AMOUNT_OFF)
    dial(member).given(Touched("amount", "50"), Touched("next"), Touched("confirm"))

    question = asked(member)
    assert (question.coupon, question.points) == (AMOUNT_OFF.code, 0)


def test_back_leads_where_one_came_from(member):
    assert isinstance(member.given(Touched("gift"), Touched("back")).screen, More)
    member.given(Touched("wallet"), Touched("open", AMOUNT_OFF.code), Touched("pass_on"), Touched("by_phone"))
    assert isinstance(member.given(Touched("back")).screen, CouponCard)
