"""The rules a programme must keep, each broken one named by its path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyalty import checks, plain
from loyalty.coupons import CouponKind, CouponTemplate
from loyalty.earning import EarningPolicy, Multiplier
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.programme.model import Programme, Reward
from loyalty.slots import Slot
from loyalty.tiers import TierPolicy
from loyalty.words import Words

# The reasons of an award must fit its entry (`checks.TRACE_MAX`), with titles of 200 characters.
MULTIPLIERS_MAX = 16
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class BadProgramme(ValueError):
    """The configuration cannot be used: `path` says where, `reason` why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


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
    _whole("revision", programme.revision, 1, 2**31)
    _words("name", programme.name)
    _refuse(programme.currency != "CNY", "currency", "only CNY is known")
    try:
        ZoneInfo(programme.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadProgramme("time_zone", f"{programme.time_zone!r} is no time zone") from None
    _whole("joining.points", programme.joining.points, 0)
    _earning(programme.earning)
    _whole("check_in.points", programme.check_in.points, 0)
    _whole("check_in.bonus_every", programme.check_in.bonus_every, 0, 366)
    _whole("check_in.bonus_points", programme.check_in.bonus_points, 0)
    _expiry("expiry", programme.expiry)
    _whole("redemption.hold_s", programme.redemption.hold_s, 10, 3_600)
    _tiers(programme.tiers)
    _coupons(programme.coupons)
    _rewards(programme)
    return programme


def _earning(policy: EarningPolicy) -> None:
    _whole("earning.every_fen", policy.every_fen, 1, checks.FEN_MAX)
    _whole("earning.points", policy.points, 0, 10_000)
    for name in ("order_cap", "day_cap"):
        cap = getattr(policy, name)
        if cap is not None:
            _whole(f"earning.{name}", cap, 0)
    _whole("earning.void_window_minutes", policy.void_window_minutes, 0, 60 * 24 * 90)
    if policy.first_order is not None:
        _whole("earning.first_order.min_fen", policy.first_order.min_fen, 0, checks.FEN_MAX)
        _whole("earning.first_order.points", policy.first_order.points, 0)
    _refuse(len(policy.multipliers) > MULTIPLIERS_MAX, "earning.multipliers", f"at most {MULTIPLIERS_MAX}")
    _keys("earning.multipliers", [rule.key for rule in policy.multipliers])
    for place, rule in enumerate(policy.multipliers):
        _multiplier(f"earning.multipliers[{place}]", rule)


def _multiplier(path: str, rule: Multiplier) -> None:
    _words(f"{path}.title", rule.title)
    _whole(f"{path}.basis_points", rule.basis_points, 10_000, 1_000_000)
    _slot(f"{path}.when", rule.when)


def _expiry(path: str, policy: ExpiryPolicy) -> None:
    _whole(f"{path}.months", policy.months, 1, 1_200)
    uneven = policy.kind is ExpiryKind.CALENDAR and bool(12 % policy.months)
    _refuse(uneven, f"{path}.months", f"a year has no whole number of periods of {policy.months} months")


def _tiers(policy: TierPolicy) -> None:
    path = "tiers.ladder"
    _refuse(not policy.ladder, path, "needs at least one tier")
    _keys(path, [tier.key for tier in policy.ladder])
    for place, tier in enumerate(policy.ladder):
        here = f"{path}[{place}]"
        _words(f"{here}.name", tier.name)
        _whole(f"{here}.basis_points", tier.basis_points, 10_000, 1_000_000)
        free = tier.spend_fen is None and tier.visits is None
        _refuse(place == 0 and not free, here, "the first tier is everybody's: no spend_fen, no visits")
        _refuse(place > 0 and free, here, "needs spend_fen or visits")
        if tier.expiry is not None:
            _expiry(f"{here}.expiry", tier.expiry)
    for name in ("spend_fen", "visits"):
        _rising(path, name, [getattr(tier, name) for tier in policy.ladder])
    _whole("tiers.window_months", policy.window_months, 1, 120)
    _whole("tiers.valid_months", policy.valid_months, 1, 120)
    _whole("tiers.grace_days", policy.grace_days, 0, 366)
    _whole("tiers.notice_days", policy.notice_days, 1, 366)
    falling = list(policy.warn_days) == sorted(set(policy.warn_days), reverse=True) and bool(policy.warn_days)
    _refuse(not falling or min(policy.warn_days) < 1, "tiers.warn_days", "must fall, like 30, 7, 1")


def _rising(path: str, name: str, values: list[int | None]) -> None:
    last = 0
    for place, value in enumerate(values):
        if value is None:
            continue
        _whole(f"{path}[{place}].{name}", value, 1, checks.FEN_MAX)
        _refuse(value <= last, f"{path}[{place}].{name}", f"{value} is not above the tier below ({last})")
        last = value


def _coupons(templates: tuple[CouponTemplate, ...]) -> None:
    _keys("coupons", [template.key for template in templates])
    for place, template in enumerate(templates):
        path = f"coupons[{place}]"
        _words(f"{path}.title", template.title)
        _slot(f"{path}.when", template.when)
        _whole(f"{path}.value_fen", template.value_fen, 0, checks.FEN_MAX)
        _whole(f"{path}.min_order_fen", template.min_order_fen, 0, checks.FEN_MAX)
        _whole(f"{path}.off_basis_points", template.off_basis_points, 0, 10_000)
        _whole(f"{path}.valid_days", template.valid_days, 1, 3_660)
        match template.kind:
            case CouponKind.AMOUNT_OFF:
                _refuse(template.value_fen == 0, f"{path}.value_fen", "an amount off needs an amount")
            case CouponKind.PERCENT_OFF:
                _refuse(template.off_basis_points == 0, f"{path}.off_basis_points", "a percentage off needs one")
            case CouponKind.FREE_ITEM:
                _refuse(not template.skus, f"{path}.skus", "a free item needs the dishes it may be")
            case CouponKind.GIFT:
                pass


def _rewards(programme: Programme) -> None:
    _keys("rewards", [reward.key for reward in programme.rewards])
    known = {template.key for template in programme.coupons}
    for path, key in _references(programme.rewards):
        _refuse(key not in known, path, f"there is no coupon {key!r}")
    for place, reward in enumerate(programme.rewards):
        _words(f"rewards[{place}].title", reward.title)
        _whole(f"rewards[{place}].points", reward.points, 1)
        if reward.stock is not None:
            _whole(f"rewards[{place}].stock", reward.stock, 0)
    for path, key in (("joining.coupon", programme.joining.coupon), ("birthday_coupon", programme.birthday_coupon)):
        _refuse(bool(key) and key not in known, path, f"there is no coupon {key!r}")


def _references(rewards: tuple[Reward, ...]) -> Iterable[tuple[str, str]]:
    return ((f"rewards[{place}].coupon", reward.coupon) for place, reward in enumerate(rewards))


def _slot(path: str, slot: Slot) -> None:
    for day in slot.weekdays:
        _whole(f"{path}.weekdays", day, 1, 7)
    for name in ("start", "end"):
        value = getattr(slot, name)
        _refuse(bool(value) and not _CLOCK.fullmatch(value), f"{path}.{name}", f"{value!r} is no time like 11:30")
    _refuse(bool(slot.start) != bool(slot.end), path, "start and end go together")
    _refuse(bool(slot.start) and slot.start == slot.end, path, "start and end are the same")


def _keys(path: str, keys: list[str]) -> None:
    for place, key in enumerate(keys):
        _refuse(not _KEY.fullmatch(key), f"{path}[{place}].key", f"{key!r} is not like `free-tea`")
        _refuse(key in keys[:place], f"{path}[{place}].key", f"{key!r} is there twice")


def _words(path: str, words: Words) -> None:
    for language in ("zh", "en"):
        value = getattr(words, language)
        _refuse(not value.strip(), f"{path}.{language}", "must not be empty")
        _refuse(len(value) > 200, f"{path}.{language}", f"has {len(value)} characters, at most 200")


def _whole(path: str, value: int, least: int, most: int = checks.POINTS_MAX) -> None:
    _refuse(not least <= value <= most, path, f"must be from {least} to {most}, not {value}")


def _refuse(wrong: bool, path: str, reason: str) -> None:
    if wrong:
        raise BadProgramme(path, reason)
