"""What a merchant should know of a programme before it goes live: what it gives back, and what in it is odd (F9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from loyalty.coupons import CouponKind
from loyalty.expiry import ExpiryKind
from loyalty.programme import give_back
from loyalty.programme.findings import Finding, Level, percent
from loyalty.programme.lint_holidays import holiday_findings
from loyalty.programme.lint_rules import rule_findings
from loyalty.programme.model import Programme
from loyalty.referrals import Rung
from loyalty.tiers import Tier
from loyalty.words import Words, points_en, yuan

# A programme that gives back more than this in the worst case is warned of.
GENEROUS_BASIS_POINTS = 1_000
DAYS_A_MONTH = 31


def lint(programme: Programme, now: datetime) -> tuple[Finding, ...]:
    """Everything worth saying of a valid programme; `now` says which versions of its rules are in force."""
    checks = (_gives_back, _check_in, rule_findings, _tiers, _rewards, _friends, _coupons, _expiry, holiday_findings)
    return tuple(finding for check in checks for finding in check(programme, now))


def _gives_back(programme: Programme, now: datetime) -> Iterator[Finding]:
    usual, worst = give_back.usual(programme), give_back.worst(programme, now)
    if usual is not None and worst is not None:
        zh, en = _worst_words(worst)
        least = f"{percent(usual.basis_points)}", yuan(usual.at_fen)
        words = Words(f"消费{least[1]}返 {least[0]}；{zh}", f"gives back {least[0]} at {least[1]}; {en}")
        generous = worst.basis_points > GENEROUS_BASIS_POINTS
        yield Finding(Level.WARNING if generous else Level.INFO, "earning", "gives-back", words)
    elif worst is not None:
        yield Finding(Level.INFO, "earning", "gives-back", Words(*_worst_words(worst)))
    else:
        nothing = Words("积分换不到任何有价值的东西", "points buy nothing that is known to be worth anything")
        yield Finding(Level.WARNING, "rewards", "gives-nothing", nothing)


def _worst_words(worst: give_back.GiveBack) -> tuple[str, str]:
    title = worst.reward.title
    zh = "、".join([*(one.zh for one in worst.because), title.zh])
    en = ", ".join([*(one.en for one in worst.because), title.en])
    return f"最多返 {percent(worst.basis_points)}（{zh}）", f"worst case {percent(worst.basis_points)} ({en})"


def _check_in(programme: Programme, now: datetime) -> Iterator[Finding]:
    policy, cash = programme.check_in, give_back.usual(programme)
    if cash is None or not policy.points:
        return
    points = 365 * policy.points + (365 // policy.bonus_every * policy.bonus_points if policy.bonus_every else 0)
    fen = points * (give_back.worth_fen(programme, cash.reward) or 0) // cash.reward.points
    zh = f"每天只签到不消费，一年可得 {points} 点，约值{yuan(fen)}"
    en = f"a check-in every day and no order is {points_en(points)} a year, worth about {yuan(fen)}"
    level = Level.WARNING if fen > programme.earning.every_fen * 10 else Level.INFO
    yield Finding(level, "check_in", "without-spending", Words(zh, en))


def _tiers(programme: Programme, now: datetime) -> Iterator[Finding]:
    policy = programme.tiers
    for place, tier in enumerate(policy.ladder):
        path = f"tiers.ladder[{place}]"
        most_visits = policy.window_months * DAYS_A_MONTH
        if tier.visits is not None and tier.visits > most_visits and tier.spend_fen is None:
            never = Words(
                f"{tier.name.zh}：{policy.window_months} 个月内无法到店 {tier.visits} 次",
                f"{tier.name.en}: nobody can make {tier.visits} visits in {policy.window_months} months",
            )
            yield Finding(Level.ERROR, path, "unreachable-tier", never)
        if place and _same_gifts(tier, policy.ladder[place - 1]):
            same = Words(
                f"{tier.name.zh}：不比下一级多得什么", f"{tier.name.en}: gives nothing more than the tier below"
            )
            yield Finding(Level.WARNING, path, "empty-tier", same)
        if place and tier.basis_points < policy.ladder[place - 1].basis_points:
            less = Words(f"{tier.name.zh}：积分倍率比下一级低", f"{tier.name.en}: earns less than the tier below")
            yield Finding(Level.WARNING, path, "falling-tier", less)
    if max(policy.warn_days) > policy.grace_days:
        early = Words(
            "降级提醒会早于宽限期开始", "warnings come before the tier's own end: the grace period is shorter"
        )
        yield Finding(Level.INFO, "tiers.warn_days", "early-warning", early)


def _same_gifts(tier: Tier, below: Tier) -> bool:
    more = tier.basis_points > below.basis_points or bool(tier.privileges)
    return not more and tier.benefits == below.benefits and tier.expiry == below.expiry


def _rewards(programme: Programme, now: datetime) -> Iterator[Finding]:
    cash = give_back.usual(programme)
    for place, reward in enumerate(programme.rewards):
        path, title = f"rewards[{place}]", reward.title
        cap = programme.earning.balance_cap
        if cap is not None and reward.points > cap:
            never = Words(f"{title.zh}：超过积分余额上限 {cap}", f"{title.en}: more than a balance may be ({cap})")
            yield Finding(Level.ERROR, path, "unreachable-reward", never)
        if reward.stock == 0:
            yield Finding(Level.INFO, path, "no-stock", Words(f"{title.zh}：没有库存", f"{title.en}: none in stock"))
        if cash is None or reward.cost_fen is None:
            continue
        price = reward.points * (give_back.worth_fen(programme, cash.reward) or 0) // cash.reward.points
        if price < reward.cost_fen:
            cheap = Words(
                f"{title.zh}：{reward.points} 点约值{yuan(price)}，低于成本{yuan(reward.cost_fen)}",
                f"{title.en}: {points_en(reward.points)} are worth {yuan(price)}, it costs {yuan(reward.cost_fen)}",
            )
            yield Finding(Level.WARNING, path, "below-cost", cheap)


def _ladder(programme: Programme) -> tuple[Rung, ...]:
    return () if programme.referral is None else programme.referral.ladder


def _friends(programme: Programme, now: datetime) -> Iterator[Finding]:
    for place, (below, above) in enumerate(pairwise(_ladder(programme)), start=1):
        if not above.coupon and above.points < below.points:
            less = Words(
                f"第 {above.friends} 位好友的奖励比第 {below.friends} 位少",
                f"the friend number {above.friends} brings less than number {below.friends}",
            )
            yield Finding(Level.WARNING, f"referral.ladder[{place}]", "falling-rung", less)


def _coupons(programme: Programme, now: datetime) -> Iterator[Finding]:
    given = {reward.coupon for reward in programme.rewards} | {programme.joining.coupon}
    given |= set() if programme.compensation is None else {programme.compensation.coupon}
    for place, key in enumerate(programme.birthday_gifts):
        if key in given:
            twice = Words(
                f"{key}：也以其他途径发放，会被当作生日礼", f"{key}: given otherwise too, and shown as a birthday gift"
            )
            yield Finding(
                Level.WARNING,
                f"birthday_choices[{place - 1}]" if place else "birthday_coupon",
                "not-only-birthday",
                twice,
            )
    given |= set(programme.birthday_gifts) | {rung.coupon for rung in _ladder(programme)} | programme.holiday_gifts
    for place, template in enumerate(programme.coupons):
        path, title = f"coupons[{place}]", template.title
        if template.key not in given:
            unused = Words(f"{title.zh}：没有任何途径发放", f"{title.en}: nothing gives it out")
            yield Finding(Level.INFO, path, "unused-coupon", unused)
        if template.kind is CouponKind.AMOUNT_OFF and 0 < template.min_order_fen <= template.value_fen:
            free = Words(f"{title.zh}：刚满额的订单免单", f"{title.en}: an order of its minimum is free")
            yield Finding(Level.WARNING, path, "free-order", free)
        if template.kind is CouponKind.PERCENT_OFF and not template.value_fen:
            open_ = Words(f"{title.zh}：没有最高减免", f"{title.en}: takes off without limit")
            yield Finding(Level.WARNING, path, "no-limit", open_)


def _expiry(programme: Programme, now: datetime) -> Iterator[Finding]:
    if programme.expiry.kind is ExpiryKind.NEVER:
        grows = Words("积分永不过期：负债只增不减", "points never lapse: what is owed only grows")
        yield Finding(Level.INFO, "expiry", "never-lapses", grows)
