"""Passing things on: a coupon by a share link, points as a gift (D3). One holder at a time: nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from loyalty import checks, ledger
from loyalty.coupons import Coupon, CouponOver, CouponState, CouponTemplate, InUse
from loyalty.coupons import as_of as coupon_as_of
from loyalty.ledger import Account, NotEnough, Origin, Posting


class ShareState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SharingPolicy:
    """A link lives `link_hours`. Points given away: `least_points` to `most_points` a time, `day_points` a day."""

    link_hours: int = 72
    least_points: int = 1
    most_points: int = 500
    day_points: int = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """A link to one coupon. Whoever takes it first has the coupon; `token` is the secret of the link."""

    token: str
    coupon: str
    giver: str
    made_at: datetime
    expires_at: datetime
    state: ShareState = ShareState.OPEN
    taker: str = ""

    def __post_init__(self) -> None:
        checks.text("token", self.token, 128)
        checks.aware("made_at", self.made_at)
        checks.aware("expires_at", self.expires_at)


@dataclass(frozen=True, slots=True)
class NotToPassOn:
    """This coupon was passed on as often as its template allows (`passes`; 0: it is personal)."""

    passes: int


@dataclass(frozen=True, slots=True)
class ShareOver:
    """Taken by somebody, withdrawn, or too old."""

    state: ShareState


@dataclass(frozen=True, slots=True)
class OwnShare:
    """The giver cannot take it: it is theirs until somebody does."""


@dataclass(frozen=True, slots=True)
class NotYours:
    """Only the giver may withdraw a link."""


@dataclass(frozen=True, slots=True)
class GiftRefused:
    """A gift of points is from `least` to `most` now (`most` 0: nothing more today)."""

    least: int
    most: int


SharingRefusal = NotToPassOn | ShareOver | OwnShare | NotYours | GiftRefused | CouponOver | InUse


def share(
    coupon: Coupon, template: CouponTemplate, giver: str, passed: int, token: str, now: datetime, until: datetime
) -> Share | NotToPassOn | CouponOver | InUse:
    """A link for a coupon that was passed on `passed` times before. It ends with the coupon at the latest."""
    stuck = _stuck(coupon, now)
    if stuck is not None:
        return stuck
    if passed >= template.passes:
        return NotToPassOn(template.passes)
    ends = until if coupon.expires_at is None else min(until, coupon.expires_at)
    return Share(token, coupon.code, giver, now, ends)


def as_of(link: Share, now: datetime) -> Share:
    """The link as it stands at `now`, whether or not a sweep ran."""
    lapsed = link.state is ShareState.OPEN and link.expires_at <= now
    return replace(link, state=ShareState.EXPIRED) if lapsed else link


def take(link: Share, coupon: Coupon, taker: str, now: datetime) -> Share | ShareOver | OwnShare | CouponOver | InUse:
    """`taker` holds the coupon from now on; its code and date stay. Taken again by the same: the same answer.

    The giver may use the coupon as long as nobody took it: then the link leads to `CouponOver`.
    """
    if coupon.code != link.coupon:
        raise ValueError(f"this link is for coupon {link.coupon}, not {coupon.code}")
    link = as_of(link, now)
    if link.state is ShareState.TAKEN and link.taker == taker:
        return link
    if link.state is not ShareState.OPEN:
        return ShareOver(link.state)
    if taker == link.giver:
        return OwnShare()
    stuck = _stuck(coupon, now)
    return replace(link, state=ShareState.TAKEN, taker=taker) if stuck is None else stuck


def withdraw(link: Share, giver: str, now: datetime) -> Share | ShareOver | NotYours:
    """Take an open link back. Twice is once."""
    link = as_of(link, now)
    if giver != link.giver:
        return NotYours()
    if link.state in (ShareState.OPEN, ShareState.WITHDRAWN):
        return replace(link, state=ShareState.WITHDRAWN)
    return ShareOver(link.state)


def may_give(policy: SharingPolicy, points: int, given_today: int) -> GiftRefused | None:
    """None: a gift of so many points is allowed to who has given `given_today` so far."""
    checks.points("points", points, least=0)
    most = max(0, min(policy.most_points, policy.day_points - given_today))
    if not policy.least_points <= points <= most or points == 0:
        return GiftRefused(policy.least_points, most)
    return None


def give_points(
    policy: SharingPolicy, giver: Account, taker: Account, points: int, given_today: int, origin: Origin
) -> tuple[Posting, Posting] | NotEnough | GiftRefused:
    """Points from one member to another, with their expiry; both sides sum to 0. `given_today`: by the giver so far."""
    refused = may_give(policy, points, given_today)
    return ledger.transfer(giver, taker, points, origin) if refused is None else refused


def _stuck(coupon: Coupon, now: datetime) -> CouponOver | InUse | None:
    coupon = coupon_as_of(coupon, now)
    match coupon.state:
        case CouponState.ISSUED:
            return None
        case CouponState.RESERVED:
            return InUse(coupon.state, coupon.order_id)
        case _:
            return CouponOver(coupon.state)
