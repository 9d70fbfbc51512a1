"""The night's work for one account, in the order that is written down (LOYALTY §2, docs/loyalty.md).

release holds -> activate pending -> tiers -> expiry reminders -> expire lots -> tiers again -> coupons -> campaigns

`plan` decides and touches nothing. Save what it says in one transaction; asked again with that saved, it says
nothing new. Balances, coupons and tiers are the same whether it ran hourly, nightly or not at all for a week: it
only writes down what had happened, and tells people. (One exception: a downgrade waits for its warning.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from loyalty import clearing, explain, ledger, tiers
from loyalty.coupons import Coupon, CouponState
from loyalty.coupons import as_of as coupon_as_of
from loyalty.expiry import end_of_day, lapses_on, local_date, start_of_day
from loyalty.ledger import Account, EntryKind, Origin, Posting
from loyalty.programme import Programme
from loyalty.tiers import Downgrade, Keep, TierState, Upgrade, WarnDowngrade
from loyalty.words import Words

# A birthday is kept from this many days before until as many after, so that a night missed loses nobody's gift.
BIRTHDAY_DAYS = 7
# What opened longer ago than this is no news.
NEWS = timedelta(days=7)


class NoticeKind(StrEnum):
    POINTS_OPEN = "points_open"
    POINTS_EXPIRING = "points_expiring"
    POINTS_EXPIRED = "points_expired"
    TIER_UP = "tier_up"
    TIER_NEAR = "tier_near"
    TIER_WARNING = "tier_warning"
    TIER_DOWN = "tier_down"
    COUPON_EXPIRING = "coupon_expiring"
    BIRTHDAY = "birthday"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the member. `key` is its dedupe key: the same news has the same one, whoever finds it."""

    kind: NoticeKind
    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Issue:
    """A coupon to make: its template, when it ends, and the event id that makes it once."""

    template: str
    expires_at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the night must know of a member besides the account.

    `spend_fen` and `visits` are those of the tier's window as of `now`; `coupons` all that are not over; `pending` the
    seqs of lots that were issued pending; `sent` the keys of notices made and the events of coupons issued so far
    (of the last 400 days); `birthday` this year's, on the day nearest to `now` (`birthday_near`), None: not known.
    """

    tier: TierState
    spend_fen: int = 0
    visits: int = 0
    coupons: tuple[Coupon, ...] = ()
    pending: frozenset[int] = frozenset()
    sent: frozenset[str] = frozenset()
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Save all of it in one transaction: the posting, the tier's state, the changed coupons, issues and notices."""

    posting: Posting
    tier: TierState
    tier_changed: bool = False
    moves: tuple[Upgrade | Downgrade | WarnDowngrade, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    issues: tuple[Issue, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def empty(self) -> bool:
        """True when there is nothing to save."""
        wrote = self.posting.entries or self.posting.holds or self.posting.lots
        return not (wrote or self.tier_changed or self.coupons or self.issues or self.notices)


@dataclass(frozen=True, slots=True)
class _Night:
    """The plan while it is made, and what it is made from. `said`: keys of what was told before and now."""

    programme: Programme
    facts: Facts
    now: datetime
    today: date
    plan: Plan
    said: frozenset[str]

    @property
    def account(self) -> Account:
        return self.plan.posting.account

    def with_plan(self, **changes: object) -> _Night:
        return replace(self, plan=replace(self.plan, **changes))  # type: ignore[arg-type]

    def tell(self, kind: NoticeKind, key: str, words: Words) -> _Night:
        if key in self.said:
            return self
        notices = (*self.plan.notices, Notice(kind, key, words))
        return replace(self.with_plan(notices=notices), said=self.said | {key})


def plan(programme: Programme, account: Account, facts: Facts, now: datetime) -> Plan:
    """Everything that is due for this account at `now`, in order."""
    night = _Night(
        programme, facts, now, local_date(now, programme.zone), Plan(Posting(account), facts.tier), facts.sent
    )
    for _, step in STEPS:
        night = step(night)
    return replace(night.plan, tier_changed=night.plan.tier != facts.tier)


def wakes_at(programme: Programme, account: Account, facts: Facts, now: datetime) -> datetime:
    """When this account needs its next night, if nothing happens to it before: `plan` says nothing until then.

    Keep it in an index and plan only those that are due; after an order or a posting a member is due at once.
    """
    zone, today = programme.zone, local_date(now, programme.zone)
    moments = [start_of_day(tiers.next_change(programme.tiers, facts.tier, today), zone)]
    moments += [hold.expires_at for hold in account.holds if hold.stands(now)]
    for lot in account.lots:
        if lot.remaining:
            moments += [lot.activates_at, *([] if lot.expires_at is None else [lot.expires_at])]
    for coupon in facts.coupons:
        moments += [at for at in (coupon.reserved_until, coupon.expires_at) if at is not None]
        if coupon.expires_at is not None:
            ends_on = lapses_on(coupon.expires_at, zone)
            moments += [start_of_day(ends_on - timedelta(days=d), zone) for d in programme.reminders.coupon_days]
    reminder = clearing.next_reminder(programme.reminders, account, now, zone)
    moments += [] if reminder is None else [reminder]
    if facts.birthday is not None:
        begins = start_of_day(facts.birthday - timedelta(days=BIRTHDAY_DAYS), zone)
        # A year on, the day in another calendar may come up to a month early.
        moments += [begins, begins + timedelta(days=330)]
    return min((at for at in moments if at > now), default=now + timedelta(days=330))


def birthday_near(month: int, day: int, today: date) -> date:
    """The birthday (solar) nearest to `today`; 29 February falls on the 28th in other years."""
    years = (date(today.year + years, month, 1) for years in (-1, 0, 1))
    days = [_in_month(first, day) for first in years]
    return min(days, key=lambda on: abs((on - today).days))


def _in_month(first: date, day: int) -> date:
    while True:
        try:
            return first.replace(day=day)
        except ValueError:
            day -= 1


def _release_holds(night: _Night) -> _Night:
    released = ledger.release_expired_holds(night.account, night.now)
    return night.with_plan(posting=night.plan.posting.then(released)) if released.holds else night


def _activate_pending(night: _Night) -> _Night:
    """Pending lots open by themselves; what is left to do is to say so."""
    for lot in night.account.lots:
        opened = lot.seq in night.facts.pending and night.now - NEWS < lot.activates_at <= night.now
        if opened and lot.open(night.now):
            key = f"open:{night.account.id}:{lot.seq}"
            night = night.tell(NoticeKind.POINTS_OPEN, key, explain.opened(lot.remaining))
    return night


def _review_tier(night: _Night) -> _Night:
    policy, facts = night.programme.tiers, night.facts
    decided = tiers.review(policy, night.plan.tier, facts.spend_fen, facts.visits, night.today)
    state = decided.state
    if state != night.plan.tier:
        night = night.with_plan(tier=state)
    if not isinstance(decided, Keep):
        night = night.with_plan(moves=(*night.plan.moves, decided))
    name = f"{night.account.id}:{state.tier}:{state.since}"
    match decided:
        case Upgrade(tier):
            return night.tell(NoticeKind.TIER_UP, f"tier-up:{name}", explain.tier_up(tier))
        case Downgrade(tier):
            return night.tell(NoticeKind.TIER_DOWN, f"tier-down:{name}", explain.tier_down(tier))
        case WarnDowngrade():
            key = f"tier-warning:{name}:{state.ends_on}:{state.warned}"
            return night.tell(NoticeKind.TIER_WARNING, key, explain.tier_warning(decided))
        case _:
            close = tiers.near_upgrade(policy, state, facts.spend_fen, facts.visits)
            if close is None:
                return night
            key = f"tier-near:{name}:{close.tier.key}"
            return night.tell(NoticeKind.TIER_NEAR, key, explain.near(close))


def _remind(night: _Night) -> _Night:
    policy, zone = night.programme.reminders, night.programme.zone
    for one in clearing.reminders(policy, night.account, night.now, zone, night.said):
        night = night.tell(NoticeKind.POINTS_EXPIRING, one.key, explain.expiring(one))
    return night


def _expire_lots(night: _Night) -> _Night:
    zone = night.programme.zone
    gone = ledger.expire(night.account, Origin(f"nightly:{night.today}", "nightly", night.now, night.now))
    if not isinstance(gone, Posting):
        return night
    night = night.with_plan(posting=night.plan.posting.then(gone))
    for entry in gone.entries:
        if entry.kind is EntryKind.EXPIRE:
            why = explain.cleared(-entry.points, lapses_on(entry.occurred_at, zone))
            key = f"expired:{night.account.id}:{entry.seq}"
            night = night.tell(NoticeKind.POINTS_EXPIRED, key, Words(why.zh, why.en))
    return night


def _coupons(night: _Night) -> _Night:
    """Write down reservations and dates that have passed; tell of coupons that end soon."""
    zone = night.programme.zone
    stand = [coupon_as_of(coupon, night.now) for coupon in night.facts.coupons]
    changed = tuple(new for old, new in zip(night.facts.coupons, stand, strict=True) if new != old)
    if changed:
        night = night.with_plan(coupons=changed)
    for coupon in stand:
        template = night.programme.template(coupon.template)
        if coupon.state is not CouponState.ISSUED or coupon.expires_at is None or template is None:
            continue
        on = lapses_on(coupon.expires_at, zone)
        due = [days for days in night.programme.reminders.coupon_days if (on - night.today).days <= days]
        if due:
            key = f"coupon:{coupon.code}:{on}:{min(due)}"
            night = night.tell(NoticeKind.COUPON_EXPIRING, key, explain.coupon_ends(template, on))
    return night


def _campaigns(night: _Night) -> _Night:
    """The birthday coupon (E1), once a year; it lives from the birthday on, whenever it is made."""
    template = night.programme.template(night.programme.birthday_coupon)
    on = night.facts.birthday
    if template is None or on is None or abs((on - night.today).days) > BIRTHDAY_DAYS:
        return night
    event = f"birthday:{night.account.id}:{on.year}"
    if event in night.said:
        return night
    ends = end_of_day(on + timedelta(days=template.valid_days - 1), night.programme.zone)
    night = night.with_plan(issues=(*night.plan.issues, Issue(template.key, ends, event)))
    return night.tell(NoticeKind.BIRTHDAY, event, explain.birthday(template))


STEPS: tuple[tuple[str, Callable[[_Night], _Night]], ...] = (
    ("release holds", _release_holds),
    ("activate pending", _activate_pending),
    ("tiers", _review_tier),
    ("expiry reminders", _remind),
    ("expire lots", _expire_lots),
    ("tiers again", _review_tier),
    ("coupons", _coupons),
    ("campaigns", _campaigns),
)
