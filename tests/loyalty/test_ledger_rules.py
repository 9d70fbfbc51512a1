"""The ledger's rules one by one, with the vectors of the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty import ledger
from loyalty.expiry import ExpiryKind, ExpiryPolicy, end_of_day, expires_at
from loyalty.ledger import (
    Account,
    BadLedger,
    EntryKind,
    NotEnough,
    NothingToDo,
    Origin,
    Posting,
    TooMuch,
    UnknownLot,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SOON = NOON + timedelta(minutes=3)
NEXT_YEAR = NOON + timedelta(days=365)
EMPTY = Account("a1")


def at(moment: datetime, event: str = "e1") -> Origin:
    return Origin(event, "store-1", moment, moment)


def done(answer: object) -> Account:
    assert isinstance(answer, Posting), answer
    return answer.account


def local(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def test_points_that_lapse_after_others_were_spent_do_not_collapse_the_balance() -> None:
    # earn 100 (exp 1 Jun), redeem 80, earn 50 (exp 1 Sep): on 2 Jun the balance is 50, not -30.
    june, september = end_of_day(local(2026, 6, 1).date(), SHANGHAI), end_of_day(local(2026, 9, 1).date(), SHANGHAI)
    account = done(ledger.earn(EMPTY, 100, at(local(2026, 3, 1)), expires_at=june))
    account = done(ledger.redeem(account, 80, at(local(2026, 4, 1))))
    account = done(ledger.earn(account, 50, at(local(2026, 5, 1)), expires_at=september))

    unswept = ledger.balance(account, local(2026, 6, 2))
    swept = done(ledger.expire(account, at(local(2026, 6, 2))))

    assert ledger.balance(account, local(2026, 6, 1, 23)) == 70
    assert (unswept, ledger.balance(swept, local(2026, 6, 2))) == (50, 50)


def test_a_year_lot_issued_in_february_of_a_leap_year_lapses_at_local_midnight_whatever_zone_the_server_is_in() -> None:
    ends = expires_at(ExpiryPolicy(), local(2028, 2, 29, 20), SHANGHAI)
    account = done(ledger.earn(EMPTY, 7, at(local(2028, 2, 29, 20).astimezone(UTC)), expires_at=ends))

    assert ledger.balance(account, datetime(2029, 2, 28, 15, 59, 59, tzinfo=UTC)) == 7
    assert ledger.balance(account, datetime(2029, 2, 28, 16, 0, 0, tzinfo=UTC)) == 0


def test_a_clawback_after_the_points_were_spent_is_a_debt_not_a_refusal() -> None:
    earned = ledger.earn(EMPTY, 12, at(NOON))
    account = done(ledger.redeem(earned.account, 10, at(NOON)))

    account = done(ledger.clawback(account, earned.entries[0].seq, 12, at(SOON)))

    assert (account.debt, ledger.balance(account, SOON), ledger.shown(account, SOON)) == (10, -10, 0)


@pytest.mark.parametrize("owed", [1, 10])
def test_earning_pays_the_debt_first(owed: int) -> None:
    earned = ledger.earn(EMPTY, owed, at(NOON))
    account = done(ledger.redeem(earned.account, owed, at(NOON)))
    account = done(ledger.clawback(account, 1, owed, at(NOON)))

    posting = ledger.earn(account, 12, at(SOON))

    kinds = [(entry.kind, entry.points) for entry in posting.entries]
    assert kinds == [(EntryKind.EARN, 12), (EntryKind.DEBT_SETTLE, -owed), (EntryKind.DEBT_SETTLE, owed)]
    assert (posting.account.debt, ledger.balance(posting.account, SOON)) == (0, 12 - owed)


def test_a_clawback_takes_from_its_own_lot_first_then_the_first_expiring() -> None:
    account = done(ledger.earn(EMPTY, 5, at(NOON), expires_at=SOON))
    account = done(ledger.earn(account, 5, at(NOON)))
    earned = ledger.earn(account, 5, at(NOON), expires_at=NEXT_YEAR)
    account = done(ledger.redeem(earned.account, 3, at(NOON)))

    account = done(ledger.clawback(account, earned.entries[0].seq, 5, at(NOON)))

    assert [lot.remaining for lot in account.lots] == [2, 5, 0]


def test_points_that_lapsed_unspent_are_not_owed_when_their_order_is_refunded() -> None:
    earned = ledger.earn(EMPTY, 10, at(NOON), expires_at=SOON)
    account = done(ledger.redeem(earned.account, 4, at(NOON)))
    later = SOON + timedelta(days=1)

    unswept = ledger.clawback(account, 1, 10, at(later))
    swept = ledger.clawback(done(ledger.expire(account, at(later))), 1, 10, at(later))

    assert done(unswept).debt == done(swept).debt == 4


def test_buying_spending_and_refunding_again_and_again_earns_nothing() -> None:
    account, spent = EMPTY, 0
    for _ in range(20):
        earned = ledger.earn(account, 100, at(NOON))
        account = earned.account
        answer = ledger.redeem(account, 100, at(NOON))
        if isinstance(answer, Posting):
            account, spent = answer.account, spent + 100
        account = done(ledger.clawback(account, earned.entries[0].seq, 100, at(NOON)))

    assert (spent, account.debt) == (100, 100), "the first time is a debt, and there is no second"


def test_a_half_return_after_a_redemption_gives_back_half() -> None:
    account = done(ledger.earn(EMPTY, 100, at(NOON)))
    spent = ledger.redeem(account, 40, at(NOON))
    assert isinstance(spent, Posting)
    redeem = spent.entries[0].seq

    half = ledger.reverse_redeem(spent.account, redeem, spent.draws, at(SOON), 20)

    assert ledger.balance(done(half), SOON) == 80
    assert isinstance(half, Posting)
    again = ledger.reverse_redeem(half.account, redeem, spent.draws + half.draws, at(SOON), 21)
    assert again == TooMuch(21, 20)
    rest = ledger.reverse_redeem(half.account, redeem, spent.draws + half.draws, at(SOON))
    assert isinstance(rest, Posting)
    draws = spent.draws + half.draws + rest.draws
    assert ledger.reverse_redeem(rest.account, redeem, draws, at(SOON)) == NothingToDo("all given back")


def test_pending_points_open_by_themselves_and_are_not_spendable_before() -> None:
    posting = ledger.earn(EMPTY, 10, at(NOON), activates_at=SOON)

    assert posting.entries[0].kind is EntryKind.PENDING
    assert (ledger.balance(posting.account, NOON), ledger.pending(posting.account, NOON)) == (0, 10)
    assert (ledger.balance(posting.account, SOON), ledger.pending(posting.account, SOON)) == (10, 0)


def test_settling_opens_pending_points_now() -> None:
    posting = ledger.earn(EMPTY, 10, at(NOON), activates_at=SOON, expires_at=NEXT_YEAR)

    settled = ledger.settle(posting.account, 1, at(NOON))

    assert isinstance(settled, Posting)
    assert (settled.points, ledger.balance(settled.account, NOON)) == (0, 10)
    assert settled.account.lots[1].expires_at == NEXT_YEAR
    assert ledger.settle(settled.account, 1, at(NOON)) == NothingToDo("not pending")
    assert ledger.settle(settled.account, 9, at(NOON)) == UnknownLot(9)


def test_compensation_is_linked_to_the_clearing_it_makes_good() -> None:
    account = done(ledger.earn(EMPTY, 30, at(NOON), expires_at=SOON))
    swept = ledger.expire(account, at(SOON))
    assert isinstance(swept, Posting)

    posting = ledger.compensate(swept.account, 30, swept.entries[0].seq, at(SOON), expires_at=NEXT_YEAR)

    assert posting.entries[0].cause == swept.entries[0].seq
    assert ledger.balance(posting.account, SOON) == 30


def test_an_expiry_is_dated_when_it_lapsed_not_when_it_was_swept() -> None:
    account = done(ledger.earn(EMPTY, 30, at(NOON), expires_at=SOON))

    swept = ledger.expire(account, at(SOON + timedelta(days=9)))

    assert isinstance(swept, Posting)
    assert (swept.entries[0].occurred_at, swept.entries[0].cause) == (SOON, 1)


def test_green_stars_live_six_months_after_the_last_activity_and_gold_s_for_ever() -> None:
    green, gold = ExpiryPolicy(ExpiryKind.SLIDING, 6), ExpiryPolicy(ExpiryKind.NEVER)
    account = done(
        ledger.earn(EMPTY, 60, at(local(2026, 3, 10)), expires_at=expires_at(green, local(2026, 3, 10), SHANGHAI))
    )
    visit = local(2026, 8, 31)
    renewed_until = expires_at(green, visit, SHANGHAI)
    assert renewed_until is not None

    account = done(ledger.renew(account, at(visit), renewed_until))

    assert ledger.balance(account, local(2027, 2, 28, 23)) == 60
    assert ledger.balance(account, local(2027, 3, 1, 0)) == 0
    assert expires_at(gold, visit, SHANGHAI) is None


def test_adjusting_down_never_takes_more_than_there_is() -> None:
    account = done(ledger.adjust(EMPTY, 5, "goodwill", at(NOON)))

    assert ledger.adjust(account, -6, "recount", at(NOON)) == NotEnough(6, 5)
    assert ledger.balance(done(ledger.adjust(account, -5, "recount", at(NOON))), NOON) == 0
    with pytest.raises(ValueError, match="says why"):
        ledger.adjust(account, 1, "", at(NOON))


@pytest.mark.parametrize("bad", [0, -5, 10**9 + 1, 2**31, 2**63, 0.1, 1.0, float("nan"), True, "12", None])
def test_points_that_are_no_sensible_whole_number_are_refused_with_a_clear_error(bad: object) -> None:
    account = ledger.earn(EMPTY, 100, at(NOON)).account
    for operation in (ledger.earn, ledger.redeem):
        with pytest.raises((TypeError, ValueError), match="points must be"):
            operation(account, bad, at(NOON))  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", [NOON.replace(tzinfo=None), "2026-01-01"])
def test_a_moment_without_a_zone_is_refused(moment: object) -> None:
    with pytest.raises((TypeError, ValueError), match="occurred_at must"):
        Origin("e1", "store-1", moment, NOON)  # type: ignore[arg-type]


def test_half_a_character_and_endless_text_are_refused() -> None:
    with pytest.raises(ValueError, match="half a character"):
        Origin("e1", "store \ud800", NOON, NOON)
    with pytest.raises(ValueError, match="at most 128"):
        Origin("e" * 129, "store-1", NOON, NOON)


def test_a_ledger_whose_draws_do_not_fit_is_named_not_guessed_at() -> None:
    account = done(ledger.earn(EMPTY, 10, at(NOON)))
    spent = ledger.redeem(account, 4, at(NOON))
    assert isinstance(spent, Posting)

    with pytest.raises(BadLedger, match="entry 2 draws from lot 1, which is not there"):
        ledger.replay("a1", spent.entries, spent.draws)
    earned = ledger.earn(EMPTY, 3, at(NOON)).entries
    with pytest.raises(BadLedger, match="entry 2 draws 4 of lot 1, which has 3"):
        ledger.replay("a1", earned + spent.entries, spent.draws)


def test_two_postings_on_top_of_each_other_are_saved_as_one() -> None:
    joined = ledger.earn(EMPTY, 100, at(NOON), reason="join")
    spent = ledger.redeem(joined.account, 30, at(NOON))
    assert isinstance(spent, Posting)

    both = joined.then(spent)

    assert (both.points, both.account, both.draws) == (70, spent.account, spent.draws)
    assert [entry.seq for entry in both.entries] == [1, 2]
    assert [(lot.seq, lot.remaining) for lot in both.lots] == [(1, 70)]
