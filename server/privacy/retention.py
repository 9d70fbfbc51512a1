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
    (never its words) is what keeps it from being sent twice. Of a gift to a number the number goes, the gift stays.
    """

    codes: timedelta = timedelta(days=2)
    scans: timedelta = timedelta(days=2)
    answers: timedelta = timedelta(days=30)
    notices: timedelta = timedelta(days=400)
    gifts: timedelta = timedelta(days=2)


KEPT = Retention()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows went; `sealed` counts members whose names were in clear from before there were seals.

    `documents` are of identity checks: each goes on the day it was given when it was attached.
    """

    codes: int = 0
    scans: int = 0
    answers: int = 0
    notices: int = 0
    sealed: int = 0
    gifts: int = 0
    documents: int = 0

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    def __add__(self, more: Forgotten) -> Forgotten:
        return Forgotten(*(getattr(self, name) + getattr(more, name) for name in self.__slots__))


def forget(store: Store, now: datetime, kept: Retention = KEPT) -> Forgotten:
    """Delete what is older than it may be. Safe to run twice, and to kill in the middle."""
    gone = Forgotten()
    while True:
        some = forget_some(store, now, AT_ONCE, kept)
        if not some.any:
            return gone
        gone += some


def forget_some(store: Store, now: datetime, at_most: int, kept: Retention = KEPT) -> Forgotten:
    """So many rows of each kind at most, in one transaction: whoever waits for the database does not wait for all."""
    with store.transaction():
        return Forgotten(
            codes=store.joins.prune(now - kept.codes, at_most),
            scans=store.tickets.prune(now - kept.scans, at_most),
            answers=store.prune_answers(now - kept.answers, at_most),
            notices=store.notices.prune(now - kept.notices, at_most),
            sealed=store.members.seal_old(at_most),
            gifts=store.waiting.prune(now - kept.gifts, at_most),
            documents=store.identity_checks.prune(now, at_most),
        )
