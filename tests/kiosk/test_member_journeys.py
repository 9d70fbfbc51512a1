"""What a member can look at and tell us: history, tiers, leaderboard, coupons, feedback, friends, receipts."""

from __future__ import annotations

import msgspec
import pytest

from drivers.ports import CardTapped, CodeScanned, Printed, PrintFault, PrintRefused
from drivers.printer.ticket import Align, Text
from kiosk.effects import Ask, Print
from kiosk.events import Answered, NoAnswer, Recalled, TimedOut, Touched
from kiosk.screens import (
    Attract,
    Claimed,
    CouponCard,
    Greeting,
    Ladder,
    Leaders,
    Moment,
    More,
    PastPoints,
    Printing,
    Receipt,
    Refer,
    Thanks,
    Trouble,
    Wallet,
)
from kiosk.screens._people import AMOUNT_OFF, HISTORY, LEADERS, LIN, PLATINUM, QUOTE, REFERRAL, TAKEN, TIERS
from kiosk.values import Card
from mqtt_bridge.messages import (
    FeedbackGiven,
    History,
    HistoryListed,
    Leaderboard,
    MemberFound,
    MemberLookup,
    ReceiptClaimed,
    ReceiptQuote,
    Referral,
    ReferralShared,
    Refusal,
    TierList,
)

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
FOUND = Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN))
ME = "m-lin"


@pytest.fixture
def here(kiosk):
    """A kiosk with Lin in front of it."""
    return kiosk.given(CardTapped(UID), FOUND)


@pytest.mark.parametrize(
    ("word", "question", "answer", "screen"),
    [
        ("history", History(member=ME), HISTORY, PastPoints),
        ("leaders", Leaderboard(member=ME), LEADERS, Leaders),
        ("ladder", TierList(member=ME), TIERS, Ladder),
        ("refer", Referral(member=ME), REFERRAL, Refer),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_more_offers_is_asked_shown_and_left_again(here, word, question, answer, screen):
    here.given(Touched("more"), Touched(word))
    assert isinstance(here.screen, screen)
    assert here.effects[-1] == Ask(question)

    here.given(Answered(question, answer))
    assert answer in (getattr(here.screen, "listed", None), getattr(here.screen, "view", None))

    here.given(Touched("back"))
    assert isinstance(here.screen, More | Greeting)


def test_an_answer_for_another_member_is_shown_to_nobody(here):
    here.given(Touched("more"), Touched("history"), Answered(History(member="m-other"), HISTORY))

    assert here.screen.listed is None


def test_an_old_filters_answer_does_not_overwrite_the_new_one(here):
    here.given(Touched("more"), Touched("history"), Touched("filter", "spent"), Answered(History(member=ME), HISTORY))

    assert here.screen.listed is None


def test_what_was_spent_is_shown_when_asked_and_hidden_at_the_next_visit_to_the_list(here):
    here.given(Touched("more"), Touched("history"), Answered(History(member=ME), HISTORY))
    assert not here.screen.amounts

    here.given(Touched("amounts"))
    assert here.screen.amounts
    assert here.screen.listed == HISTORY

    here.given(Touched("back"), Touched("history"))
    assert not here.screen.amounts


def test_pages_of_history_are_asked_for(here):
    here.given(Touched("more"), Touched("history"), Answered(History(member=ME), HISTORY), Touched("page", "next"))

    assert here.effects[-1] == Ask(History(member=ME, page=1))


@pytest.mark.parametrize("answer", [None, Refusal(code="unavailable")])
def test_a_server_that_does_not_answer_is_no_dead_end(here, answer):
    question = History(member=ME)
    here.given(
        Touched("more"), Touched("history"), NoAnswer(question) if answer is None else Answered(question, answer)
    )

    assert isinstance(here.screen, Trouble)


def test_offline_what_needs_the_server_stays_shut_and_the_wallet_opens(offline_kiosk):
    offline_kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("more"), Touched("history"))
    assert isinstance(offline_kiosk.screen, More)

    offline_kiosk.given(Touched("wallet"))
    assert isinstance(offline_kiosk.screen, Wallet)


def test_a_coupon_is_opened_printed_and_closed(here):
    here.given(Touched("more"), Touched("wallet"), Touched("open", AMOUNT_OFF.code))
    assert isinstance(here.screen, CouponCard)

    here.given(Touched("print"))
    assert isinstance(here.screen, Printing)
    assert sum(isinstance(effect, Print) for effect in here.effects) == 1


def test_a_new_tier_has_its_moment_and_then_the_greeting(kiosk):
    risen = msgspec.structs.replace(LIN, tier=PLATINUM)
    found = Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=risen))
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), found)
    assert kiosk.screen == Moment(CARD, risen, kiosk.now, up=True)

    kiosk.given(TimedOut())
    assert kiosk.screen == Greeting(CARD, risen, kiosk.now)


