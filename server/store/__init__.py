"""All the server remembers: in one SQLite file, or in PostgreSQL by a URL."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from server.store.audit import Audit
from server.store.bills import Bills
from server.store.coupons import Coupons
from server.store.database import Database
from server.store.events import Events
from server.store.giving import Giving
from server.store.history import History
from server.store.identity_checks import IdentityChecks
from server.store.joins import Joins
from server.store.keys import load_key
from server.store.ledger import Ledger
from server.store.members import Members
from server.store.migrations import migrate
from server.store.moments import to_us
from server.store.nights import Nights
from server.store.notices import NoticeQueue
from server.store.opinions import Opinions
from server.store.payers import Payers
from server.store.programmes import Programmes
from server.store.redemptions import Redemptions
from server.store.referrals import Referrals
from server.store.sqlite import SqliteDatabase
from server.store.tickets import Tickets
from server.store.vault import Vault
from server.store.verify import Checked, check_ledger
from server.store.visits import Visits
from server.store.waiting import Waiting
from server.store.witness import Witness

WITNESS = "ledger.heads"


class Store:
    """The door: one object a group of tables, one transaction for all of them.

    `folder` holds `server.key` and, without a `url`, `server.db`; without the key nobody can be found by card or
    number again, so database and key belong into the same backup.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        """Open it and bring its tables up to date. Raises SchemaError, StoreError, ValueError, OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        key = load_key(folder / "server.key")
        self._key = key
        self.database = _opened(folder, url)
        try:
            migrate(self.database)
        except BaseException:
            self.database.close()
            raise
        vault = Vault(self.database, key)
        self.members = Members(self.database, key, vault)
        self.identity_checks = IdentityChecks(self.database, vault)
        self.joins = Joins(self.database, key)
        self.tickets = Tickets(self.database, key)
        self.witness = Witness(folder / WITNESS)
        self.ledger = Ledger(self.database, self.witness)
        self.nights = Nights(self.database)
        self.audit = Audit(self.database)
        self.coupons = Coupons(self.database)
        self.redemptions = Redemptions(self.database)
        self.programmes = Programmes(self.database)
        self.visits = Visits(self.database)
        self.bills = Bills(self.database)
        self.giving = Giving(self.database)
        self.waiting = Waiting(self.database)
        self.payers = Payers(self.database, self.fingerprint)
        self.history = History(self.database)
        self.referrals = Referrals(self.database)
        self.opinions = Opinions(self.database)
        self.events = Events(self.database)
        self.notices = NoticeQueue(self.database, key)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, alone among writers, on disk when it ends."""
        with self.witness.transaction(), self.database.transaction():
            yield

    def reading(self) -> AbstractContextManager[None]:
        """One consistent view; waits for nobody."""
        return self.database.reading()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that an exception takes back alone."""
        with self.witness.savepoint(), self.database.savepoint():
            yield

    def fingerprint(self, data: bytes) -> str:
        """Tells the same data from other data, and tells nobody what it was: HMAC-SHA-256 under the server's key."""
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()

    def prune_answers(self, before: datetime, at_most: int) -> int:
        """Forget the answers that tills may ask for again, from before then; how many. Orders are known without."""
        return self.database.run(
            "DELETE FROM idempotency WHERE (store, key) IN (SELECT store, key FROM idempotency WHERE at < ? LIMIT ?)",
            *(to_us(before), at_most),
        )

    def make_room(self) -> None:
        """For a server that is going to run: spare its first commits what makes them slower than later ones."""
        if isinstance(self.database, SqliteDatabase):
            self.database.make_room()

    def scrub(self) -> None:
        """After something was erased: let nothing of it lie in the file's log. What was overwritten is not kept."""
        if self.database.dialect == "sqlite":
            self.database.one("PRAGMA wal_checkpoint(TRUNCATE)")

    def verify(self) -> list[str]:
        """What does not agree in the ledger, one sentence each; empty: all is well."""
        return self.check().faults

    def check(self) -> Checked:
        """Look at all of the ledger, and say what was looked at."""
        return check_ledger(self.database, self.ledger, self.witness.heads())

    def close(self) -> None:
        self.database.close()


def _opened(folder: Path, url: str) -> Database:
    if not url:
        return SqliteDatabase(folder / "server.db")
    # The driver is loaded only where it is used: a restaurant with one file needs none.
    from server.store.postgres import PostgresDatabase

    return PostgresDatabase(url)
