"""A moment to take a redemption back: nothing is printed in it, nothing is lost, and it ends by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.ports import CardTapped, PrintFault, PrintRefused
from kiosk.config import BadConfig, parse
from kiosk.effects import KeepCoupon, Print
from kiosk.events import Answered, Started, TimedOut, Touched
from kiosk.flow import visit
from kiosk.screens import Attract, Finished, Printing, Undo
from kiosk.screens._people import AMOUNT_OFF, LIN, REWARDS
from kiosk.state import Comfort
from mqtt_bridge.messages import (
    MemberFound,
    MemberLookup,
    RedemptionVoided,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
)

UID = "04a1b2c3d4e580"


def held(kiosk) -> None:
    """From the tap to the answer that the points are held."""
    kiosk.given(CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN)))
    kiosk.given(Touched("redeem"), Answered(RewardList(member="m-lin"), RewardsListed(rewards=REWARDS)))
    kiosk.given(Touched("choose", "cash-10"), Touched("confirm"))
    redemption = kiosk.screen.redemption
    question = RewardHold(redemption=redemption, member="m-lin", reward="cash-10", proof="uid_only")
    kiosk.given(Answered(question, RewardHeld(redemption=redemption, coupon=AMOUNT_OFF, points_after=2470)))


@pytest.fixture
def waiting(kiosk):
    kiosk.state = replace(kiosk.state, undo_s=5.0)
    held(kiosk)
    assert isinstance(kiosk.screen, Undo)
    return kiosk


def prints(kiosk) -> list[Print]:
    return [effect for effect in kiosk.effects if isinstance(effect, Print)]


def test_nothing_is_printed_while_it_can_be_undone_and_the_coupon_is_kept_meanwhile(waiting):
    assert prints(waiting) == []
    assert KeepCoupon(waiting.screen.redemption, AMOUNT_OFF) in waiting.effects
    assert visit.timeout_s(waiting.state) == 5.0


def test_undo_gives_the_points_back_and_shows_the_old_balance(waiting):
    redemption = waiting.screen.redemption
    waiting.given(Touched("undo"))

    assert waiting.recorded == [RedemptionVoided(redemption=redemption, member="m-lin", reason="undone")]
    assert isinstance(waiting.screen, Finished)
    assert (waiting.screen.outcome, waiting.screen.member.points) == ("voided", 2480)
    assert prints(waiting) == []


@pytest.mark.parametrize("event", [TimedOut(), Touched("print_now")], ids=["time", "touch"])
def test_then_it_is_printed_once_under_the_same_redemption(waiting, event):
    redemption = waiting.screen.redemption
    waiting.given(event)

    assert isinstance(waiting.screen, Printing)
    assert waiting.screen.member.points == 2470
    assert [effect.redemption for effect in prints(waiting)] == [redemption]


@pytest.mark.parametrize("event", [CardTapped("04ffee01"), Touched("done"), Touched("staff")], ids=str)
def test_nothing_else_interrupts_it(waiting, event):
    before = waiting.screen
    waiting.given(event)

    assert waiting.screen == before


def test_who_needs_more_time_has_three_times_as_long(kiosk):
    around = replace(kiosk.state.around, comfort=Comfort(slow=True))
    kiosk.state = replace(kiosk.state, undo_s=5.0, around=around)
    held(kiosk)

    assert visit.timeout_s(kiosk.state) == 15.0


def test_a_house_that_wants_none_prints_at_once(kiosk):
    held(kiosk)

    assert isinstance(kiosk.screen, Printing)


def test_a_power_cut_within_it_gives_the_points_back_at_the_start(waiting, memory):
    redemption = waiting.screen.redemption
    memory.redemptions.open(redemption, "m-lin", "cash-10")
    memory.redemptions.keep_coupon(redemption, AMOUNT_OFF)
    (left_open,) = memory.redemptions.unsettled()
    assert left_open.state != "printing"

    waiting.state = replace(waiting.state, screen=Attract())
    waiting.given(Started(asked=((left_open.redemption, left_open.member),)))
    assert waiting.recorded == [RedemptionVoided(redemption=redemption, member="m-lin", reason="restart")]


def test_points_that_go_back_after_the_printer_failed_are_in_the_balance(waiting):
    waiting.given(Touched("print_now"))
    waiting.given(PrintRefused(waiting.screen.job, PrintFault.PAPER_OUT, False), Touched("void"))

    assert waiting.screen.member.points == 2480


def test_a_time_no_diner_would_wait_is_refused():
    with pytest.raises(BadConfig, match="undo_s"):
        parse('kiosk = "k1"\ndata_dir = "/tmp/x"\n[redeem]\nundo_s = 31')
