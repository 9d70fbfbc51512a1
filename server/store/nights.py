"""Which accounts a night must look at, and what it needs to know of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from loyalty.ledger import EntryKind
from server.store.database import Database, marks
from server.store.moments import to_us

AT_ONCE_DUE = 0
# How what comes once a year is noted: the account is in its name.
YEARLY = ("birthday:", "holiday:")


class Nights:
    """The column account.night_at and the tables night_said and night."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def open(self, account: str, head_hash: str) -> None:
        """An account for a new member, due tonight."""
        self._db.run(
            "INSERT INTO account (account, last_seq, head_hash, debt, total, night_at) VALUES (?, 0, ?, 0, 0, ?) "
            "ON CONFLICT (account) DO NOTHING",
            *(account, head_hash, AT_ONCE_DUE),
        )

    def wake(self, account: str) -> None:
        """Something happened besides a posting (which wakes by itself): look at it tonight."""
        self._db.run("UPDATE account SET night_at = ? WHERE account = ?", AT_ONCE_DUE, account)

    def wake_by(self, moment: datetime, how_many: int) -> int:
        """Let some of the accounts whose night comes later have it at `moment`; how many were moved."""
        return self._db.run(
            "UPDATE account SET night_at = ? WHERE account IN (SELECT account FROM account WHERE night_at > ? LIMIT ?)",
            *(to_us(moment), to_us(moment), how_many),
        )

    def due(self, now: datetime, how_many: int) -> list[str]:
        rows = self._db.all(
            "SELECT account FROM account WHERE night_at <= ? ORDER BY night_at, account LIMIT ?", to_us(now), how_many
        )
        return [row[0] for row in rows]

    def count_due(self, now: datetime) -> int:
        row = self._db.one("SELECT count(*) FROM account WHERE night_at <= ?", to_us(now))
        return 0 if row is None else int(row[0])

    def done(self, account: str, wakes_at: datetime) -> None:
        self.all_done([(account, wakes_at)])

    def all_done(self, wakes: Iterable[tuple[str, datetime]]) -> None:
        """These accounts had their night; each has its next one then."""
        self._db.run_many(
            "UPDATE account SET night_at = ? WHERE account = ?", [(to_us(at), account) for account, at in wakes]
        )

    def people(self, accounts: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Each member's language and birthday, but of who was erased. What names them stays sealed."""
        rows = self._db.all(
            f"SELECT member, language, birthday FROM member WHERE member IN ({marks(accounts)}) AND erased_at IS NULL",
            *accounts,
        )
        return {member: (str(language), str(birthday)) for member, language, birthday in rows}

    def said(self, account: str) -> frozenset[str]:
        rows = self._db.all("SELECT key FROM night_said WHERE account = ?", account)
        return frozenset(row[0] for row in rows)

    def said_to(self, accounts: Sequence[str]) -> dict[str, set[str]]:
        """The same of many accounts; of who heard nothing there is none."""
        said: dict[str, set[str]] = defaultdict(set)
        sql = f"SELECT account, key FROM night_said WHERE account IN ({marks(accounts)})"
        for account, key in self._db.all(sql, *accounts):
            said[account].add(key)
        return said

    def say(self, account: str, keys: Iterable[str], now: datetime) -> None:
        self.say_all([(account, key) for key in keys], now)

    def say_all(self, keys: Iterable[tuple[str, str]], now: datetime) -> None:
        self._db.run_many(
            "INSERT INTO night_said (account, key, at) VALUES (?,?,?) ON CONFLICT DO NOTHING",
            [(account, key, to_us(now)) for account, key in keys],
        )

    def hand_on(self, gone: str, kept: str, now: datetime) -> None:
        """What was given to the account that goes once a year was given to the one that stays: it gets no second."""
        keys = [key for key in self.said(gone) if key.startswith(YEARLY)]
        self.say(kept, [key.replace(gone, kept) for key in keys], now)

    def forget(self, before: datetime, at_most: int) -> int:
        """Drop what was said before then; how many lines."""
        return self._db.run(
            "DELETE FROM night_said WHERE (account, key) IN (SELECT account, key FROM night_said WHERE at < ? LIMIT ?)",
            *(to_us(before), at_most),
        )

    def begin(self, on: date, now: datetime) -> None:
        """The night of this day has begun; again, when it was interrupted, changes nothing."""
        self._db.run(
            "INSERT INTO night (on_date, began_at) VALUES (?, ?) ON CONFLICT (on_date) DO NOTHING",
            *(on.isoformat(), to_us(now)),
        )

    def end(self, on: date, now: datetime) -> None:
        """All that was due is done."""
        self._db.run("UPDATE night SET ended_at = ? WHERE on_date = ? AND ended_at IS NULL", to_us(now), on.isoformat())

    def last(self) -> date | None:
        """The newest night that was done to its end; None: there was none yet."""
        row = self._db.one("SELECT max(on_date) FROM night WHERE ended_at IS NOT NULL")
        return None if row is None or row[0] is None else date.fromisoformat(row[0])

    def pending(self, accounts: Sequence[str]) -> dict[str, set[int]]:
        """The lots of each account that were issued to open later."""
        pending: dict[str, set[int]] = defaultdict(set)
        sql = f"SELECT account, seq FROM entry WHERE account IN ({marks(accounts)}) AND kind = ?"
        for account, seq in self._db.all(sql, *accounts, EntryKind.PENDING.value):
            pending[account].add(int(seq))
        return pending

    def referrers_due(self, now: datetime, how_many: int) -> list[str]:
        """Who has a reward to get for a friend."""
        rows = self._db.all(
            "SELECT DISTINCT referrer FROM referral WHERE state = 'qualified' AND due_at <= ? "
            "ORDER BY referrer LIMIT ?",
            *(to_us(now), how_many),
        )
        return [row[0] for row in rows]
