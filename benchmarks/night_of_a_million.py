"""night_of_a_million: a server's night with a million members on SQLite, of whom those of an ordinary day are due."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.rows import Goal, Row, Say, row
from loyalty.ledger import Account, Origin, Posting, earn
from loyalty.programme import DEMO
from server import nightly
from server.house import House
from server.store import Store
from server.store.moments import to_us

MEMBERS = 1_000_000
# Of a million members 43,478: what a programme with lots of a year, coupons and birthdays has due on one day.
ONE_OF = 23
AT_ONCE = 50_000
NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
GOAL_S = 60.0


def run(say: Say) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="rg-") as folder:
        store = Store(Path(folder))
        try:
            house = House(store, DEMO)
            house.open()
            fill(store, MEMBERS, say)
            return [_measure(house, Path(folder), say)]
        finally:
            store.close()


def _measure(house: House, folder: Path, say: Say) -> Row:
    say("the night")
    began = time.perf_counter()
    tally = nightly.run(house, NOW, lambda done, all_: say(f"{done} of {all_} accounts"))
    took_s = time.perf_counter() - began
    again = time.perf_counter()
    assert nightly.run(house, NOW).accounts == 0
    idle_s = time.perf_counter() - again
    assert tally.accounts == (MEMBERS + ONE_OF - 1) // ONE_OF and tally.skipped == 0, tally
    assert tally.entries > tally.accounts // 4, tally
    say(f"{tally}, again {idle_s:.2f} s")
    plain = [_plainly(folder, tally.accounts)]
    baseline = "one row changed for each of these accounts"
    return row("night_of_a_million", "s", [took_s], baseline, plain, Goal("median", GOAL_S))


def _plainly(folder: Path, accounts: int) -> float:
    """The least a night can do: one durable change an account, in transactions as large."""
    with closing(sqlite3.connect(folder / "server.db", isolation_level=None)) as plain:
        plain.execute("PRAGMA synchronous = FULL")
        names = [name for (name,) in plain.execute("SELECT account FROM account LIMIT ?", (accounts,))]
        began = time.perf_counter()
        for first in range(0, len(names), nightly.AT_ONCE):
            plain.execute("BEGIN IMMEDIATE")
            for name in names[first : first + nightly.AT_ONCE]:
                plain.execute("UPDATE account SET night_at = night_at + 1 WHERE account = ?", (name,))
            plain.execute("COMMIT")
        return time.perf_counter() - began


def fill(store: Store, members: int, say: Say) -> None:
    """As joining and orders write them, only faster: a million durable commits would take hours."""
    chance = random.Random(7)
    for first in range(0, members, AT_ONCE):
        say(f"{first} of {members} members into the database")
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for number in range(first, min(members, first + AT_ONCE)):
            for table, values in _member(number, chance):
                rows.setdefault(table, []).append(values)
        with store.transaction():
            for table, some in rows.items():
                store.database.run_many(f"INSERT INTO {table} VALUES ({','.join('?' * len(some[0]))})", some)
    store.scrub()


def _member(number: int, chance: random.Random) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every `ONE_OF`th is due and has three earnings of the last year, the others one; some have a coupon."""
    name, is_due = f"m-{number:07}", number % ONE_OF == 0
    joined = NOW - timedelta(days=400)
    birthday = f"--{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}" if number % 2 else ""
    yield "member", (*(name, "", "", "zh", 0, f"RGM-{number}", to_us(joined), birthday, 0, "", ""), None, None, None)
    # The night reads nobody's name: what is sealed stays so.
    yield "member_key", (name, chance.randbytes(60))
    account, total = Account(name), 0
    for n in range(3 if is_due else 1):
        # The first lot of those who are due has just lapsed.
        age = timedelta(days=366 if n == 0 and is_due else chance.randrange(1, 330), minutes=3 - n)
        at, points = NOW - age, chance.randrange(2, 90)
        origin = Origin(f"o{n}", "till/s1", at, at, "")
        posting = earn(account, points, origin, expires_at=DEMO.expires_at(at), reason="order")
        account, total = posting.account, total + points
        yield from _written(posting)
    yield "account", (name, account.last_seq, account.head_hash, 0, total, to_us(NOW + timedelta(0 if is_due else 90)))
    day = (NOW - timedelta(days=300)).date()
    yield "tier", (name, "bronze", day.isoformat(), "2027-12-31", None, None)
    if number % 10 == 0:
        ends = to_us(NOW + timedelta(days=2))
        yield "coupon", (f"RGC-{number}", name, "off-10", to_us(joined), ends, "issued", None, "", None, 0)


def _written(posting: Posting) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for e in posting.entries:
        yield (
            "entry",
            (
                *(e.account, e.seq, e.kind.value, e.points, to_us(e.occurred_at), to_us(e.recorded_at), e.source),
                *(e.event_id, e.cause, e.reason, e.trace, to_us(e.activates_at), to_us(e.expires_at)),
                *(e.prev_hash, e.hash),
            ),
        )
    for lot in posting.lots:
        yield (
            "lot",
            (
                *(posting.account.id, lot.seq, lot.original, lot.remaining, to_us(lot.activates_at)),
                *(to_us(lot.expires_at), lot.expired, lot.taken_back),
            ),
        )
