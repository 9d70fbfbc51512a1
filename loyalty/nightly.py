"""The night's work for one account, in the order that is written down (LOYALTY §2, docs/loyalty.md).

release holds -> activate pending -> tiers -> expiry reminders -> expire lots -> tiers again -> coupons -> campaigns

`plan` decides and touches nothing. Save what it says in one transaction; asked again with that saved, it says
nothing new. Balances, coupons and tiers are the same whether it ran hourly, nightly or not at all for a week: it
only writes down what had happened, and tells people. (One exception: a downgrade waits for its warning.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from loyalty import clearing, explain, ledger, tiers
from loyalty.coupons import Coupon, CouponState
from loyalty.coupons import as_of as coupon_as_of
from loyalty.expiry import end_of_day, lapses_on, local_date, start_of_day
from loyalty.holidays import Feast
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
    HOLIDAY = "holiday"


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
    (of the last 400 days); `birthday` this year's, on the day nearest to `now` (`birthday_near`), None: not known, and
    `birthday_year` the year of its own calendar (None: that of the day);
    `feasts` the holidays of this year, the last and the next.
    """

    tier: TierState
    spend_fen: int = 0
    visits: int = 0
    coupons: tuple[Coupon, ...] = ()
    pending: frozenset[int] = frozenset()
    sent: frozenset[str] = frozenset()
    birthday: date | None = None
    birthday_year: int | None = None
    feasts: tuple[Feast, ...] = ()


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
        return not (self.posting.wrote or self.tier_changed or self.coupons or self.issues or self.notices)


@dataclass(slots=True)
class _Night:
    """The plan while it is made, and what it is made from; gone when it is made. `said`: keys told before and now."""

    programme: Programme
    facts: Facts
    now: datetime
    today: date
    posting: Posting
    tier: TierState
    said: set[str]
    moves: list[Upgrade | Downgrade | WarnDowngrade] = field(default_factory=list)
    coupons: tuple[Coupon, ...] = ()
    issues: list[Issue] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def account(self) -> Account:
        return self.posting.account

    def tell(self, kind: NoticeKind, key: str, words: Words) -> None:
        if key not in self.said:
            self.notices.append(Notice(kind, key, words))
            self.said.add(key)


def plan(programme: Programme, account: Account, facts: Facts, now: datetime) -> Plan:
    """Everything that is due for this account at `now`, in order."""
    today = local_date(now, programme.zone)
    night = _Night(programme, facts, now, today, Posting(account), facts.tier, set(facts.sent))
    for _, step in STEPS:
        step(night)
    return Plan(
        night.posting,
        night.tier,
        night.tier != facts.tier,
        tuple(night.moves),
        night.coupons,
        tuple(night.issues),
        tuple(night.notices),
    )


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
    moments += [start_of_day(feast.begins, zone) for feast in facts.feasts if feast.holiday.coupon]
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


def _release_holds(night: _Night) -> None:
    released = ledger.release_expired_holds(night.account, night.now)
    if released.holds:
        night.posting = night.posting.then(released)


def _activate_pending(night: _Night) -> None:
    """Pending lots open by themselves; what is left to do is to say so."""
    for lot in night.account.lots:
        opened = lot.seq in night.facts.pending and night.now - NEWS < lot.activates_at <= night.now
        if opened and lot.open(night.now):
            key = f"open:{night.account.id}:{lot.seq}"
            night.tell(NoticeKind.POINTS_OPEN, key, explain.opened(lot.remaining))


def _review_tier(night: _Night) -> None:
    policy, facts = night.programme.tiers, night.facts
    decided = tiers.review(policy, night.tier, facts.spend_fen, facts.visits, night.today)
    state = night.tier = decided.state
    if not isinstance(decided, Keep):
        night.moves.append(decided)
    name = f"{night.account.id}:{state.tier}:{state.since}"
    match decided:
        case Upgrade(tier):
            night.tell(NoticeKind.TIER_UP, f"tier-up:{name}", explain.tier_up(tier))
        case Downgrade(tier):
            night.tell(NoticeKind.TIER_DOWN, f"tier-down:{name}", explain.tier_down(tier))
        case WarnDowngrade():
            key = f"tier-warning:{name}:{state.ends_on}:{state.warned}"
            night.tell(NoticeKind.TIER_WARNING, key, explain.tier_warning(decided))
        case _:
            close = tiers.near_upgrade(policy, state, facts.spend_fen, facts.visits)
            if close is not None:
                night.tell(NoticeKind.TIER_NEAR, f"tier-near:{name}:{close.tier.key}", explain.near(close))


