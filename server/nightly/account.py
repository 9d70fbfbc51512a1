"""One account's night: what loyalty needs to know is gathered, what it decides is saved. Inside a transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from loyalty import nightly
from loyalty.coupons import Coupon
from loyalty.nightly import Facts, NoticeKind, Plan
from loyalty.tiers import joined
from mqtt_bridge.codes import CodeKind
from server import birthdays
from server.house import House
from server.notices import Notice, Purpose
from server.views import spend_and_visits

SOURCE = "nightly"
# What only nudges is for who agreed to be nudged; all else a member is owed to know.
NUDGES = {NoticeKind.TIER_NEAR}


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


def night(house: House, account_id: str, now: datetime, tally: Tally) -> None:
    """Do what is due for this account, and note when to look again."""
    store, programme = house.store, house.programme
    person = store.nights.person(account_id)
    account, facts = store.ledger.load(account_id), _facts(house, account_id, person, now)
    plan = nightly.plan(programme, account, facts, now)
    coupons = {one.code: one for one in facts.coupons}
    if not plan.empty:
        store.ledger.save(account, plan.posting)
        changed = _save(house, account_id, person, plan, now)
        coupons |= {one.code: one for one in changed}
        tally.add(plan)
    facts = replace(facts, tier=plan.tier, coupons=tuple(coupons.values()))
    wakes_at = nightly.wakes_at(programme, plan.posting.account, facts, now)
    # Under another programme something else may be due.
    changes_at = house.versions.next_begin(now)
    store.nights.done(account_id, wakes_at if changes_at is None else min(wakes_at, changes_at))


def _facts(house: House, account: str, person: tuple[str, str] | None, now: datetime) -> Facts:
    store, programme = house.store, house.programme
    today = programme.local(now).date()
    spend_fen, visits = spend_and_visits(house, account, today)
    return Facts(
        tier=store.visits.tier(account) or joined(programme.tiers, today),
        spend_fen=spend_fen,
        visits=visits,
        coupons=tuple(one.coupon for one in store.coupons.of_member(account)),
        pending=store.nights.pending(account) if programme.earning.void_window_minutes else frozenset(),
        sent=store.nights.said(account),
        birthday=None if person is None else birthdays.near(person[1], today),
    )


def _save(house: House, account: str, person: tuple[str, str] | None, plan: Plan, now: datetime) -> list[Coupon]:
    """All of the plan but its posting; the coupons that are new or changed."""
    store = house.store
    coupons = list(plan.coupons)
    event = f"nightly:{house.programme.local(now).date()}"
    if plan.tier_changed:
        store.visits.set_tier(account, plan.tier)
    for coupon in plan.coupons:
        store.coupons.save(coupon, now, SOURCE, event)
    for issue in plan.issues:
        made = Coupon(house.new_code(CodeKind.COUPON), issue.template, issue.expires_at)
        store.coupons.add(made, account, now, SOURCE, issue.event)
        coupons.append(made)
    for one in plan.notices if person is not None else ():
        words = {"zh": one.words.zh, "en": one.words.en}
        purpose: Purpose = "marketing" if one.kind in NUDGES else "reminder"
        language = "zh" if person is None else person[0]
        store.notices.add(Notice(one.key, one.kind.value, "", language, words, account, purpose), now)
    store.nights.say(account, [*(one.key for one in plan.notices), *(one.event for one in plan.issues)], now)
    return coupons
