"""Points for paper: hold, print, commit; or void; and never two coupons for one redemption."""

from __future__ import annotations

import pytest

from drivers.ports import CardTapped, Printed, PrintFault, PrintRefused
from kiosk.effects import Ask, KeepCoupon, OpenRedemption, Print
from kiosk.events import Answered, NoAnswer, TimedOut, Touched
from kiosk.flow import visit
from kiosk.screens import Attract, Catalogue, Confirm, Finished, Holding, PrinterTrouble, Printing, Trouble
from kiosk.screens._people import AMOUNT_OFF, LIN, REWARDS
from kiosk.values import Card
from mqtt_bridge.messages import (
    CouponPrinted,
    MemberFound,
    MemberLookup,
    RedemptionCommitted,
    RedemptionVoided,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
)

UID = "04a1b2c3d4e580"
ARRIVE = (CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN)))
LIST = Answered(RewardList(member="m-lin"), RewardsListed(rewards=REWARDS))
CHOOSE = (*ARRIVE, Touched("redeem"), LIST, Touched("choose", "cash-10"))


@pytest.fixture
def holding(kiosk):
    """A kiosk that has asked for the hold."""
    kiosk.given(*CHOOSE, Touched("confirm"))
    assert isinstance(kiosk.screen, Holding)
    return kiosk


def question(kiosk) -> RewardHold:
    return RewardHold(redemption=kiosk.screen.redemption, member="m-lin", reward="cash-10", proof="uid_only")


def held(kiosk):
    redemption = kiosk.screen.redemption
    return Answered(question(kiosk), RewardHeld(redemption=redemption, coupon=AMOUNT_OFF, points_after=2470))


@pytest.fixture
def printing(holding):
    """A kiosk whose printer has the job."""
    return holding.given(held(holding))


def test_a_reward_is_chosen_and_confirmed_before_anything_is_held(kiosk):
    kiosk.given(*CHOOSE)

    assert isinstance(kiosk.screen, Confirm)
    assert kiosk.screen.points_after == 2470
    assert not any(isinstance(effect, OpenRedemption) for effect in kiosk.effects)


def test_a_reward_out_of_reach_or_out_of_stock_cannot_be_chosen(kiosk):
    kiosk.given(*ARRIVE, Touched("redeem"), LIST, Touched("choose", "feast"))

    assert isinstance(kiosk.screen, Catalogue)


def test_the_redemption_is_written_down_before_the_server_is_asked(holding):
    redemption = holding.screen.redemption

    assert holding.effects[-2:] == [OpenRedemption(redemption, "m-lin", "cash-10"), Ask(question(holding))]


def test_nothing_is_printed_before_the_server_has_held_the_points(holding):
    assert not any(isinstance(effect, Print) for effect in holding.effects)

    holding.given(held(holding))

    assert isinstance(holding.screen, Printing)
    assert [type(effect) for effect in holding.effects[-2:]] == [KeepCoupon, Print]


def test_a_printed_coupon_is_committed(printing):
    redemption = printing.screen.redemption
    printing.given(Printed(printing.screen.job))

    assert printing.recorded == [RedemptionCommitted(redemption=redemption, member="m-lin")]
    assert printing.screen.outcome == "printed"
    assert printing.screen.member.points == 2470


def test_an_unknown_outcome_asks_again_under_the_same_id_and_then_voids(holding):
    first = question(holding)
    for _ in range(3):
        holding.given(NoAnswer(first))
    assert holding.asked.count(first) == 4

    holding.given(NoAnswer(first))

    assert isinstance(holding.screen, Trouble)
    assert holding.recorded == [RedemptionVoided(redemption=first.redemption, member="m-lin", reason="no_answer")]


def test_an_answer_that_comes_after_a_retry_still_prints_once(holding):
    late = held(holding)
    holding.given(NoAnswer(question(holding)), late, late)

    assert sum(isinstance(effect, Print) for effect in holding.effects) == 1


@pytest.mark.parametrize(
    ("code", "reason"), [("not_enough", "not_enough"), ("out_of_stock", "reward_gone"), ("anything", "refused")]
)
def test_a_refusal_says_why_and_closes_the_redemption(holding, code, reason):
    redemption = holding.screen.redemption
    holding.given(Answered(question(holding), Refusal(code=code)))

    assert holding.screen.reason == reason
    assert holding.recorded == [RedemptionVoided(redemption=redemption, member="m-lin", reason=code)]


