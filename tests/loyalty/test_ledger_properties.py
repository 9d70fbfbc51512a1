"""Invariants of the ledger for any figures and any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty import ledger
from loyalty.ledger import Account, Lot, NotEnough, Origin, Posting
from loyalty.ledger.idempotency import Json

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
Credits = list[tuple[int, int | None]]

POINTS = st.integers(1, 500)
LIVES = st.none() | st.integers(1, 40)
CREDITS = st.lists(st.tuples(POINTS, LIVES), min_size=1, max_size=8)


def origin(moment: datetime = NOW) -> Origin:
    return Origin("e1", "store-1", moment, moment)


def with_credits(credits: Credits, name: str = "a1") -> Account:
    account = Account(name)
    for points, days in credits:
        ends = None if days is None else NOW + timedelta(days=days)
        account = ledger.earn(account, points, origin(), expires_at=ends).account
    return account


def lots(account: Account) -> list[tuple[int, int, datetime | None]]:
    return [(lot.seq, lot.remaining, lot.expires_at) for lot in account.lots]


def saved(answer: object) -> Posting:
    assert isinstance(answer, Posting), answer
    return answer


@given(CREDITS, st.lists(POINTS, max_size=20))
def test_redeems_in_any_order_never_grant_more_than_the_balance(credits: Credits, asked: list[int]) -> None:
    account = with_credits(credits)
    balance, granted = ledger.balance(account, NOW), 0
    for points in asked:
        answer = ledger.redeem(account, points, origin())
        if isinstance(answer, NotEnough):
            assert points > answer.available == balance - granted
            continue
        account, granted = answer.account, granted + points

    assert granted <= balance
    assert ledger.balance(account, NOW) == balance - granted


@given(CREDITS, st.data())
def test_the_first_expiring_points_are_spent_first(credits: Credits, data: st.DataObject) -> None:
    account = with_credits(credits)
    points = data.draw(st.integers(1, ledger.balance(account, NOW)))

    posting = saved(ledger.redeem(account, points, origin()))

    drawn = {draw.lot for draw in posting.draws}
    ends = datetime.max.replace(tzinfo=UTC)
    touched = [lot.expires_at or ends for lot in posting.account.lots if lot.seq in drawn]
    full = [lot.expires_at or ends for lot in posting.account.lots if lot.seq not in drawn]
    assert sum(draw.points for draw in posting.draws) == points
    assert not full or max(touched) <= min(full)


@given(CREDITS, st.data())
def test_spending_and_giving_back_in_any_parts_restores_the_same_lots(credits: Credits, data: st.DataObject) -> None:
    before = with_credits(credits)
    points = data.draw(st.integers(1, ledger.balance(before, NOW)))
    spent = saved(ledger.redeem(before, points, origin()))
    account, draws, left = spent.account, spent.draws, points

    while left:
        part = data.draw(st.integers(1, left))
        back = saved(ledger.reverse_redeem(account, spent.entries[0].seq, draws, origin(), part))
        account, draws, left = back.account, draws + back.draws, left - part

    assert lots(account) == lots(before)


@given(CREDITS, st.data())
def test_giving_back_some_leaves_the_lots_as_if_less_had_been_spent(credits: Credits, data: st.DataObject) -> None:
    before = with_credits(credits)
    spend = data.draw(st.integers(2, max(2, ledger.balance(before, NOW))))
    if spend > ledger.balance(before, NOW):
        return
    back = data.draw(st.integers(1, spend - 1))
    spent = saved(ledger.redeem(before, spend, origin()))

    returned = saved(ledger.reverse_redeem(spent.account, spent.entries[0].seq, spent.draws, origin(), back))
    less = saved(ledger.redeem(before, spend - back, origin()))

    assert lots(returned.account) == lots(less.account)


@given(CREDITS, POINTS, st.data())
def test_an_earning_taken_back_in_any_parts_is_as_if_it_never_was(
    credits: Credits, earned: int, data: st.DataObject
) -> None:
    before = with_credits(credits)
    posting = ledger.earn(before, earned, origin(), expires_at=NOW + timedelta(days=20))
    account, left = posting.account, earned
    seq = posting.entries[0].seq

    while left:
        part = data.draw(st.integers(1, left))
        account, left = saved(ledger.clawback(account, seq, part, origin())).account, left - part

    assert [lot for lot in lots(account) if lot[0] != seq] == lots(before)
    assert (ledger.balance(account, NOW), account.debt) == (ledger.balance(before, NOW), 0)


@given(CREDITS, POINTS, st.data())
def test_a_refund_of_spent_and_earned_points_in_either_order_ends_the_same(
    credits: Credits, earned: int, data: st.DataObject
) -> None:
    account = with_credits(credits)
    paid = data.draw(st.integers(1, ledger.balance(account, NOW)))
    spent = saved(ledger.redeem(account, paid, origin()))
    posting = ledger.earn(spent.account, earned, origin())
    elsewhere = data.draw(st.integers(0, ledger.balance(posting.account, NOW)))
    account = posting.account
    if elsewhere:
        account = saved(ledger.redeem(account, elsewhere, origin())).account

    def give_back(on: Account) -> Account:
        return saved(ledger.reverse_redeem(on, spent.entries[0].seq, spent.draws, origin())).account

    def take_back(on: Account) -> Account:
        return saved(ledger.clawback(on, posting.entries[0].seq, earned, origin())).account

    one, other = take_back(give_back(account)), give_back(take_back(account))

    assert ledger.balance(one, NOW) == ledger.balance(other, NOW)
    assert one.debt == other.debt


@given(CREDITS, CREDITS, POINTS)
def test_a_gift_conserves_points_and_lives_no_longer(first: Credits, second: Credits, points: int) -> None:
    giver, taker = with_credits(first, "giver"), with_credits(second, "taker")
    answer = ledger.transfer(giver, taker, points, origin())
    if isinstance(answer, NotEnough):
        assert points > ledger.available(giver, NOW)
        return

    for days in (0, 5, 20, 41):
        then = NOW + timedelta(days=days)
        before = ledger.balance(giver, then) + ledger.balance(taker, then)
        assert sum(ledger.balance(posting.account, then) for posting in answer) == before
    assert answer[0].points + answer[1].points == 0


@given(CREDITS, CREDITS, st.integers(0, 900))
def test_a_merge_conserves_points_and_debt(first: Credits, second: Credits, owed: int) -> None:
    gone, kept = with_credits(first, "gone"), with_credits(second, "kept")
    if owed:
        lent = ledger.earn(gone, owed, origin())
        gone = saved(ledger.redeem(lent.account, ledger.balance(lent.account, NOW), origin())).account
        gone = saved(ledger.clawback(gone, lent.entries[0].seq, owed, origin())).account
    before = ledger.balance(gone, NOW) + ledger.balance(kept, NOW)

    answer = ledger.merge(gone, kept, origin())

    assert isinstance(answer, tuple)
    assert (ledger.balance(answer[0].account, NOW), answer[0].account.debt) == (0, 0)
    assert ledger.balance(answer[1].account, NOW) == before
    assert answer[0].points + answer[1].points == 0


@given(CREDITS, st.integers(1, 60))
def test_no_operation_shortens_a_lot_that_was_issued(credits: Credits, days: int) -> None:
    before = with_credits(credits)
    posting = ledger.renew(before, origin(), NOW + timedelta(days=days))
    if not isinstance(posting, Posting):
        return

    for later in (1, 10, 30, 39, 59, 61):
        then = NOW + timedelta(days=later)
        assert ledger.balance(posting.account, then) >= ledger.balance(before, then)
    kept = {lot.seq: lot.expires_at for lot in posting.account.lots}
    assert all(kept[lot.seq] == lot.expires_at for lot in before.lots)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5), JSON)
def test_the_same_payload_is_known_again_and_another_is_a_conflict(payload: dict[str, Json], other: Json) -> None:
    kept = ledger.payload_digest(payload)

    assert ledger.same_payload(kept, dict(reversed(payload.items())))
    assert not ledger.same_payload(kept, {**payload, "one more": other})


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(1, 9)), max_size=8))
def test_lots_without_expiry_are_spent_last_and_ties_go_by_age(drawn: list[tuple[int | None, int]]) -> None:
    made = [
        Lot(seq, points, points, NOW, None if days is None else NOW + timedelta(days=days + 1))
        for seq, (days, points) in enumerate(drawn, 1)
    ]

    ordered = ledger.spend_order(reversed(made))

    keys = [(lot.expires_at is None, lot.expires_at or NOW, lot.seq) for lot in ordered]
    assert keys == sorted(keys)
