"""The thread that keeps the night: at its hour, once a day, and at the start what was missed while nobody was here."""

from __future__ import annotations

import logging
import threading
import time as clock
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from loyalty.programme import Programme
from server.config import ConfigError
from server.config import Nightly as Settings
from server.house import House
from server.nightly import steps
from server.nightly.account import Tally
from server.store.errors import StoreError

log = logging.getLogger(__name__)
LOOK_S = 20.0
STOP_S = 15.0
# So few accounts a transaction that whoever waits for the database at a till hardly waits.
GENTLY = 25
# A clock that jumped ahead must not make points lapse: after so long without a night a person is asked.
LONGEST_GAP = timedelta(days=40)


def night_of(programme: Programme, at: time, now: datetime) -> date:
    """The day whose night is the newest that has come by `now`: it begins at `at`, local time, of that day."""
    local = programme.local(now)
    return local.date() if local.time() >= at else local.date() - timedelta(days=1)


def night_watch(
    house: House,
    config: Settings,
    now: Callable[[], datetime],
    after: Callable[[], None],
    failed: Callable[[], None],
) -> NightWatch | None:
    """What the configuration asks for; None: somebody else runs the night. Raises ConfigError."""
    if not config.at:
        return None
    try:
        at = time.fromisoformat(config.at)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise ConfigError(f"nightly.at must be a time like 03:30, or empty, not {config.at!r}")
    return NightWatch(house, at, now, after, failed)


class NightWatch:
    """Looks at the clock, and walks the night when its hour has come: a little work, as long a rest, and so on.

    `after` is called when a night is over (whoever sends notices is woken by it), `failed` when a mistake of ours
    ended the thread. Several servers on one database share a night: each account is done by one of them.
    """

    def __init__(
        self,
        house: House,
        at: time,
        now: Callable[[], datetime],
        after: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        self._house, self._at, self._now, self._after, self._failed = house, at, now, after, failed
        self._stopping = threading.Event()
        self._over: date | None = None
        self._asked: date | None = None
        self._thread = threading.Thread(target=self._run, name="night", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the group in hand and end; the next start goes on from there."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def look(self) -> Tally | None:
        """Run the night if its hour has come and nobody has; None: there was none to run.

        Raises StoreError, OSError: it is tried again.
        """
        now = self._now()
        on = night_of(self._house.programme, self._at, now)
        if self._over is not None and on <= self._over:
            return None
        nights = self._house.store.nights
        self._over = nights.last()
        if self._over is not None and on <= self._over:
            return None
        if self._over is not None and on - self._over > LONGEST_GAP:
            self._ask(on, self._over)
            return None
        with self._house.store.transaction():
            nights.begin(on, now)
        return self._walk(on, now)

    def _walk(self, on: date, now: datetime) -> Tally | None:
        tally, began = Tally(), clock.perf_counter()
        worked = began
        for _ in steps(self._house, now, tally, GENTLY):
            took = clock.perf_counter() - worked
            # Whoever waits for the database has it now: half of the time is theirs.
            if self._stopping.wait(took):
                return None
            worked = clock.perf_counter()
        with self._house.store.transaction():
            self._house.store.nights.end(on, self._now())
        self._over = on
        log.info("the night of %s: %s in %.1f s", on, tally, clock.perf_counter() - began)
        self._after()
        return tally

    def _ask(self, on: date, last: date) -> None:
        if self._asked != on:
            self._asked = on
            log.error(
                "the last night was that of %s, and the clock says it is %s: if that is right, "
                "run `regulars-server nightly` once by hand",
                *(last, on),
            )

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    self.look()
                except (StoreError, OSError) as error:
                    log.warning("the night waits: %s", error)
                self._stopping.wait(LOOK_S)
        except Exception:
            log.critical("the night watch ended", exc_info=True)
            self._failed()
