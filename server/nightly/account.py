"""The night of some accounts: what loyalty needs to know of them is gathered in few questions, what it decides for each
is saved in few statements. Inside a transaction.

Deciding touches nothing, so an account that cannot be decided takes nothing of the others with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty import nightly
from loyalty.coupons import Coupon
from loyalty.ledger import Account
from loyalty.nightly import Facts, NoticeKind, Plan
from loyalty.tiers import joined
from mqtt_bridge.codes import CodeKind
from server import birthdays, holidays
from server.house import House
from server.notices import Notice, Purpose
from server.views import window_begins

SOURCE = "nightly"
# What only nudges is for who agreed to be nudged; all else a member is owed to know.
NUDGES = {NoticeKind.TIER_NEAR, NoticeKind.HOLIDAY}
# Hears of an account that could not be decided, and why.
PassOver = Callable[[str, Exception], None]


@dataclass(slots=True)
class Tally:
    """What a night did, for whoever started it. `skipped`: accounts it could not plan, put off by a day."""

    accounts: int = 0
    entries: int = 0
    moves: int = 0
    coupons: int = 0
    issued: int = 0
    notices: int = 0
    rewards: int = 0
    skipped: int = 0

    def add(self, plan: Plan) -> None:
        self.entries += len(plan.posting.entries)
        self.moves += len(plan.moves)
        self.coupons += len(plan.coupons)
        self.issued += len(plan.issues)
        self.notices += len(plan.notices)


@dataclass(frozen=True, slots=True)
class Known:
    """What a night must know of one account. `person`: language and birthday, None: erased."""

    account: Account
    facts: Facts
    person: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be saved for one account, and when it needs its next night."""

    before: Account
    plan: Plan
    made: tuple[Coupon, ...]
    notices: tuple[Notice, ...]
    wakes_at: datetime


def night(house: House, accounts: Sequence[str], now: datetime, pass_over: PassOver) -> list[Plan]:
    """Do what is due for these accounts, and note when to look at each again; the plans of those that were decided."""
    decided = []
    for account, known in gather(house, accounts, now).items():
        try:
            decided.append(_decide(house, known, now))
        except Exception as error:
            pass_over(account, error)
    _save(house, decided, now)
    return [one.plan for one in decided]


def gather(house: House, accounts: Sequence[str], now: datetime) -> dict[str, Known]:
    """All that the night must know of these accounts, in one question a table."""
    store, programme = house.store, house.programme
    today = programme.local(now).date()
    loaded, people = store.ledger.load_all(accounts), store.nights.people(accounts)
    tiers, said, coupons = (
        store.visits.tiers(accounts),
        store.nights.said_to(accounts),
        store.coupons.of_members(accounts),
    )
    spent = store.visits.spends_and_visits(accounts, window_begins(programme, today))
    pending = store.nights.pending(accounts) if programme.earning.void_window_minutes else {}
    feasts = holidays.around(programme, today)
    known = {}
    for id_ in accounts:
        person = people.get(id_)
        fen, visits = spent.get(id_, (0, 0))
        born = None if person is None else birthdays.kept(person[1], today)
        facts = Facts(
            tier=tiers.get(id_) or joined(programme.tiers, today),
            spend_fen=fen,
            visits=visits,
            coupons=tuple(one.coupon for one in coupons.get(id_, ())),
            pending=frozenset(pending.get(id_, ())),
            sent=frozenset(said.get(id_, ())),
            birthday=born[0] if born else None,
            birthday_year=born[1] if born else None,
            feasts=() if person is None else feasts,
        )
        known[id_] = Known(loaded[id_], facts, person)
    return known


def _decide(house: House, known: Known, now: datetime) -> Decided:
    programme, facts = house.programme, known.facts
    plan = nightly.plan(programme, known.account, facts, now)
    made = tuple(Coupon(house.new_code(CodeKind.COUPON), issue.template, issue.expires_at) for issue in plan.issues)
    coupons = {one.code: one for one in (*facts.coupons, *plan.coupons, *made)}
    after = replace(facts, tier=plan.tier, coupons=tuple(coupons.values()))
    wakes_at = nightly.wakes_at(programme, plan.posting.account, after, now)
    # Under another programme something else may be due.
    changes_at = house.versions.next_begin(now)
    return Decided(
        *(known.account, plan, made),
        () if known.person is None else _notices(known.account.id, known.person[0], plan),
        wakes_at if changes_at is None else min(wakes_at, changes_at),
    )


def _notices(account: str, language: str, plan: Plan) -> tuple[Notice, ...]:
    found = []
    for one in plan.notices:
        purpose: Purpose = "marketing" if one.kind in NUDGES else "reminder"
        words = {"zh": one.words.zh, "en": one.words.en}
        found.append(Notice(one.key, one.kind.value, "", language, words, account, purpose))
    return tuple(found)


def _save(house: House, decided: Sequence[Decided], now: datetime) -> None:
    store = house.store
    event = f"nightly:{house.programme.local(now).date()}"
    store.ledger.save_all([(one.before, one.plan.posting) for one in decided if one.plan.posting.wrote])
    for one in decided:
        account = one.before.id
        if one.plan.tier_changed:
            store.visits.set_tier(account, one.plan.tier)
        for coupon in one.plan.coupons:
            store.coupons.save(coupon, now, SOURCE, event)
        for issue, coupon in zip(one.plan.issues, one.made, strict=True):
            store.coupons.add(coupon, account, now, SOURCE, issue.event)
    store.notices.add_all([notice for one in decided for notice in one.notices], now)
    store.nights.say_all([(one.before.id, key) for one in decided for key in _keys(one.plan)], now)
    # Last: whatever is written of an account wakes it.
    store.nights.all_done([(one.before.id, one.wakes_at) for one in decided])


def _keys(plan: Plan) -> list[str]:
    return [*(one.key for one in plan.notices), *(one.event for one in plan.issues)]
