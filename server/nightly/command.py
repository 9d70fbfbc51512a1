"""`regulars-server nightly`: for a timer, every night; or by hand, for any moment."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from server.auditing import By, signed_in
from server.beside import CannotRun, opened
from server.beside import run as run_beside
from server.house import House
from server.nightly import run
from server.nightly.account import Tally
from server.store.errors import StoreError


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be, or not all of it (what was done stays done: run it again), 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server nightly", description="Do everything that is due.")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--now", type=_moment, help="the moment to do it for, with its offset (default: now)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    given = parser.parse_args(arguments)
    return run_beside(lambda: _said(given))


def _said(given: argparse.Namespace) -> int:
    with opened(given.config, given.now or datetime.now(UTC)) as house:
        try:
            tally = _done(house, given.now)
        except StoreError as error:
            raise CannotRun(f"{error}; what was done stays done, run it again") from error
    figures = dataclasses.asdict(tally)
    said = json.dumps(figures) if given.json else "\n".join(f"{name} {figure}" for name, figure in figures.items())
    sys.stdout.write(said + "\n")
    return 1 if tally.skipped else 0


def _done(house: House, moment: datetime | None) -> Tally:
    """Run it. For no moment but this one it is the night of today, too: the server will not do it again."""
    now = moment or datetime.now(UTC)
    if moment is not None:
        # What lapses by then lapses: a night of another moment is somebody's decision.
        with house.store.transaction():
            By(signed_in(), "a night by hand").note(house, datetime.now(UTC), "nightly", moment=now.isoformat())
    tally = run(house, now, _progress)
    if moment is None:
        today = house.programme.local(now).date()
        with house.store.transaction():
            house.store.nights.begin(today, now)
            house.store.nights.end(today, datetime.now(UTC))
    return tally


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError("say the offset from UTC, like 2026-11-22T03:00:00+08:00")
    return moment.astimezone(UTC)


def _progress(done: int, all_: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {all_} accounts" + ("\n" if done >= all_ else ""))
        sys.stderr.flush()
