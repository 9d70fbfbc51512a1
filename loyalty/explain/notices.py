"""What a member is told without asking: points that open, lapse or lapsed, and what becomes of the tier."""

from __future__ import annotations

from datetime import date

from loyalty.clearing import Reminder
from loyalty.coupons import CouponTemplate
from loyalty.explain.reasons import Why, given
from loyalty.holidays import Holiday
from loyalty.tiers import NearUpgrade, Tier, WarnDowngrade
from loyalty.words import Words, day, points_en, yuan


def opens(points: int, on: date) -> Words:
    """Points that wait for their void window (B6)."""
    when = day(on)
    return Words(f"{points} 点将于{when.zh}到账", f"{points_en(points)} open on {when.en}")


def opened(points: int) -> Words:
    return Words(f"{points} 点已到账，可以使用", f"{points_en(points)} can be spent now")


def expiring(reminder: Reminder) -> Words:
    """The reminder, by value at risk (B9)."""
    when, worth = day(reminder.on), yuan(reminder.value_fen)
    return Words(
        f"{reminder.points} 点（约值 {worth}）{when.zh}后过期",
        f"{points_en(reminder.points)} (worth about {worth}) can be spent until {when.en}",
    )


def cleared(points: int, on: date) -> Why:
    """Why points are gone: the line of the history under an expiry. `on` is the last day they could be spent."""
    when = day(on)
    return Why(-points, f"{points} 点有效期至{when.zh}，已过期", f"{points_en(points)} lapsed: valid until {when.en}")


def compensated(points: int) -> tuple[Why, ...]:
    """The reason of points given again after a clearing."""
    return given(points, Words("过期补偿", "For points that lapsed"))


def tier_up(tier: Tier) -> Words:
    return Words(f"恭喜升级为{tier.name.zh}", f"You are {tier.name.en} now")


def tier_warning(warning: WarnDowngrade) -> Words:
    """What is missing to stay, by whichever way is open (C4)."""
    when, lacks = day(warning.on), _lacking(warning.short_fen, warning.short_visits)
    return Words(
        f"{when.zh}起将变为{warning.tier.name.zh}；{lacks.zh}即可保级",
        f"From {when.en} you are {warning.tier.name.en}, unless you {lacks.en}",
    )


def tier_down(tier: Tier) -> Words:
    return Words(f"会员等级已变为{tier.name.zh}", f"Your tier is {tier.name.en} now")


def near(close: NearUpgrade) -> Words:
    """How little the next tier lacks (C3)."""
    spend = close.measure == "spend"
    lacks = _lacking(close.short if spend else None, None if spend else close.short)
    return Words(f"{lacks.zh}即可升级为{close.tier.name.zh}", f"{lacks.en.capitalize()} to be {close.tier.name.en}")


def coupon_ends(template: CouponTemplate, on: date) -> Words:
    when = day(on)
    return Words(f"{template.title.zh}{when.zh}到期", f"{template.title.en} ends on {when.en}")


def birthday(template: CouponTemplate) -> Words:
    return Words(f"生日快乐！送您{template.title.zh}", f"Happy birthday! For you: {template.title.en}")


def holiday(day: Holiday, gift: CouponTemplate) -> Words:
    return Words(f"{day.greeting.zh}！送您{gift.title.zh}", f"{day.greeting.en}! For you: {gift.title.en}")


def _lacking(short_fen: int | None, short_visits: int | None) -> Words:
    ways = []
    if short_fen is not None:
        ways.append(Words(f"再消费{yuan(short_fen)}", f"spend {yuan(short_fen)} more"))
    if short_visits is not None:
        visits = "visit" if short_visits == 1 else "visits"
        ways.append(Words(f"再来 {short_visits} 次", f"make {short_visits} more {visits}"))
    return Words("或".join(way.zh for way in ways), " or ".join(way.en for way in ways))
