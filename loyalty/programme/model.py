"""One restaurant's configuration of the programme: frozen, checked once, the same at kiosk and server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from loyalty.cash_offset import PointWorth
from loyalty.check_in import CheckInPolicy
from loyalty.clearing import CompensationPolicy, ReminderPolicy
from loyalty.coupons import CouponTemplate
from loyalty.earning import FIRST_ORDER_RULE, EarningPolicy, FirstOrder, rules_of
from loyalty.expiry import ExpiryPolicy, end_of_day, expires_at, local_date
from loyalty.holidays import Holiday
from loyalty.programme.offers import Offer
from loyalty.referrals import ReferralPolicy
from loyalty.refreshing import RefreshPolicy
from loyalty.rules import RuleVersion
from loyalty.sharing import SharingPolicy
from loyalty.tiers import TierPolicy
from loyalty.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class Joining:
    """What a new member gets: points, a coupon (key of its template, "": none), and a dish to try.

    `recommends` is said to who is new and has not ordered yet, as the end of "do try …".
    `profile_points`: once more, for telling the birthday, then or later.
    """

    points: int = 100
    coupon: str = ""
    recommends: Words = NO_WORDS
    profile_points: int = 0


@dataclass(frozen=True, slots=True)
class Reward:
    """Something points buy: a coupon of template `coupon`. `stock` None: no limit.

    `cost_fen`: what it costs the house, for `lint` (None: not known).
    """

    key: str
    points: int
    coupon: str
    title: Words
    detail: Words
    stock: int | None = None
    cost_fen: int | None = None


@dataclass(frozen=True, slots=True)
class RedemptionPolicy:
    """`hold_s`: how long points are held while the coupon prints.

    A quarter of an hour: a diner may wait for somebody who brings paper, and a kiosk that was killed settles
    when it is back. A hold that ends too early lets the points be spent twice, at the house's cost; one that
    stands too long only keeps a member from points nobody is about to print for.
    """

    hold_s: int = 900


@dataclass(frozen=True, slots=True)
class Programme:
    """`earning` is the plain rule, `rules` are further ones as trees (`rule_set`: all of them).

    `cash`: what points are worth as money on a bill (None: they are none). `offers`: cards for resting kiosks.
    `refresh`: how often a member is asked whether their profile is still right. `birthday_choices`: what a member may
    take in place of `birthday_coupon`, each for nothing else. `holidays`: the days the house keeps with everybody.
    """

    name: Words
    tiers: TierPolicy
    revision: int = 1
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    joining: Joining = field(default_factory=Joining)
    earning: EarningPolicy = field(default_factory=EarningPolicy)
    check_in: CheckInPolicy = field(default_factory=CheckInPolicy)
    expiry: ExpiryPolicy = field(default_factory=ExpiryPolicy)
    redemption: RedemptionPolicy = field(default_factory=RedemptionPolicy)
    rewards: tuple[Reward, ...] = ()
    coupons: tuple[CouponTemplate, ...] = ()
    birthday_coupon: str = ""
    birthday_choices: tuple[str, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    referral: ReferralPolicy | None = None
    sharing: SharingPolicy = field(default_factory=SharingPolicy)
    reminders: ReminderPolicy = field(default_factory=ReminderPolicy)
    compensation: CompensationPolicy | None = None
    rules: tuple[RuleVersion, ...] = ()
    cash: PointWorth | None = None
    offers: tuple[Offer, ...] = ()
    refresh: RefreshPolicy = field(default_factory=RefreshPolicy)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def birthday_gifts(self) -> tuple[str, ...]:
        """The coupons a birthday may bring, the one given first; of them a member has one a year."""
        return (self.birthday_coupon, *self.birthday_choices) if self.birthday_coupon else ()

    @property
    def holiday_gifts(self) -> frozenset[str]:
        """The coupons that come with holidays."""
        return frozenset(one.coupon for one in self.holidays if one.coupon)

    @property
    def rule_set(self) -> tuple[RuleVersion, ...]:
        """Every rule that earns points for an order, for `rules.evaluate`: those of `earning`, then `rules`.

        One of `rules` with the key of an earlier one (`base`, `tier`, `caps`, `first-order`, a multiplier's) takes
        its place from its `effective_from` on.
        """
        return rules_of(self.earning) + self.rules

    def first_order(self, now: datetime) -> FirstOrder | None:
        """The bonus of a first order as `earning` has it; None: there is none, or a rule of that name is in force."""
        given = self.earning.first_order
        taken = any(rule.key == FIRST_ORDER_RULE and rule.effective_from <= now for rule in self.rules)
        return given if given is not None and given.points and not taken else None

    def local(self, moment: datetime) -> datetime:
        """`moment` as the restaurant's wall clock shows it."""
        return moment.astimezone(self.zone)

    def expires_at(self, issued_at: datetime, tier: str = "") -> datetime | None:
        """When points issued now to a member of this tier lapse (UTC); None: never. To be frozen on the lot."""
        own = self.tiers.tier(tier).expiry
        return expires_at(own or self.expiry, issued_at, self.zone)

    def order_times(self, paid_at: datetime, tier: str = "") -> tuple[datetime | None, datetime | None]:
        """When points of an order paid then open (None: at once) and lapse (None: never), for `ledger.earn`.

        They open once the void window has closed (B6); their life begins there.
        """
        minutes = self.earning.void_window_minutes
        opens_at = paid_at + timedelta(minutes=minutes) if minutes else None
        return opens_at, self.expires_at(opens_at or paid_at, tier)

    def coupon_expires_at(self, template: CouponTemplate, issued_at: datetime) -> datetime:
        """When a coupon of this template, issued now, expires (UTC): the end of its last local day."""
        last = local_date(issued_at, self.zone) + timedelta(days=template.valid_days - 1)
        return end_of_day(last, self.zone)

    def reward(self, key: str) -> Reward | None:
        return next((reward for reward in self.rewards if reward.key == key), None)

    def template(self, key: str) -> CouponTemplate | None:
        return next((template for template in self.coupons if template.key == key), None)