def _remind(night: _Night) -> None:
    policy, zone = night.programme.reminders, night.programme.zone
    for one in clearing.reminders(policy, night.account, night.now, zone, night.said):
        night.tell(NoticeKind.POINTS_EXPIRING, one.key, explain.expiring(one))


def _expire_lots(night: _Night) -> None:
    zone = night.programme.zone
    gone = ledger.expire(night.account, Origin(f"nightly:{night.today}", "nightly", night.now, night.now))
    if not isinstance(gone, Posting):
        return
    night.posting = night.posting.then(gone)
    for entry in gone.entries:
        if entry.kind is EntryKind.EXPIRE:
            why = explain.cleared(-entry.points, lapses_on(entry.occurred_at, zone))
            key = f"expired:{night.account.id}:{entry.seq}"
            night.tell(NoticeKind.POINTS_EXPIRED, key, Words(why.zh, why.en))


def _coupons(night: _Night) -> None:
    """Write down reservations and dates that have passed; tell of coupons that end soon."""
    zone = night.programme.zone
    stand = [coupon_as_of(coupon, night.now) for coupon in night.facts.coupons]
    night.coupons = tuple(new for old, new in zip(night.facts.coupons, stand, strict=True) if new != old)
    for coupon in stand:
        template = night.programme.template(coupon.template)
        if coupon.state is not CouponState.ISSUED or coupon.expires_at is None or template is None:
            continue
        on = lapses_on(coupon.expires_at, zone)
        due = [days for days in night.programme.reminders.coupon_days if (on - night.today).days <= days]
        if due:
            key = f"coupon:{coupon.code}:{on}:{min(due)}"
            night.tell(NoticeKind.COUPON_EXPIRING, key, explain.coupon_ends(template, on))


def holiday_gifts(programme: Programme, facts: Facts, account: str, today: date) -> tuple[tuple[Issue, Words], ...]:
    """The gifts of the holidays that are kept today and were not given yet (E2), and what is told of each.

    One lives from its day on, whenever it is made.
    """
    found = []
    for feast in facts.feasts:
        template = programme.template(feast.holiday.coupon)
        if template is None or not feast.kept(today):
            continue
        event, last = f"{feast.event}:{account}", feast.on + timedelta(days=template.valid_days - 1)
        if event not in facts.sent and today <= last:
            issue = Issue(template.key, end_of_day(last, programme.zone), event)
            found.append((issue, explain.holiday(feast.holiday, template)))
    return tuple(found)


def _campaigns(night: _Night) -> None:
    _birthday(night)
    for issue, words in holiday_gifts(night.programme, night.facts, night.account.id, night.today):
        night.issues.append(issue)
        night.tell(NoticeKind.HOLIDAY, issue.event, words)


def _birthday(night: _Night) -> None:
    """The birthday coupon (E1), once a year; it lives from the birthday on, whenever it is made."""
    template = night.programme.template(night.programme.birthday_coupon)
    on = night.facts.birthday
    if template is None or on is None or abs((on - night.today).days) > BIRTHDAY_DAYS:
        return
    year = on.year if night.facts.birthday_year is None else night.facts.birthday_year
    event = f"birthday:{night.account.id}:{year}"
    if event in night.said:
        return
    ends = end_of_day(on + timedelta(days=template.valid_days - 1), night.programme.zone)
    night.issues.append(Issue(template.key, ends, event))
    night.tell(NoticeKind.BIRTHDAY, event, explain.birthday(template))


STEPS: tuple[tuple[str, Callable[[_Night], None]], ...] = (
    ("release holds", _release_holds),
    ("activate pending", _activate_pending),
    ("tiers", _review_tier),
    ("expiry reminders", _remind),
    ("expire lots", _expire_lots),
    ("tiers again", _review_tier),
    ("coupons", _coupons),
    ("campaigns", _campaigns),
)
