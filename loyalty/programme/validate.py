"""The rules a programme must keep, each broken one named by its path."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyalty import checks, plain
from loyalty.coupons import CouponKind, CouponTemplate
from loyalty.earning import EarningPolicy, Multiplier
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.programme import extras
from loyalty.programme.fields import BadProgramme as BadProgramme
from loyalty.programme.fields import keys, refuse, slot, whole, words
from loyalty.programme.model import Programme, Reward
from loyalty.tiers import TierPolicy
from loyalty.words import NO_WORDS

# The reasons of an award must fit its entry (`checks.TRACE_MAX`), with titles of 200 characters.
MULTIPLIERS_MAX = 16
# It stands in one line of the greeting; a Chinese character is twice as wide.
RECOMMENDS_MAX = 32
# With the one that is given: a screen shows three.
BIRTHDAY_CHOICES_MAX = 2


def load(data: object) -> Programme:
    """A checked programme from its plain form (as JSON or TOML gives it). Raises BadProgramme."""
    try:
        programme = plain.load(Programme, data)
    except plain.BadPlain as bad:
        raise BadProgramme(bad.path or "programme", bad.reason) from None
    return validate(programme)


def dump(programme: Programme) -> dict[str, object]:
    """The plain form of a programme: `load(dump(p)) == p`."""
    plain_form: dict[str, object] = plain.dump(programme)
    return plain_form


def validate(programme: Programme) -> Programme:
    """The programme itself when every rule holds. Raises BadProgramme for the first that does not."""
    try:
        plain.load(Programme, plain.dump(programme))
    except plain.BadPlain as bad:
        raise BadProgramme(bad.path, bad.reason) from None
    whole("revision", programme.revision, 1, 2**31)
    words("name", programme.name)
    refuse(programme.currency != "CNY", "currency", "only CNY is known")
    try:
        ZoneInfo(programme.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadProgramme("time_zone", f"{programme.time_zone!r} is no time zone") from None
    whole("joining.points", programme.joining.points, 0)
    if programme.joining.recommends != NO_WORDS:
        words("joining.recommends", programme.joining.recommends, RECOMMENDS_MAX)
        most = RECOMMENDS_MAX // 2
        refuse(len(programme.joining.recommends.zh) > most, "joining.recommends.zh", f"at most {most} characters")
    whole("joining.profile_points", programme.joining.profile_points, 0)
    whole("refresh.months", programme.refresh.months, 0, 120)
    whole("refresh.later_days", programme.refresh.later_days, 1, 366)
    _earning(programme.earning)
    whole("check_in.points", programme.check_in.points, 0)
    whole("check_in.bonus_every", programme.check_in.bonus_every, 0, 366)
    whole("check_in.bonus_points", programme.check_in.bonus_points, 0)
    _expiry("expiry", programme.expiry)
    whole("redemption.hold_s", programme.redemption.hold_s, 10, 3_600)
    _tiers(programme.tiers)
    _coupons(programme.coupons)
    _rewards(programme)
    extras.check(programme)
    return programme


def _earning(policy: EarningPolicy) -> None:
    whole("earning.every_fen", policy.every_fen, 1, checks.FEN_MAX)
    whole("earning.points", policy.points, 0, 10_000)
    for name in ("order_cap", "day_cap"):
        cap = getattr(policy, name)
        if cap is not None:
            whole(f"earning.{name}", cap, 0)
    whole("earning.void_window_minutes", policy.void_window_minutes, 0, 60 * 24 * 90)
    if policy.first_order is not None:
        whole("earning.first_order.min_fen", policy.first_order.min_fen, 0, checks.FEN_MAX)
        whole("earning.first_order.points", policy.first_order.points, 0)
    refuse(len(policy.multipliers) > MULTIPLIERS_MAX, "earning.multipliers", f"at most {MULTIPLIERS_MAX}")
    keys("earning.multipliers", [rule.key for rule in policy.multipliers])
    for place, rule in enumerate(policy.multipliers):
        _multiplier(f"earning.multipliers[{place}]", rule)


def _multiplier(path: str, rule: Multiplier) -> None:
    words(f"{path}.title", rule.title)
    whole(f"{path}.basis_points", rule.basis_points, 10_000, 1_000_000)
    slot(f"{path}.when", rule.when)


def _expiry(path: str, policy: ExpiryPolicy) -> None:
    whole(f"{path}.months", policy.months, 1, 1_200)
    uneven = policy.kind is ExpiryKind.CALENDAR and bool(12 % policy.months)
    refuse(uneven, f"{path}.months", f"a year has no whole number of periods of {policy.months} months")


def _tiers(policy: TierPolicy) -> None:
    path = "tiers.ladder"
    refuse(not policy.ladder, path, "needs at least one tier")
    keys(path, [tier.key for tier in policy.ladder])
    for place, tier in enumerate(policy.ladder):
        here = f"{path}[{place}]"
        words(f"{here}.name", tier.name)
        whole(f"{here}.basis_points", tier.basis_points, 10_000, 1_000_000)
        free = tier.spend_fen is None and tier.visits is None
        refuse(place == 0 and not free, here, "the first tier is everybody's: no spend_fen, no visits")
        refuse(place > 0 and free, here, "needs spend_fen or visits")
        if tier.expiry is not None:
            _expiry(f"{here}.expiry", tier.expiry)
    for name in ("spend_fen", "visits"):
        _rising(path, name, [getattr(tier, name) for tier in policy.ladder])
    whole("tiers.window_months", policy.window_months, 1, 120)
    whole("tiers.valid_months", policy.valid_months, 1, 120)
    whole("tiers.grace_days", policy.grace_days, 0, 366)
    whole("tiers.notice_days", policy.notice_days, 1, 366)
    falling = list(policy.warn_days) == sorted(set(policy.warn_days), reverse=True) and bool(policy.warn_days)
    refuse(not falling or min(policy.warn_days) < 1, "tiers.warn_days", "must fall, like 30, 7, 1")


def _rising(path: str, name: str, values: list[int | None]) -> None:
    last = 0
    for place, value in enumerate(values):
        if value is None:
            continue
        whole(f"{path}[{place}].{name}", value, 1, checks.FEN_MAX)
        refuse(value <= last, f"{path}[{place}].{name}", f"{value} is not above the tier below ({last})")
        last = value


def _coupons(templates: tuple[CouponTemplate, ...]) -> None:
    keys("coupons", [template.key for template in templates])
    for place, template in enumerate(templates):
        path = f"coupons[{place}]"
        words(f"{path}.title", template.title)
        slot(f"{path}.when", template.when)
        whole(f"{path}.value_fen", template.value_fen, 0, checks.FEN_MAX)
        whole(f"{path}.min_order_fen", template.min_order_fen, 0, checks.FEN_MAX)
        whole(f"{path}.off_basis_points", template.off_basis_points, 0, 10_000)
        whole(f"{path}.valid_days", template.valid_days, 1, 3_660)
        match template.kind:
            case CouponKind.AMOUNT_OFF:
                refuse(template.value_fen == 0, f"{path}.value_fen", "an amount off needs an amount")
            case CouponKind.PERCENT_OFF:
                refuse(template.off_basis_points == 0, f"{path}.off_basis_points", "a percentage off needs one")
            case CouponKind.FREE_ITEM:
                refuse(not template.skus, f"{path}.skus", "a free item needs the dishes it may be")
            case CouponKind.GIFT:
                pass


def _rewards(programme: Programme) -> None:
    keys("rewards", [reward.key for reward in programme.rewards])
    known = {template.key for template in programme.coupons}
    for path, key in _references(programme.rewards):
        refuse(key not in known, path, f"there is no coupon {key!r}")
    for place, reward in enumerate(programme.rewards):
        words(f"rewards[{place}].title", reward.title)
        whole(f"rewards[{place}].points", reward.points, 1)
        if reward.stock is not None:
            whole(f"rewards[{place}].stock", reward.stock, 0)
    for path, key in (("joining.coupon", programme.joining.coupon), ("birthday_coupon", programme.birthday_coupon)):
        refuse(bool(key) and key not in known, path, f"there is no coupon {key!r}")
    _birthday(programme, known)


def _birthday(programme: Programme, known: set[str]) -> None:
    choices = programme.birthday_choices
    refuse(bool(choices) and not programme.birthday_coupon, "birthday_choices", "there is no birthday_coupon to take")
    refuse(len(choices) > BIRTHDAY_CHOICES_MAX, "birthday_choices", f"a screen shows {BIRTHDAY_CHOICES_MAX} at most")
    for place, key in enumerate(choices):
        path = f"birthday_choices[{place}]"
        refuse(key not in known, path, f"there is no coupon {key!r}")
        refuse(key in programme.birthday_gifts[: place + 1], path, f"{key!r} is there twice")


def _references(rewards: tuple[Reward, ...]) -> Iterable[tuple[str, str]]:
    return ((f"rewards[{place}].coupon", reward.coupon) for place, reward in enumerate(rewards))
