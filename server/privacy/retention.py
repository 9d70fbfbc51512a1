"""What has served its time is forgotten: run it every night, or as often as you like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.store import Store

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Retention:
    """How long is kept what nobody asks for any more. The ledger, orders and consents stay: they prove something.

    Codes and scans are counted for a day; an answer to a till is asked for again within days; the line of a notice
    (never its words) is what keeps it from being sent twice.
    """

    codes: timedelta = timedelta(days=2)
    scans: timedelta = timedelta(days=2)
    answers: timedelta = timedelta(days=30)
    notices: timedelta = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went; `sealed` counts members whose names were in clear from before there were seals."""

    codes: int
    scans: int
    answers: int
    notices: int
    sealed: int


def forget(store: Store, now: datetime, kept: Retention | None = None) -> Forgotten:
    """Delete what is older than it may be. Safe to run twice, and to kill in the middle."""
    kept = kept or Retention()
    with store.transaction():
        codes = store.joins.prune(now - kept.codes)
        scans = store.tickets.prune(now - kept.scans)
        notices = store.notices.prune(now - kept.notices)
        answers = store.prune_answers(now - kept.answers)
    sealed = 0
    while True:
        with store.transaction():
            some = store.members.seal_old(AT_ONCE)
        sealed += some
        if some < AT_ONCE:
            break
    return Forgotten(codes, scans, answers, notices, sealed)
