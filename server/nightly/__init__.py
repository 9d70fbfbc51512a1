"""The night: everything that is due by `now`, for every account that has something due.

First the rewards for friends, then the accounts, then what has served its time, in groups of one transaction each.
Killed in the middle, it goes on where it was; run twice, it does nothing the second time. Nothing depends on when it
runs: it writes down what had happened, and tells people. `watch` runs it at its hour, `command` by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from server import referring
from server.house import House
from server.nightly.account import SOURCE, Tally, night
from server.privacy import retention
from server.store.errors import UnavailableError

log = logging.getLogger(__name__)
AT_ONCE = 500
# Loyalty asks for what was said in the last 400 days.
REMEMBERED = timedelta(days=420)
# An account that cannot be planned is a mistake of ours: it is looked at again then, and holds up nobody else.
AGAIN = timedelta(hours=20)


def run(
    house: House,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, all_: None,
    at_once: int = AT_ONCE,
) -> Tally:
    """Do all of it, `at_once` accounts a transaction. `progress` hears how many accounts are done, and of how many."""
    tally, said = Tally(), 0
    with house.store.reading():
        due = house.store.nights.count_due(now)
    for _ in steps(house, now, tally, at_once):
        if tally.accounts > said:
            said = tally.accounts
            progress(said, due)
    return tally


def steps(house: House, now: datetime, tally: Tally, at_once: int) -> Iterator[None]:
    """All of it, a transaction at a time: whoever walks it says when the next one begins, and may stop in between."""
    while _reward_friends(house, now, tally, at_once):
        yield
    while _some_accounts(house, now, tally, at_once):
        yield
    documents = 0
    while (gone := retention.forget_some(house.store, now, at_once)).any:
        documents += gone.documents
        yield
    if documents:
        house.store.scrub()
    while _forget_what_was_said(house, now, at_once):
        yield
    house.store.witness.compact()


def _reward_friends(house: House, now: datetime, tally: Tally, at_once: int) -> bool:
    given = 0
    with house.transaction(now):
        for referrer in house.store.nights.referrers_due(now, at_once):
            try:
                with house.store.savepoint():
                    given += referring.give_due(house, referrer, SOURCE, now)
            except Exception as error:
                _pass_over(error, f"the rewards of {referrer}")
    tally.rewards += given
    return given > 0


def _some_accounts(house: House, now: datetime, tally: Tally, at_once: int) -> bool:
    with house.transaction(now):
        due = house.store.nights.due(now, at_once)
        if due:
            try:
                _night_of(house, due, now, tally)
            except Exception as error:
                # One of them cannot be read or written: each by itself, so that the others have their night.
                _pass_over(error, f"the night of {len(due)} together")
                _one_by_one(house, due, now, tally)
        tally.accounts += len(due)
    return bool(due)


def _night_of(house: House, accounts: Sequence[str], now: datetime, tally: Tally) -> None:
    """All of it or nothing, but for the accounts that could not be decided."""
    passed: dict[str, Exception] = {}
    with house.store.savepoint():
        plans = night(house, accounts, now, passed.__setitem__)
    for account, error in passed.items():
        _put_off(house, account, error, now, tally)
    for plan in plans:
        tally.add(plan)


def _one_by_one(house: House, accounts: Sequence[str], now: datetime, tally: Tally) -> None:
    for account in accounts:
        try:
            _night_of(house, [account], now, tally)
        except Exception as error:
            _put_off(house, account, error, now, tally)


def _put_off(house: House, account: str, error: Exception, now: datetime, tally: Tally) -> None:
    _pass_over(error, f"the night of {account}")
    house.store.nights.done(account, now + AGAIN)
    tally.skipped += 1


def _forget_what_was_said(house: House, now: datetime, at_once: int) -> bool:
    with house.store.transaction():
        return house.store.nights.forget(now - REMEMBERED, at_once) > 0


def _pass_over(error: Exception, what: str) -> None:
    """A mistake about one member costs that member a day, not everybody the night. A failing disk is no such."""
    if isinstance(error, UnavailableError):
        raise error
    log.error("%s is put off: this is our mistake", what, exc_info=error)
