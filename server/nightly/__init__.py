"""The night: everything that is due by `now`, for every account that has something due.

First the rewards for friends, then the accounts, in groups of one transaction each. Killed in the middle, it goes on
where it was; run twice, it does nothing the second time. Nothing depends on when it runs: it writes down what had
happened, and tells people.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from server import referring
from server.house import House
from server.nightly.account import SOURCE, Tally, night
from server.privacy import retention

AT_ONCE = 500
# Loyalty asks for what was said in the last 400 days.
REMEMBERED = timedelta(days=420)


def run(
    house: House,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, all_: None,
    at_once: int = AT_ONCE,
) -> Tally:
    """Do all of it, `at_once` accounts a transaction. `progress` hears how many accounts are done, and of how many."""
    tally = Tally()
    while _reward_friends(house, now, tally, at_once):
        pass
    with house.store.reading():
        due = house.store.nights.count_due(now)
    while _some_accounts(house, now, tally, at_once):
        progress(tally.accounts, due)
    with house.store.transaction():
        house.store.nights.forget(now - REMEMBERED)
    retention.forget(house.store, now)
    house.store.witness.compact()
    return tally


def _reward_friends(house: House, now: datetime, tally: Tally, at_once: int) -> bool:
    with house.store.transaction():
        referrers = house.store.nights.referrers_due(now, at_once)
        given = sum(referring.give_due(house, referrer, SOURCE, now) for referrer in referrers)
    tally.rewards += given
    return given > 0


def _some_accounts(house: House, now: datetime, tally: Tally, at_once: int) -> bool:
    with house.store.transaction():
        due = house.store.nights.due(now, at_once)
        for account in due:
            night(house, account, now, tally)
    return bool(due)