def test_the_same_tier_has_no_moment(kiosk):
    kiosk.given(CardTapped(UID), Recalled(CARD, LIN), FOUND)

    assert isinstance(kiosk.screen, Greeting)


def test_feedback_is_recorded_once_with_at_most_three_topics(here):
    topics = ("taste", "service", "speed", "clean")
    here.given(Touched("feedback"), Touched("score", "9"), *(Touched("topic", topic) for topic in topics))
    here.given(Touched("topic", "taste"), Touched("send"), Touched("send"))

    assert here.recorded == [FeedbackGiven(member=ME, score=9, topics=("service", "speed"))]
    assert isinstance(here.screen, Thanks)


def test_a_low_score_may_call_the_manager_and_a_high_one_may_not(here):
    here.given(Touched("feedback"), Touched("score", "9"), Touched("manager"))
    assert not here.screen.manager

    here.given(Touched("score", "3"), Touched("manager"), Touched("send"))
    assert here.recorded == [FeedbackGiven(member=ME, score=3, call_manager=True)]
    assert here.screen.called


def test_nothing_is_sent_before_a_score_is_chosen(here):
    here.given(Touched("feedback"), Touched("send"))

    assert here.recorded == []


def test_a_slip_for_a_friend_is_printed_and_counted(here):
    here.given(Touched("refer"), Answered(Referral(member=ME), REFERRAL), Touched("print"), Touched("print"))
    job = here.screen.job
    here.given(Printed(job))

    assert sum(isinstance(effect, Print) for effect in here.effects) == 1
    assert here.recorded == [ReferralShared(member=ME, how="printed")]
    assert here.screen.outcome == "printed"


def test_a_slip_that_did_not_print_is_not_counted(here):
    here.given(Touched("refer"), Answered(Referral(member=ME), REFERRAL), Touched("print"))
    here.given(PrintRefused(here.screen.job, PrintFault.PAPER_OUT, False))

    assert here.recorded == []
    assert here.screen.outcome == "failed"


CODE = QUOTE.code
ASKED = ReceiptQuote(member=ME, code=CODE)


def test_a_receipt_is_quoted_and_claimed_once(here):
    here.given(CodeScanned(CODE), Answered(ASKED, QUOTE), Touched("claim"), Touched("claim"))

    assert here.recorded == [ReceiptClaimed(member=ME, code=CODE)]
    assert here.screen == Claimed(CARD, msgspec.structs.replace(LIN, points=LIN.points + 12), QUOTE)


def test_what_a_receipt_brought_is_printed_once_for_whoever_likes_paper(here):
    here.given(CodeScanned(CODE), Answered(ASKED, QUOTE), Touched("claim"), Touched("print"), Touched("print"))
    job = here.screen.job
    here.given(Printed(job), Touched("print"))

    (printed,) = [effect for effect in here.effects if isinstance(effect, Print)]
    assert Text("+12", size=3, bold=True, align=Align.CENTER, fit=True) in printed.ticket.elements
    assert here.screen.outcome == "printed"
    assert here.recorded == [ReceiptClaimed(member=ME, code=CODE)]


def test_a_slip_of_points_that_did_not_print_can_be_tried_again(here):
    here.given(CodeScanned(CODE), Answered(ASKED, QUOTE), Touched("claim"), Touched("print"))
    here.given(PrintRefused(here.screen.job, PrintFault.PAPER_OUT, False))
    assert here.screen.outcome == "failed"

    here.given(Touched("print"))
    here.given(Printed(here.screen.job))
    assert here.screen.outcome == "printed"


def test_a_receipt_without_anybody_waits_for_a_card(kiosk):
    kiosk.given(CodeScanned(CODE))
    assert kiosk.screen == Receipt(CODE)

    kiosk.given(CardTapped(UID), FOUND)
    assert kiosk.screen == Receipt(CODE, CARD, LIN)
    assert kiosk.effects[-1] == Ask(ASKED)


def test_a_receipt_that_was_claimed_before_gives_nothing(here):
    here.given(CodeScanned(CODE), Answered(ASKED, TAKEN), Touched("claim"))

    assert here.recorded == []


def test_offline_a_receipt_is_kept_for_later(offline_kiosk):
    offline_kiosk.given(CodeScanned(CODE))

    assert isinstance(offline_kiosk.screen, Trouble)


def test_answers_can_be_read_by_anybody(kiosk):
    kiosk.given(Touched("guide"), Touched("open", "2"), Touched("open", "9"))
    assert kiosk.screen.open == 2

    kiosk.given(Touched("back"))
    assert kiosk.screen == Attract()


def test_an_empty_history_is_an_answer(here):
    here.given(Touched("more"), Touched("history"), Answered(History(member=ME), HistoryListed()))

    assert here.screen.listed == HistoryListed()


def test_another_card_ends_the_visit_and_says_so_and_the_same_card_does_not(here):
    here.given(CardTapped("04ffee01"))
    assert here.screen.instead

    here.given(CardTapped("04ffee01"))
    assert not here.screen.instead
