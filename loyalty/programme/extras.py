"""The parts of a programme beyond points and tiers: rules, referrals, sharing, reminders, holidays, offers."""

from __future__ import annotations

from loyalty import checks
from loyalty.earning import RESERVED
from loyalty.programme import holidays, offers
from loyalty.programme.fields import BadProgramme, key, refuse, slot, whole, words
from loyalty.programme.model import Programme
from loyalty.rules import Condition, OnHoliday, RuleVersion, Tiers, When, leaves

RULES_MAX = 64
TITLE_MAX = 100
RUNGS_MAX = 3


def check(programme: Programme) -> None:
    """Raises BadProgramme for the first that is wrong."""
    _rules(programme)
    _multiplier_keys(programme)
    _tiers(programme)
    _limits(programme)
    _referral(programme)
    _sharing(programme)
    _clearing(programme)
    holidays.check(programme)
    offers.check(programme.offers)


def _rules(programme: Programme) -> None:
    refuse(len(programme.rules) > RULES_MAX, "rules", f"at most {RULES_MAX}")
    seen: dict[str, RuleVersion] = {}
    for place, rule in enumerate(programme.rules):
        path = f"rules[{place}]"
        key(f"{path}.key", rule.key)
        words(f"{path}.title", rule.title, TITLE_MAX)
        ended = rule.effective_until is not None and rule.effective_until <= rule.effective_from
        refuse(ended, f"{path}.effective_until", "ends before it begins")
        before = seen.get(rule.key)
        if before is not None:
            refuse(rule.version <= before.version, f"{path}.version", f"{rule.version} is there, or came before")
            early = rule.effective_from < before.effective_from
            refuse(early, f"{path}.effective_from", f"version {before.version} begins later")
        seen[rule.key] = rule
        _conditions(f"{path}.when", rule.when, programme)


def _conditions(path: str, condition: Condition, programme: Programme) -> None:
    known = [tier.key for tier in programme.tiers.ladder]
    for leaf in leaves(condition):
        if isinstance(leaf, When):
            slot(path, leaf.slot)
        elif isinstance(leaf, Tiers):
            for name in leaf.keys:
                refuse(name not in known, path, f"there is no tier {name!r}")
        elif isinstance(leaf, OnHoliday):
            kept = [holiday.key for holiday in programme.holidays]
            for name in leaf.keys:
                refuse(name not in kept, path, f"there is no holiday {name!r}")


def _multiplier_keys(programme: Programme) -> None:
    for place, one in enumerate(programme.earning.multipliers):
        refuse(
            one.key in RESERVED, f"earning.multipliers[{place}].key", f"{one.key!r} is the name of a rule of its own"
        )
    earning = programme.earning
    whole("earning.period_days", earning.period_days, 1, 366)
    for name in ("period_cap", "balance_cap"):
        cap = getattr(earning, name)
        if cap is not None:
            whole(f"earning.{name}", cap, 0)


def _tiers(programme: Programme) -> None:
    whole("tiers.near_percent", programme.tiers.near_percent, 1, 100)
    for place, tier in enumerate(programme.tiers.ladder):
        for at, privilege in enumerate(tier.privileges):
            words(f"tiers.ladder[{place}].privileges[{at}].title", privilege.title)


def _limits(programme: Programme) -> None:
    for place, template in enumerate(programme.coupons):
        for name in ("per_member", "per_day", "total"):
            limit = getattr(template, name)
            if limit is not None:
                whole(f"coupons[{place}].{name}", limit, 1)
        whole(f"coupons[{place}].passes", template.passes, 0, 100)
        if template.group:
            key(f"coupons[{place}].group", template.group)
    for place, reward in enumerate(programme.rewards):
        if reward.cost_fen is not None:
            whole(f"rewards[{place}].cost_fen", reward.cost_fen, 0, checks.FEN_MAX)


def _referral(programme: Programme) -> None:
    policy = programme.referral
    if policy is None:
        return
    whole("referral.min_order_fen", policy.min_order_fen, 1, checks.FEN_MAX)
    whole("referral.referrer_points", policy.referrer_points, 0)
    whole("referral.friend_points", policy.friend_points, 0)
    whole("referral.valid_days", policy.valid_days, 1, 3_660)
    whole("referral.void_window_days", policy.void_window_days, 0, 366)
    if policy.month_cap is not None:
        whole("referral.month_cap", policy.month_cap, 0)
    refuse(len(policy.ladder) > RUNGS_MAX, "referral.ladder", f"a screen shows {RUNGS_MAX} rungs at most")
    known, below = {template.key for template in programme.coupons}, 0
    for place, rung in enumerate(policy.ladder):
        path = f"referral.ladder[{place}]"
        whole(f"{path}.friends", rung.friends, 1, 10_000)
        refuse(rung.friends <= below, f"{path}.friends", "not above the rung below")
        whole(f"{path}.points", rung.points, 0)
        refuse(bool(rung.coupon) and rung.coupon not in known, f"{path}.coupon", f"there is no coupon {rung.coupon!r}")
        refuse(not rung.points and not rung.coupon, path, "a rung gives points or a coupon")
        below = rung.friends


def _sharing(programme: Programme) -> None:
    policy = programme.sharing
    whole("sharing.link_hours", policy.link_hours, 1, 24 * 366)
    whole("sharing.least_points", policy.least_points, 1)
    whole("sharing.most_points", policy.most_points, 0)
    whole("sharing.day_points", policy.day_points, 0)
    never = 0 < policy.most_points < policy.least_points
    refuse(never, "sharing.most_points", f"is below the least ({policy.least_points})")


def _clearing(programme: Programme) -> None:
    policy = programme.reminders
    days = [step.days for step in policy.steps]
    falling = days == sorted(set(days), reverse=True)
    refuse(not falling, "reminders.steps", "must fall in days, like 30, 7, 1")
    for place, step in enumerate(policy.steps):
        whole(f"reminders.steps[{place}].days", step.days, 0, 366)
        whole(f"reminders.steps[{place}].min_fen", step.min_fen, 0, checks.FEN_MAX)
    for place, before in enumerate(policy.coupon_days):
        whole(f"reminders.coupon_days[{place}]", before, 0, 366)
    given = programme.compensation
    if given is None:
        return
    whole("compensation.basis_points", given.basis_points, 0, 10_000)
    whole("compensation.within_days", given.within_days, 1, 366)
    whole("compensation.valid_days", given.valid_days, 1, 3_660)
    if given.coupon and programme.template(given.coupon) is None:
        raise BadProgramme("compensation.coupon", f"there is no coupon {given.coupon!r}")
