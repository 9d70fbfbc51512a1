"""One account through whatever may happen to it, kept twice: swept at random moments, and never swept.

The never-swept twin is loaded as a server loads it (only lots with points left, plus the ones an operation
names), so the machine also says that no answer depends on what else was loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from loyalty import ledger
from loyalty.ledger import Account, Draw, Entry, EntryKind, HoldState, Lot, Origin, Posting

START = datetime(2026, 1, 1, tzinfo=UTC)
POINTS = st.integers(1, 6) | st.integers(1, 60)
HOURS = st.integers(1, 200)


@dataclass
class Twin:
    """One store of the account: everything ever written, and the account as it stands."""

    trims: bool
    account: Account = field(default_factory=lambda: Account("a1"))
    entries: list[Entry] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    lots: dict[int, Lot] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    redeems: list[int] = field(default_factory=list)
    verified: int = 0

    def loaded(self, named: tuple[int, ...] = ()) -> Account:
        if not self.trims:
            return self.account
        lots = (lot for lot in self.lots.values() if lot.remaining or lot.seq in named)
        return replace(self.account, lots=tuple(lots))

    def save(self, answer: Any) -> Any:
        if not isinstance(answer, Posting):
            return answer
        self.entries += answer.entries
        self.draws += answer.draws
        self.lots |= {lot.seq: lot for lot in answer.lots}
        self.made += [entry.seq for entry in answer.entries if entry.makes_lot]
        self.redeems += [entry.seq for entry in answer.entries if entry.kind is EntryKind.REDEEM]
        holds = {hold.id: hold for hold in self.account.holds} | {hold.id: hold for hold in answer.holds}
        self.account = replace(answer.account, lots=tuple(self.lots.values()), holds=tuple(holds.values()))
        return answer

    def drawn(self, redeem: int) -> list[Draw]:
        back = {e.seq for e in self.entries if e.kind is EntryKind.REDEEM_REVERSAL and e.cause == redeem}
        return [draw for draw in self.draws if draw.entry == redeem or draw.entry in back]


class AccountMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.swept, self.unswept = Twin(trims=False), Twin(trims=True)
        self.events = 0

    def origin(self) -> Origin:
        return Origin(f"e{self.events}", "store-1", self.now, self.now)

    def both(self, operation: Callable[[Twin], Any]) -> Any:
        """Do it to both twins; both must answer the same."""
        self.events += 1
        first, second = self.swept.save(operation(self.swept)), self.unswept.save(operation(self.unswept))
        assert type(first) is type(second)
        if isinstance(first, Posting):
            assert first.points == second.points
            assert [(e.kind, e.points, e.reason) for e in first.entries] == [
                (e.kind, e.points, e.reason) for e in second.entries
            ]
        return first

    @initialize(points=POINTS)
    def begins_with_points(self, points: int) -> None:
        self.both(lambda twin: ledger.earn(twin.loaded(), points, self.origin()))

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(points=POINTS, lives=st.none() | HOURS, waits=st.just(0) | HOURS)
    def earns(self, points: int, lives: int | None, waits: int) -> None:
        opens = self.now + timedelta(hours=waits)
        ends = None if lives is None else opens + timedelta(hours=lives)
        self.both(lambda twin: ledger.earn(twin.loaded(), points, self.origin(), expires_at=ends, activates_at=opens))

    @rule(points=POINTS)
    def redeems(self, points: int) -> None:
        free = ledger.available(self.swept.account, self.now)
        answer = self.both(lambda twin: ledger.redeem(twin.loaded(), points, self.origin()))
        assert isinstance(answer, Posting) is (points <= free)

    @precondition(lambda self: self.swept.redeems)
    @rule(which=st.integers(0, 99), points=st.none() | POINTS)
    def gives_back(self, which: int, points: int | None) -> None:
        place = which % len(self.swept.redeems)

        def operation(twin: Twin) -> Any:
            redeem = twin.redeems[place]
            drawn = twin.drawn(redeem)
            account = twin.loaded(tuple(draw.lot for draw in drawn))
            return ledger.reverse_redeem(account, redeem, drawn, self.origin(), points)

        self.both(operation)

    @rule(which=st.integers(0, 99), points=POINTS)
    def takes_back(self, which: int, points: int) -> None:
        place = which % len(self.swept.made)

        def operation(twin: Twin) -> Any:
            lot = twin.made[place]
            return ledger.clawback(twin.loaded((lot,)), lot, points, self.origin())

        self.both(operation)

    @rule(points=POINTS, hours=st.integers(1, 50))
    def holds(self, points: int, hours: int) -> None:
        name, ends = f"h{self.events}", self.now + timedelta(hours=hours)
        answer = self.both(lambda twin: ledger.hold(twin.loaded(), name, points, self.now, ends))
        if isinstance(answer, Posting):
            account = self.swept.account
            assert ledger.held(account, self.now) <= ledger.balance(account, self.now)

    @precondition(lambda self: self.swept.account.holds)
    @rule(which=st.integers(0, 99))
    def captures(self, which: int) -> None:
        hold = self.swept.account.holds[which % len(self.swept.account.holds)]
        debt, stood = self.swept.account.debt, hold.stands(self.now)
        answer = self.both(lambda twin: ledger.capture(twin.loaded(), hold.id, self.origin()))
        assert isinstance(answer, Posting) is (hold.state is not HoldState.CAPTURED)
        if isinstance(answer, Posting) and not stood:
            assert answer.account.debt == debt, "a late capture never costs a member what is not there"

    @precondition(lambda self: self.swept.account.holds)
    @rule(which=st.integers(0, 99))
    def voids(self, which: int) -> None:
        # The kiosk says it of both; a swept hold answers "expired", an unswept one is voided: neither holds points.
        name = self.swept.account.holds[which % len(self.swept.account.holds)].id
        for twin in (self.swept, self.unswept):
            twin.save(ledger.void(twin.loaded(), name))

    @rule(points=POINTS, sign=st.sampled_from((1, -1)))
    def is_adjusted(self, points: int, sign: int) -> None:
        self.both(lambda twin: ledger.adjust(twin.loaded(), sign * points, "recount", self.origin()))

    @rule(which=st.integers(0, 99))
    def settles_early(self, which: int) -> None:
        place = which % len(self.swept.made)
        self.both(lambda twin: ledger.settle(twin.loaded((twin.made[place],)), twin.made[place], self.origin()))

    @rule(hours=HOURS)
    def renews(self, hours: int) -> None:
        ends = self.now + timedelta(hours=hours)
        self.both(lambda twin: ledger.renew(twin.loaded(), self.origin(), ends))

    @rule()
    def is_swept(self) -> None:
        self.events += 1
        before = ledger.balance(self.swept.account, self.now)
        self.swept.save(ledger.release_expired_holds(self.swept.account, self.now))
        self.swept.save(ledger.expire(self.swept.account, self.origin()))
        assert ledger.balance(self.swept.account, self.now) == before

    @invariant()
    def replay_agrees_and_the_chain_verifies(self) -> None:
        for twin in (self.swept, self.unswept):
            anew = ledger.replay("a1", twin.entries, twin.draws, twin.account.holds)
            assert anew == twin.account
            # What was verified before is the same objects still; the whole chain is verified at the end.
            for entry in twin.entries[twin.verified :]:
                before = twin.entries[entry.seq - 2].hash if entry.seq > 1 else ledger.GENESIS
                assert (entry.prev_hash, entry.hash) == (before, ledger.digest(entry))
            twin.verified = len(twin.entries)

    def teardown(self) -> None:
        for twin in (self.swept, self.unswept):
            assert ledger.verify(twin.entries, twin.account.head) is None

    @invariant()
    def entries_sum_to_what_is_left_in_the_lots_less_the_debt(self) -> None:
        for twin in (self.swept, self.unswept):
            left = sum(lot.remaining for lot in twin.account.lots)
            assert sum(entry.points for entry in twin.entries) == left - twin.account.debt

    @invariant()
    def no_answer_depends_on_a_sweep(self) -> None:
        for hours in (0, 1, 30, 500):
            then = self.now + timedelta(hours=hours)
            assert ledger.balance(self.swept.account, then) == ledger.balance(self.unswept.account, then)
            assert ledger.available(self.swept.account, then) == ledger.available(self.unswept.account, then)
        assert self.swept.account.debt == self.unswept.account.debt

    @invariant()
    def nobody_owes_points_while_having_some(self) -> None:
        account = self.unswept.account
        assert account.debt >= 0
        if account.debt:
            assert not any(lot.remaining and not lot.lapsed(self.now) for lot in account.lots)
            assert ledger.shown(account, self.now) == 0


TestAccount = AccountMachine.TestCase
