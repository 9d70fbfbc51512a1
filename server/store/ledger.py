"""Accounts as loyalty needs them, and postings as loyalty made them. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.ledger import Account, Draw, Entry, EntryKind, Head, Hold, HoldState, Lot, Posting
from server.store.database import Database, marks
from server.store.moments import from_us, to_us
from server.store.witness import Witness

LOT_COLUMNS = "seq, original, remaining, activates_at, expires_at, expired, taken_back"
HOLD_COLUMNS = "hold, points, made_at, expires_at, state, entry"
ENTRY_COLUMNS = (
    "account, seq, kind, points, occurred_at, recorded_at, source, event_id, cause, reason, trace, activates_at, "
    "expires_at, prev_hash, hash"
)

# Only from where the account was read; it is due the next night.
MOVE_HEAD = (
    "UPDATE account SET last_seq = ?, head_hash = ?, debt = ?, total = total + ?, night_at = 0 "
    "WHERE account = ? AND last_seq = ? AND head_hash = ?"
)
# What `Lot.open` says of a lot at one moment, given twice.
OPEN = "remaining > 0 AND activates_at <= ? AND (expires_at IS NULL OR expires_at > ?)"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of an account may be spent at one moment, its debt, and when points that can be spent lapse next."""

    available: int
    debt: int
    lapsing: tuple[tuple[datetime, int], ...]


class RaceError(Exception):
    """The account moved between loading and saving it. Cannot happen inside one transaction: a bug."""


