"""Holding points while a coupon prints, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from loyalty import ledger
from loyalty.ledger import (
    Account,
    EntryKind,
    HoldClosed,
    HoldState,
    NotEnough,
    NothingToDo,
    Origin,
    Posting,
    UnknownHold,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SOON = NOON + timedelta(minutes=3)
EMPTY = Account("a1")


def at(moment: datetime, event: str = "e1") -> Origin:
    return Origin(event, "store-1", moment, moment)


def done(answer: object) -> Account:
    assert isinstance(answer, Posting), answer
    return answer.account


def test_points_held_for_one_coupon_cannot_be_spent_on_another() -> None:
    account = done(ledger.earn(EMPTY, 15, at(NOON)))
    account = done(ledger.hold(account, "r1", 10, NOON, SOON))

    assert ledger.hold(account, "r2", 10, NOON, SOON) == NotEnough(10, 5)
    assert ledger.redeem(account, 6, at(NOON)) == NotEnough(6, 5)
    assert (ledger.balance(account, NOON), ledger.available(account, NOON)) == (15, 5)


def test_a_hold_asked_for_again_is_the_same_hold() -> None:
    first = ledger.hold(done(ledger.earn(EMPTY, 15, at(NOON))), "r1", 10, NOON, SOON)
    assert isinstance(first, Posting)

    again = ledger.hold(first.account, "r1", 10, NOON + timedelta(seconds=9), SOON + timedelta(hours=1))
    other = ledger.hold(first.account, "r1", 11, NOON, SOON)

    assert isinstance(again, Posting)
    assert (again.account, again.holds) == (first.account, first.holds)
    assert other == HoldClosed("r1", HoldState.HELD)


def test_capturing_spends_what_was_held_and_only_once() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 15, at(NOON))), "r1", 10, NOON, SOON))

    posting = ledger.capture(account, "r1", at(NOON))

    assert isinstance(posting, Posting)
    assert (posting.points, posting.holds[0].state, posting.holds[0].entry) == (-10, HoldState.CAPTURED, 2)
    assert ledger.available(posting.account, NOON) == 5
    assert ledger.capture(posting.account, "r1", at(NOON)) == HoldClosed("r1", HoldState.CAPTURED)
    assert ledger.void(posting.account, "r1") == HoldClosed("r1", HoldState.CAPTURED)


def test_voiding_frees_the_points_and_leaves_no_entry() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 15, at(NOON))), "r1", 10, NOON, SOON))

    posting = ledger.void(account, "r1")

    assert isinstance(posting, Posting)
    assert posting.entries == ()
    assert ledger.available(posting.account, NOON) == 15
    assert ledger.void(posting.account, "r1") == NothingToDo("voided")
    assert ledger.void(account, "r9") == UnknownHold("r9")


def test_a_hold_past_its_end_keeps_nothing_away_swept_or_not() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 15, at(NOON))), "r1", 10, NOON, SOON))

    released = ledger.release_expired_holds(account, SOON)

    assert ledger.available(account, SOON) == ledger.available(released.account, SOON) == 15
    assert released.holds[0].state is HoldState.EXPIRED
    assert ledger.release_expired_holds(released.account, SOON).holds == ()


def test_a_late_capture_draws_what_is_there_and_the_house_bears_the_rest() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 15, at(NOON))), "r1", 10, NOON, SOON))
    account = done(ledger.redeem(account, 9, at(SOON)))

    posting = ledger.capture(account, "r1", at(SOON))

    assert isinstance(posting, Posting)
    assert [(e.kind, e.points, e.reason) for e in posting.entries] == [
        (EntryKind.ADJUST, 4, ledger.OFFLINE_LOSS),
        (EntryKind.REDEEM, -10, ""),
    ]
    assert (posting.account.debt, ledger.balance(posting.account, SOON)) == (0, 0)


def test_a_late_capture_does_not_touch_points_held_for_another_coupon() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 10, at(NOON))), "r1", 10, NOON, SOON))
    account = done(ledger.hold(account, "r2", 10, SOON, SOON + timedelta(hours=1)))

    account = done(ledger.capture(account, "r1", at(SOON)))

    assert ledger.balance(account, SOON) == 10
    assert done(ledger.capture(account, "r2", at(SOON))).debt == 0


def test_the_house_s_loss_does_not_become_points_when_the_coupon_is_given_back() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 10, at(NOON))), "r1", 10, NOON, SOON))
    account = done(ledger.redeem(account, 6, at(SOON)))
    late = ledger.capture(account, "r1", at(SOON))
    assert isinstance(late, Posting)

    back = ledger.reverse_redeem(late.account, late.entries[-1].seq, late.draws, at(SOON))

    assert ledger.balance(done(back), SOON) == 4
    assert ledger.pending(done(back), NOON) == 0, "nor of an earlier moment"


def test_points_that_lapse_while_their_coupon_prints_are_still_spent_on_it() -> None:
    account = done(ledger.earn(EMPTY, 10, at(NOON), expires_at=NOON + timedelta(seconds=30)))
    account = done(ledger.hold(account, "r1", 10, NOON, SOON))
    midnight = NOON + timedelta(seconds=60)

    assert isinstance(ledger.expire(account, at(midnight)), NothingToDo)
    posting = ledger.capture(account, "r1", at(midnight))

    assert isinstance(posting, Posting)
    assert [entry.kind for entry in posting.entries] == [EntryKind.REDEEM]


def test_a_refund_between_hold_and_print_leaves_a_debt_not_a_free_coupon() -> None:
    account = done(ledger.hold(done(ledger.earn(EMPTY, 10, at(NOON))), "r1", 10, NOON, SOON))
    account = done(ledger.clawback(account, 1, 10, at(NOON)))

    posting = ledger.capture(account, "r1", at(NOON))

    assert isinstance(posting, Posting)
    assert posting.account.debt == 10
    back = ledger.reverse_redeem(posting.account, 4, posting.draws, at(NOON))
    assert (done(back).debt, ledger.balance(done(back), NOON)) == (0, 0)
