"""A new programme comes into force only when nobody loses what they hold: tiers, coupons on paper, rules that began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from loyalty.coupons import CouponTemplate
from loyalty.programme import BadProgramme, Programme
from loyalty.rules import RuleVersion, digest
from server.house import House
from server.programme.versions import Version, same

# What is printed on a coupon, or decides what it is worth: it stays while one of them is out.
PROMISED = ("kind", "value_fen", "min_order_fen", "off_basis_points", "skus", "stores", "when")


def adopt(
    house: House, programme: Programme, now: datetime, source: str, valid_from: datetime | None = None
) -> Version | None:
    """Keep this programme as the next version, in force from `valid_from` (None: now) on. None: it is the newest.

    Call it inside a transaction. Raises BadProgramme for one that would take from somebody what they hold.
    """
    begins = now if valid_from is None else valid_from.astimezone(UTC)
    if begins < now:
        raise BadProgramme("valid_from", f"{begins.isoformat()} is past: what was earned since then was told otherwise")
    house.versions.learn()
    number = house.store.programmes.newest()
    if number:
        newest = house.versions.get(number)
        if same(newest, programme):
            return None
        check(newest, programme, house.store.programmes.tiers_held(), house.store.programmes.coupons_out(now), now)
    version = house.versions.keep(programme, begins, now, source)
    house.count_gifts(programme)
    return version


def check(
    old: Programme, new: Programme, tiers_held: Mapping[str, int], coupons_out: Mapping[str, int], now: datetime
) -> None:
    """Whether `new` may follow `old`. `tiers_held`: members on each tier; `coupons_out`: coupons of each template.

    Raises BadProgramme.
    """
    known = {tier.key for tier in new.tiers.ladder}
    for key, members in tiers_held.items():
        if key not in known:
            raise BadProgramme("tiers.ladder", f"there is no {key!r} any more, and {members} members are on it")
    for key, coupons in coupons_out.items():
        before, after = old.template(key), new.template(key)
        if after is None:
            raise BadProgramme("coupons", f"there is no {key!r} any more, and {coupons} such coupons are out")
        if before is not None:
            _promises(before, after, coupons)
    _rules(old.rules, new.rules, now)


def _promises(before: CouponTemplate, after: CouponTemplate, out: int) -> None:
    for name in PROMISED:
        if getattr(before, name) != getattr(after, name):
            said = f"{out} such coupons are out that promise otherwise; give the changed one a key of its own"
            raise BadProgramme(f"coupons[{before.key}].{name}", said)


def _rules(old: tuple[RuleVersion, ...], new: tuple[RuleVersion, ...], now: datetime) -> None:
    """A version of a rule that has begun is never changed: another one follows it."""
    began = {(rule.key, rule.version): rule for rule in old if rule.effective_from <= now}
    for place, rule in enumerate(new):
        before = began.get((rule.key, rule.version))
        if before is not None and digest(before) != digest(rule):
            said = f"version {rule.version} of {rule.key!r} is in force; give the change a version of its own"
            raise BadProgramme(f"rules[{place}].version", said)
