"""Points between two accounts: a gift, or two accounts that become one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from loyalty import ledger
from loyalty.ledger import (
    Account,
    HoldsStand,
    NotEnough,
    Origin,
    Posting,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SOON = NOON + timedelta(minutes=3)
NEXT_YEAR = NOON + timedelta(days=365)
EMPTY = Account("a1")


def at(moment: datetime, event: str = "e1") -> Origin:
    return Origin(event, "store-1", moment, moment)


def done(answer: object) -> Account:
    assert isinstance(answer, Posting), answer
    return answer.account


def test_twenty_gifts_of_a_balance_of_100_move_it_once() -> None:
    giver = done(ledger.earn(Account("giver"), 100, at(NOON)))
    taker = Account("taker")

    moved = 0
    for _ in range(20):
        answer = ledger.transfer(giver, taker, 100, at(SOON))
        if not isinstance(answer, NotEnough):
            giver, taker = answer[0].account, answer[1].account
            moved += 1

    assert (moved, ledger.balance(giver, SOON), ledger.balance(taker, SOON)) == (1, 0, 100)


def test_a_gift_keeps_the_expiry_of_what_is_given() -> None:
    giver = done(ledger.earn(Account("giver"), 5, at(NOON), expires_at=NEXT_YEAR))
    giver = done(ledger.earn(giver, 5, at(NOON)))

    answer = ledger.transfer(giver, Account("taker"), 7, at(SOON))

    assert not isinstance(answer, NotEnough)
    assert [(lot.original, lot.expires_at) for lot in answer[1].account.lots] == [(5, NEXT_YEAR), (2, None)]


def test_a_merge_moves_lots_and_debt_and_leaves_both_ledgers() -> None:
    owing = done(
        ledger.clawback(
            done(ledger.redeem(ledger.earn(Account("old"), 9, at(NOON)).account, 9, at(NOON))), 1, 9, at(NOON)
        )
    )
    kept = ledger.earn(Account("kept"), 20, at(NOON)).account

    answer = ledger.merge(owing, kept, at(SOON))

    assert isinstance(answer, tuple)
    gone, into = answer
    assert (gone.account.debt, ledger.balance(gone.account, SOON)) == (0, 0)
    assert ledger.balance(into.account, SOON) == 11
    assert gone.points + into.points == 0


def test_points_that_are_pending_stay_pending_through_a_merge() -> None:
    gone = ledger.earn(Account("old"), 9, at(NOON), activates_at=NEXT_YEAR).account

    answer = ledger.merge(gone, Account("kept"), at(SOON))

    assert isinstance(answer, tuple)
    into = answer[1].account
    assert (ledger.balance(into, SOON), ledger.pending(into, SOON), ledger.balance(into, NEXT_YEAR)) == (0, 9, 9)


def test_an_account_is_not_merged_away_while_a_coupon_is_printed_from_it() -> None:
    gone = done(ledger.hold(ledger.earn(Account("old"), 9, at(NOON)).account, "r1", 5, NOON, SOON))

    assert ledger.merge(gone, Account("kept"), at(NOON)) == HoldsStand(("r1",))
    assert isinstance(ledger.merge(gone, Account("kept"), at(SOON)), tuple)


def test_an_account_neither_gives_to_nor_merges_with_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        ledger.transfer(EMPTY, EMPTY, 1, at(NOON))
    with pytest.raises(ValueError, match="itself"):
        ledger.merge(EMPTY, EMPTY, at(NOON))
