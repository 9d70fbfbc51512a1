"""What is odd about a programme's holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from loyalty.programme.findings import Finding, Level
from loyalty.programme.model import Programme
from loyalty.words import Words


def holiday_findings(programme: Programme, now: datetime) -> Iterator[Finding]:
    today = programme.local(now).date()
    given = {reward.coupon for reward in programme.rewards} | {programme.joining.coupon}
    given |= set() if programme.compensation is None else {programme.compensation.coupon}
    given |= set() if programme.referral is None else {rung.coupon for rung in programme.referral.ladder}
    for place, holiday in enumerate(programme.holidays):
        path, greeting = f"holidays[{place}]", holiday.greeting
        once = len(holiday.day) == len("2026-12-18")
        if once and date.fromisoformat(holiday.day) + timedelta(days=holiday.after_days) < today:
            over = Words(f"{greeting.zh}：{holiday.day} 已过", f"{greeting.en}: {holiday.day} is over")
            yield Finding(Level.INFO, path, "past-holiday", over)
        template = programme.template(holiday.coupon)
        if template is None:
            continue
        if template.valid_days <= holiday.after_days:
            short = Words(
                f"{greeting.zh}：礼物当天起 {template.valid_days} 天有效，之后祝贺期内不再发放",
                f"{greeting.en}: its gift lives {template.valid_days} days from the day on, and is given no longer",
            )
            yield Finding(Level.WARNING, f"{path}.coupon", "gift-over-early", short)
        if holiday.coupon in given:
            twice = Words(
                f"{holiday.coupon}：也以其他途径发放，会被当作节日礼",
                f"{holiday.coupon}: given otherwise too, and shown as a holiday gift",
            )
            yield Finding(Level.WARNING, f"{path}.coupon", "not-only-holiday", twice)
