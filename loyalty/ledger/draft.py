"""A posting being written: the one place where entries get their seq and hash and lots change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from loyalty.ledger.account import Account, Posting
from loyalty.ledger.chain import Head, sealed
from loyalty.ledger.entries import Entry, EntryKind, Origin
from loyalty.ledger.lots import Draw, Lot, spend_order


class Draft:
    """Private to the ledger and gone when the operation returns: outside, only frozen values are seen."""

    def __init__(self, account: Account, origin: Origin) -> None:
        self._account, self._origin = account, origin
        self.now = origin.occurred_at
        self.lots = {lot.seq: lot for lot in account.lots}
        self.debt = account.debt
        self._head = account.head
        self._entries: list[Entry] = []
        self._draws: list[Draw] = []
        self._touched: set[int] = set()

    def credit(
        self,
        kind: EntryKind,
        points: int,
        *,
        cause: int | None = None,
        reason: str = "",
        activates_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> int:
        """Write points that come in, as a lot of their own; the seq of entry and lot."""
        begins = activates_at or self.now
        seq = self._write(kind, points, cause, reason, begins, expires_at)
        self._change(Lot(seq, points, points, begins, expires_at))
        return seq

    def debit(
        self,
        kind: EntryKind,
        points: int,
        lots: Iterable[Lot],
        *,
        cause: int | None = None,
        reason: str = "",
        occurred_at: datetime | None = None,
    ) -> int:
        """Write points that go out, drawn from `lots` in that order; what they do not hold becomes debt."""
        seq = self._write(kind, -points, cause, reason, occurred_at=occurred_at)
        self.debt += points - self._draw(seq, points, lots)
        return seq

    def give_back(self, points: int, parts: Iterable[tuple[int, int]], *, cause: int) -> None:
        """Write points that return to the lots they came from: `parts` are (lot seq, points)."""
        seq = self._write(EntryKind.REDEEM_REVERSAL, points, cause, "")
        for lot_seq, part in parts:
            self._move(seq, self.lots[lot_seq], -part)

    def mark(self, lot_seq: int, *, expired: int = 0, taken_back: int = 0) -> None:
        """Count what lapsed or was taken back on the lot itself."""
        lot = self.lots[lot_seq]
        self._change(replace(lot, expired=lot.expired + expired, taken_back=lot.taken_back + taken_back))

    def open_lots(self) -> list[Lot]:
        """Lots spendable now, first-expiring first."""
        return spend_order(lot for lot in self.lots.values() if lot.open(self.now))

    def unlapsed_lots(self) -> list[Lot]:
        """Lots spendable now, then those that open later."""
        later = (lot for lot in self.lots.values() if lot.activates_at > self.now and not lot.lapsed(self.now))
        return self.open_lots() + spend_order(lot for lot in later if lot.remaining)

    def done(self) -> Posting:
        """Pay what debt there is from what lots there are, and close.

        So a debt is left only when every lot that has not lapsed is empty, and no answer depends on
        when somebody came by to settle it.
        """
        if self.debt:
            self._settle_debt()
        lots = tuple(sorted(self.lots.values(), key=lambda lot: lot.seq))
        before = self._account
        account = Account(before.id, self._head.seq, self._head.hash, lots, self.debt, before.holds)
        touched = tuple(self.lots[seq] for seq in sorted(self._touched))
        return Posting(account, tuple(self._entries), tuple(self._draws), lots=touched)

    def _settle_debt(self) -> None:
        lots = self.unlapsed_lots()
        paid = min(self.debt, sum(lot.remaining for lot in lots))
        if paid:
            taken = self.debit(EntryKind.DEBT_SETTLE, paid, lots)
            self._write(EntryKind.DEBT_SETTLE, paid, taken, "")
            self.debt -= paid

    def _write(
        self,
        kind: EntryKind,
        points: int,
        cause: int | None,
        reason: str,
        activates_at: datetime | None = None,
        expires_at: datetime | None = None,
        occurred_at: datetime | None = None,
    ) -> int:
        origin = self._origin
        entry = sealed(
            self._account.id,
            self._head.seq + 1,
            kind,
            points,
            occurred_at or origin.occurred_at,
            origin.recorded_at,
            origin.source,
            origin.event_id,
            cause,
            reason,
            origin.trace,
            activates_at,
            expires_at,
            self._head.hash,
        )
        self._entries.append(entry)
        self._head = Head(entry.seq, entry.hash)
        return entry.seq

    def _draw(self, seq: int, points: int, lots: Iterable[Lot]) -> int:
        drawn = 0
        for lot in lots:
            part = min(lot.remaining, points - drawn)
            if part:
                self._move(seq, lot, part)
                drawn += part
        return drawn

    def _move(self, seq: int, lot: Lot, points: int) -> None:
        self._draws.append(Draw(seq, lot.seq, points))
        self._change(replace(lot, remaining=lot.remaining - points))

    def _change(self, lot: Lot) -> None:
        self.lots[lot.seq] = lot
        self._touched.add(lot.seq)