def test_nothing_interrupts_a_hold_or_a_print(holding):
    before = holding.screen
    holding.given(CardTapped("04ff"), Touched("done"), TimedOut())
    assert holding.screen == before

    holding.given(held(holding))
    before = holding.screen
    holding.given(CardTapped("04ff"), Touched("done"), Touched("confirm"))
    assert holding.screen == before


def paper_out(kiosk, may_be_on_paper=False):
    return kiosk.given(PrintRefused(kiosk.screen.job, PrintFault.PAPER_OUT, may_be_on_paper))


def test_after_paper_out_the_same_coupon_is_printed_again_under_the_same_redemption(printing):
    first = printing.effects[-1]
    paper_out(printing).given(Touched("again"))
    second = printing.effects[-1]

    assert first.job != second.job
    assert (first.redemption, first.ticket) == (second.redemption, second.ticket)


def test_after_paper_out_the_points_can_be_had_back(printing):
    redemption = printing.screen.redemption
    paper_out(printing).given(Touched("void"))

    assert printing.recorded == [RedemptionVoided(redemption=redemption, member="m-lin", reason="paper_out")]
    assert printing.screen.outcome == "voided"


def test_after_paper_out_the_coupon_can_be_kept_for_later(printing):
    redemption = printing.screen.redemption
    paper_out(printing).given(Touched("keep"))

    assert printing.recorded == [RedemptionCommitted(redemption=redemption, member="m-lin")]


@pytest.mark.parametrize(("may_be_on_paper", "kind"), [(False, RedemptionVoided), (True, RedemptionCommitted)])
def test_whoever_walks_away_from_a_stopped_printer_leaves_nothing_open(printing, may_be_on_paper, kind):
    paper_out(printing, may_be_on_paper).given(TimedOut(), TimedOut())

    assert printing.screen == Attract()
    assert [type(event) for event in printing.recorded] == [kind]


def test_the_next_diners_card_settles_the_open_redemption_first(printing):
    paper_out(printing).given(CardTapped("04ff"))

    assert [type(event) for event in printing.recorded] == [RedemptionVoided]
    assert printing.screen.card == Card("nfc", "04ff")


def test_a_coupon_that_may_be_on_paper_cannot_be_voided(printing):
    paper_out(printing, may_be_on_paper=True).given(Touched("void"))

    assert isinstance(printing.screen, PrinterTrouble)


def test_an_issued_coupon_is_printed_once_however_often_the_button_is_touched(kiosk):
    kiosk.given(*ARRIVE, Touched("print", AMOUNT_OFF.code), Touched("print", AMOUNT_OFF.code))
    kiosk.given(Printed(kiosk.screen.job))

    assert sum(isinstance(effect, Print) for effect in kiosk.effects) == 1
    assert kiosk.recorded == [CouponPrinted(member="m-lin", coupon=AMOUNT_OFF.code)]
    assert isinstance(kiosk.screen, Finished)


def test_offline_points_are_not_redeemed(offline_kiosk):
    from kiosk.events import Recalled

    offline_kiosk.given(CardTapped(UID), Recalled(Card("nfc", UID), LIN), Touched("redeem"))

    assert not offline_kiosk.asked


def test_a_coupon_that_may_be_on_paper_stays_so_however_often_it_is_tried_again(printing):
    paper_out(printing, may_be_on_paper=True).given(Touched("again"))
    paper_out(printing, may_be_on_paper=False).given(Touched("void"))
    assert isinstance(printing.screen, PrinterTrouble)
    printing.given(Touched("done"))
    assert [type(event) for event in printing.recorded] == [RedemptionCommitted]


def test_a_printer_that_never_answers_is_not_waited_for_for_ever(printing):
    assert visit.timeout_s(printing.state) == 90.0
    printing.given(TimedOut())
    assert isinstance(printing.screen, PrinterTrouble)
    assert printing.screen.may_be_on_paper


def test_a_ticket_that_comes_out_after_it_was_given_up_counts(printing):
    job = printing.screen.job
    printing.given(TimedOut(), Printed(job))
    assert isinstance(printing.screen, Finished)
    assert [type(event) for event in printing.recorded] == [RedemptionCommitted]
