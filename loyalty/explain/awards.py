"""Why points were given, or not, for an order and for a check-in (B13)."""

from __future__ import annotations

from loyalty import checks
from loyalty.awards import (
    Award,
    BonusPart,
    CapPart,
    FirstOrderPart,
    Missed,
    MultiplierPart,
    Part,
    SpendPart,
    TierPart,
)
from loyalty.check_in import AlreadyCheckedIn, CheckInAward
from loyalty.explain.conditions import condition
from loyalty.explain.reasons import Why, dumps, given, said
from loyalty.words import Words, points_en, times, yuan

LONGEST_WORDS = 256


def why(award: Award) -> tuple[Why, ...]:
    """Every part of the award, then every rule that gave nothing."""
    parts = [said(part.points, _part(part)) for part in award.parts]
    return (*parts, *(said(0, _missed(missed)) for missed in award.missed))


def trace(award: Award) -> str:
    """The reasons as the ledger keeps them, so that the history says years later what was said on the day.

    When there is too much to say, the last of the rules that gave nothing are left out, never a part.
    """
    reasons = list(why(award))
    while len(kept := dumps(reasons)) > checks.TRACE_MAX and len(reasons) > len(award.parts):
        reasons.pop()
    # Parts are never left out: with very many of them their words are cut short.
    most = LONGEST_WORDS
    while len(kept) > checks.TRACE_MAX:
        most //= 2
        kept = dumps(Why(one.points, one.zh[:most], one.en[:most]) for one in reasons)
    return kept


def check_in(award: CheckInAward | AlreadyCheckedIn) -> tuple[Why, ...]:
    if isinstance(award, AlreadyCheckedIn):
        return (Why(0, f"今天已签到，连续 {award.streak} 天", f"Already checked in today, {award.streak} in a row"),)
    base = given(award.points - award.bonus, Words("签到", "Check-in"))
    if not award.bonus:
        return base
    days = award.streak
    return base + given(award.bonus, Words(f"连续 {days} 天奖励", f"{days} days in a row"))


def _part(part: Part) -> Words:
    match part:
        case SpendPart(spend, every, each, points, title):
            rate = f" × {each}" if each != 1 else ""
            sum_ = f"{yuan(spend)} ÷ {yuan(every)[1:]}{rate} = {points}"
            zh, en = (f"{title.zh}：", f"{title.en}: ") if title.zh else ("", "")
            return Words(f"{zh}{sum_} 点", f"{en}{sum_} {'point' if points == 1 else 'points'}")
        case TierPart(tier, basis_points, points):
            return Words(
                f"{tier.zh} {times(basis_points)} 倍 +{points} 点",
                f"{tier.en} {times(basis_points)}x: +{points_en(points)}",
            )
        case MultiplierPart(title, basis_points, counted, points):
            return Words(
                f"{title.zh}（{yuan(counted)} × {times(basis_points)}）+{points} 点",
                f"{title.en} ({yuan(counted)} x {times(basis_points)}): +{points_en(points)}",
            )
        case FirstOrderPart(min_fen, points, title):
            return Words(
                f"{title.zh}满{yuan(min_fen)} +{points} 点",
                f"{title.en} from {yuan(min_fen)}: +{points_en(points)}",
            )
        case BonusPart(title, points):
            return Words(f"{title.zh} +{points} 点", f"{title.en}: +{points_en(points)}")
        case CapPart(cap, limit, points, title):
            zh, en = _CAPS[cap]
            of_zh, of_en = (f"{title.zh}", f"{title.en}: at") if title.zh else ("", "At")
            return Words(f"{of_zh}{zh}最多 {limit} 点，{points} 点", f"{of_en} most {points_en(limit)} {en}: {points}")


_CAPS = {
    "order": ("每单", "an order"),
    "day": ("每天", "a day"),
    "period": ("每期", "a period"),
    "balance": ("余额", "in all"),
}


def _missed(missed: Missed) -> Words:
    lacks = condition(missed.why)
    return Words(f"{missed.title.zh}未满足：{lacks.zh}", f"{missed.title.en} not met: {lacks.en}")