class Ledger:
    """The tables account, entry, lot, draw and hold."""

    def __init__(self, database: Database, witness: Witness) -> None:
        self._db = database
        self._witness = witness

    def load(self, account: str, lots: Iterable[int] = (), holds: Iterable[str] = ()) -> Account:
        """The account with its open lots and holds, and those named besides. An account never seen is empty."""
        row = self._db.one("SELECT last_seq, head_hash, debt FROM account WHERE account = ?", account)
        if row is None:
            return Account(account)
        lot_rows = self._db.all(f"SELECT {LOT_COLUMNS} FROM lot WHERE account = ? AND remaining > 0", account)
        hold_rows = self._db.all(f"SELECT {HOLD_COLUMNS} FROM hold WHERE account = ? AND state = 'held'", account)
        for seq in lots:
            lot_rows += self._db.all(
                f"SELECT {LOT_COLUMNS} FROM lot WHERE account = ? AND seq = ? AND remaining = 0", account, seq
            )
        for name in holds:
            hold_rows += self._db.all(
                f"SELECT {HOLD_COLUMNS} FROM hold WHERE account = ? AND hold = ? AND state <> 'held'", account, name
            )
        return Account(
            id=account,
            last_seq=row[0],
            head_hash=row[1],
            lots=tuple(_lot(r) for r in lot_rows),
            debt=row[2],
            holds=tuple(_hold(r) for r in hold_rows),
        )

    def load_to_credit(self, account: str) -> Account:
        """Enough of the account to write points that come in: while nothing is owed, no lot and no hold matters."""
        row = self._db.one("SELECT last_seq, head_hash, debt FROM account WHERE account = ?", account)
        if row is None:
            return Account(account)
        return self.load(account) if row[2] else Account(account, row[0], row[1])

    def standing(self, account: str, now: datetime, until: datetime) -> Standing:
        """The figures alone, without its lots: `available` as loyalty reckons it, and what lapses up to `until`."""
        at = to_us(now)
        row = self._db.one(
            f"SELECT debt, (SELECT coalesce(sum(remaining), 0) FROM lot l WHERE l.account = a.account AND {OPEN}), "
            "(SELECT coalesce(sum(points), 0) FROM hold h WHERE h.account = a.account AND state = 'held' "
            "AND expires_at > ?) FROM account a WHERE account = ?",
            *(at, at, at, account),
        )
        if row is None:
            return Standing(0, 0, ())
        debt, left, held = (int(value) for value in row)
        lapsing = self._db.all(
            f"SELECT expires_at, sum(remaining) FROM lot WHERE account = ? AND {OPEN} AND expires_at <= ? "
            "GROUP BY expires_at",
            *(account, at, at, to_us(until)),
        )
        # As `loyalty.ledger.available` does: the debt counts first, and nobody is shown less than nothing.
        points = max(0, left - debt - held)
        return Standing(points, debt, tuple((from_us(int(at_us)), int(sum_)) for at_us, sum_ in lapsing))

    def save(self, before: Account, posting: Posting) -> None:
        """Write all of a posting. Call it in a transaction. Raises RaceError. The account is due the next night."""
        self._move_head(before, posting.account, posting.points)
        self._append((posting,))

    def load_all(self, accounts: Sequence[str]) -> dict[str, Account]:
        """Each of these accounts with its open lots and holds, by its id; one never seen is not there."""
        among = marks(accounts)
        lots: dict[str, list[Lot]] = defaultdict(list)
        holds: dict[str, list[Hold]] = defaultdict(list)
        sql = f"SELECT {LOT_COLUMNS}, account FROM lot WHERE account IN ({among}) AND remaining > 0"
        for row in self._db.all(sql, *accounts):
            lots[row[7]].append(_lot(row))
        sql = f"SELECT {HOLD_COLUMNS}, account FROM hold WHERE account IN ({among}) AND state = 'held'"
        for row in self._db.all(sql, *accounts):
            holds[row[6]].append(_hold(row))
        rows = self._db.all(
            f"SELECT account, last_seq, head_hash, debt FROM account WHERE account IN ({among})", *accounts
        )
        return {r[0]: Account(r[0], r[1], r[2], tuple(lots[r[0]]), r[3], tuple(holds[r[0]])) for r in rows}

    def save_all(self, posted: Sequence[tuple[Account, Posting]]) -> None:
        """Write the postings of many accounts, each there already and with one posting. Raises RaceError."""
        moved = self._db.run_many(
            MOVE_HEAD, [_head_row(before, posting.account, posting.points) for before, posting in posted]
        )
        if moved != len(posted):
            raise RaceError(f"of {len(posted)} accounts {len(posted) - moved} are not where they were read")
        for before, posting in posted:
            self._witnessed(before, posting.account)
        self._append([posting for _, posting in posted])

    def _append(self, postings: Sequence[Posting]) -> None:
        self._db.run_many(
            f"INSERT INTO entry ({ENTRY_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [_entry_row(entry) for posting in postings for entry in posting.entries],
        )
        self._db.run_many(
            f"INSERT INTO lot (account, {LOT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?) "
            "ON CONFLICT (account, seq) DO UPDATE SET remaining = excluded.remaining, "
            "expired = excluded.expired, taken_back = excluded.taken_back",
            [_lot_row(posting.account.id, lot) for posting in postings for lot in posting.lots],
        )
        self._db.run_many(
            "INSERT INTO draw (account, entry, lot, points) VALUES (?,?,?,?)",
            [(posting.account.id, x.entry, x.lot, x.points) for posting in postings for x in posting.draws],
        )
        self._db.run_many(
            f"INSERT INTO hold (account, {HOLD_COLUMNS}) VALUES (?,?,?,?,?,?,?) "
            "ON CONFLICT (account, hold) DO UPDATE SET state = excluded.state, entry = excluded.entry",
            [_hold_row(posting.account.id, hold) for posting in postings for hold in posting.holds],
        )

    def _move_head(self, before: Account, after: Account, points: int) -> None:
        if before.last_seq == 0:
            self._db.run(
                "INSERT INTO account (account, last_seq, head_hash, debt, total) VALUES (?, 0, ?, 0, 0) "
                "ON CONFLICT (account) DO NOTHING",
                before.id,
                before.head_hash,
            )
        if self._db.run(MOVE_HEAD, *_head_row(before, after, points)) != 1:
            raise RaceError(f"account {before.id} is not at entry {before.last_seq} any more")
        self._witnessed(before, after)

    def _witnessed(self, before: Account, after: Account) -> None:
        if after.last_seq != before.last_seq:
            self._witness.note(after.id, after.last_seq, after.head_hash)

    def accounts(self) -> list[tuple[str, Head, int, int]]:
        """Every account: its id, its head, its debt and its cached total."""
        rows = self._db.all("SELECT account, last_seq, head_hash, debt, total FROM account ORDER BY account")
        return [(r[0], Head(r[1], r[2]), r[3], r[4]) for r in rows]

    def entries(self, account: str) -> list[Entry]:
        rows = self._db.all(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE account = ? ORDER BY seq", account)
        return [_entry(r) for r in rows]

    def lots(self, account: str) -> list[Lot]:
        """Every lot the account ever had, in order of issue."""
        return [_lot(r) for r in self._db.all(f"SELECT {LOT_COLUMNS} FROM lot WHERE account = ? ORDER BY seq", account)]

    def draws_of_redemption(self, account: str, entry: int) -> list[Draw]:
        """The draws of a redeem entry and of its reversals so far."""
        rows = self._db.all(
            "SELECT d.entry, d.lot, d.points FROM draw d WHERE d.account = ? AND (d.entry = ? OR d.entry IN "
            "(SELECT seq FROM entry WHERE account = ? AND cause = ? AND kind = 'redeem_reversal'))",
            *(account, entry, account, entry),
        )
        return [Draw(*row) for row in rows]

    def draws(self, account: str, entry: int | None = None) -> list[Draw]:
        """The draws of one entry, or of all."""
        sql = "SELECT entry, lot, points FROM draw WHERE account = ?"
        rows = (
            self._db.all(f"{sql} ORDER BY entry, lot", account)
            if entry is None
            else self._db.all(f"{sql} AND entry = ? ORDER BY lot", account, entry)
        )
        return [Draw(*r) for r in rows]


Row = tuple[Any, ...]


def _lot(r: Row) -> Lot:
    return Lot(r[0], r[1], r[2], from_us(r[3]), from_us(r[4]), r[5], r[6])


def _lot_row(account: str, lot: Lot) -> Row:
    return (
        *(account, lot.seq, lot.original, lot.remaining, to_us(lot.activates_at), to_us(lot.expires_at)),
        *(lot.expired, lot.taken_back),
    )


def _hold_row(account: str, x: Hold) -> Row:
    return (account, x.id, x.points, to_us(x.made_at), to_us(x.expires_at), x.state.value, x.entry)


def _head_row(before: Account, after: Account, points: int) -> Row:
    return (after.last_seq, after.head_hash, after.debt, points, before.id, before.last_seq, before.head_hash)


def _hold(r: Row) -> Hold:
    return Hold(r[0], r[1], from_us(r[2]), from_us(r[3]), HoldState(r[4]), r[5])


def _entry_row(entry: Entry) -> Row:
    return (
        *(entry.account, entry.seq, entry.kind.value, entry.points, to_us(entry.occurred_at), to_us(entry.recorded_at)),
        *(entry.source, entry.event_id, entry.cause, entry.reason, entry.trace),
        *(to_us(entry.activates_at), to_us(entry.expires_at), entry.prev_hash, entry.hash),
    )


def _entry(r: Row) -> Entry:
    return Entry(
        *(r[0], r[1], EntryKind(r[2]), r[3], from_us(r[4]), from_us(r[5]), r[6], r[7], r[8], r[9], r[10]),
        *(from_us(r[11]), from_us(r[12]), r[13], r[14]),
    )
