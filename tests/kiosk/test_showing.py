"""A coupon on the screen: a code that runs out, another one, and the coupon's own where there is no network."""

from __future__ import annotations

import msgspec
import pytest

from drivers.ports import CardTapped, Paper, PrinterChanged, PrinterStatus, PrintFault, PrintRefused
from kiosk.effects import Ask, Remind
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, Reminded, Touched
from kiosk.hands import Hands
from kiosk.screens import CouponCard, Greeting, Printing, Wallet
from kiosk.screens._people import AMOUNT_OFF, LIN, USED
from kiosk.values import Card, Link
from mqtt_bridge.messages import CouponShow, CouponShown, Refusal

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
ASKED = CouponShow(member=LIN.member, coupon=AMOUNT_OFF.code)
CODE = CouponShown(code="RGS:ONE", lives_s=60)


def opened(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("wallet"))
    return kiosk.given(Touched("open", AMOUNT_OFF.code))


def test_a_coupon_that_is_opened_shows_a_code_until_its_time_is_over(kiosk):
    opened(kiosk)
    assert (kiosk.screen.phase, kiosk.screen.code) == ("making", "")
    assert kiosk.effects[-1] == Ask(ASKED)

    kiosk.given(Answered(ASKED, CODE))
    assert (kiosk.screen.phase, kiosk.screen.code) == ("once", "RGS:ONE")
    assert kiosk.effects[-1] == Remind(60, kiosk.screen.run)

    kiosk.given(Reminded(kiosk.screen.run))
    assert (kiosk.screen.phase, kiosk.screen.code) == ("over", "")


def test_a_new_code_is_not_ended_by_the_time_of_the_one_before(kiosk):
    opened(kiosk).given(Answered(ASKED, CODE))
    first = kiosk.screen.run
    kiosk.given(Touched("refresh"), Answered(ASKED, CouponShown(code="RGS:TWO", lives_s=60)))
    assert kiosk.screen.code == "RGS:TWO"

    kiosk.given(Reminded(first))
    assert kiosk.screen.code == "RGS:TWO"


@pytest.mark.parametrize("answer", [NoAnswer(ASKED), Answered(ASKED, Refusal(code="not_signed"))])
def test_where_no_code_can_be_made_the_coupons_own_is_shown(kiosk, answer):
    opened(kiosk).given(answer)
    assert (kiosk.screen.phase, kiosk.screen.code) == ("ordinary", AMOUNT_OFF.code)


def test_without_a_network_the_signed_code_of_the_paper_is_shown_at_once(offline_kiosk):
    signed = msgspec.structs.replace(AMOUNT_OFF, signed="RGS:PAPER")
    kiosk = offline_kiosk.given(
        CardTapped(UID), Recalled(CARD, msgspec.structs.replace(LIN, coupons=(signed,))), Touched("more")
    )
    kiosk.given(Touched("wallet"), Touched("open", signed.code))
    assert (kiosk.screen.phase, kiosk.screen.code) == ("ordinary", "RGS:PAPER")
    assert kiosk.asked == []

    kiosk.given(LinkChanged(Link.ONLINE), Touched("refresh"))
    assert kiosk.asked[-1] == ASKED


@pytest.mark.parametrize("code", ["coupon_over", "unknown_coupon"])
def test_a_coupon_that_was_used_elsewhere_has_no_code(kiosk, code):
    opened(kiosk).given(Answered(ASKED, Refusal(code=code)))
    assert (kiosk.screen.phase, kiosk.screen.code, kiosk.screen.error) == ("refused", "", code)


def test_a_used_coupon_is_not_asked_for(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, msgspec.structs.replace(LIN, coupons=(USED,))), Touched("more"))
    before = len(kiosk.asked)
    kiosk.given(Touched("wallet"), Touched("open", USED.code), Touched("refresh"))
    assert (kiosk.screen.phase, len(kiosk.asked)) == ("", before)


def test_without_paper_the_greeting_shows_the_coupon_and_leads_back(kiosk):
    kiosk.given(PrinterChanged(PrinterStatus(online=True, paper=Paper.OUT)))
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("print", AMOUNT_OFF.code))
    assert isinstance(kiosk.screen, CouponCard) and kiosk.asked[-1] == ASKED

    kiosk.given(Touched("back"))
    assert isinstance(kiosk.screen, Greeting)


def test_with_paper_it_is_printed_and_from_the_wallet_the_way_back_is_the_wallet(kiosk):
    opened(kiosk).given(Touched("back"))
    assert isinstance(kiosk.screen, Wallet)
    kiosk.given(Touched("open", AMOUNT_OFF.code), Touched("print"))
    assert isinstance(kiosk.screen, Printing)


def test_a_late_code_of_another_coupon_is_not_shown(kiosk):
    opened(kiosk).given(Answered(CouponShow(member=LIN.member, coupon="RGC-OTHER0000000000"), CODE))
    assert (kiosk.screen.phase, kiosk.screen.code) == ("making", "")


def test_the_hands_remind_after_the_time_that_was_asked_for(timer):
    said = []
    nothing = lambda *_: None  # noqa: E731
    hands = Hands("kiosk/k1", None, None, nothing, None, said.append, nothing, nothing, None, nothing, timer)

    hands.do(Remind(60, "t-1"))
    timer.pass_time(59)
    assert said == []
    timer.pass_time(1)
    assert said == [Reminded("t-1")]


def test_a_coupon_kept_for_want_of_paper_is_shown_from_there(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("print", AMOUNT_OFF.code))
    kiosk.given(PrintRefused(kiosk.screen.job, PrintFault.PAPER_OUT, False), Touched("keep"), Touched("show"))
    assert isinstance(kiosk.screen, CouponCard) and kiosk.asked[-1] == ASKED
