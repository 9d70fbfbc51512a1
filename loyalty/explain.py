"""Why: every award and every refusal in words, zh and en, for the screen and as one receipt line (B13)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from loyalty import checks
from loyalty.check_in import AlreadyCheckedIn, CheckInAward
from loyalty.coupons import CouponOver, CouponState, InUse, NotReserved, WrongStore
from loyalty.earning import (
    FIRST_ORDER,
    Award,
    BelowMinimum,
    CapPart,
    FirstOrderPart,
    Missed,
    MultiplierPart,
    NoSuchDish,
    Part,
    SpendPart,
    TierPart,
)
from loyalty.ledger import HoldClosed, HoldsStand, HoldState, NotEnough, NothingToDo, TooMuch, UnknownHold, UnknownLot
from loyalty.slots import WrongDay, WrongTime
from loyalty.words import Words, points_en, times, weekday, yuan


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: what it gave (0: nothing) and its words."""

    points: int
    zh: str
    en: str


def why(award: Award) -> tuple[Why, ...]:
    """Every part of the award, then every rule that gave nothing."""
    given = [_why(part.points, _part(part)) for part in award.parts]
    return (*given, *(_why(0, _missed(missed)) for missed in award.missed))


def line(reasons: Iterable[Why], language: Literal["zh", "en"]) -> str:
    """The reasons as one line of a receipt."""
    return "；".join(one.zh for one in reasons) if language == "zh" else "; ".join(one.en for one in reasons)


def trace(award: Award) -> str:
    """The reasons as the ledger keeps them, so that the history says years later what was said on the day.

    When there is too much to say, the last of the rules that gave nothing are left out, never a part.
    """
    reasons = list(why(award))
    while len(kept := dumps(reasons)) > checks.TRACE_MAX and len(reasons) > len(award.parts):
        reasons.pop()
    return kept


def dumps(reasons: Iterable[Why]) -> str:
    return json.dumps([[one.points, one.zh, one.en] for one in reasons], ensure_ascii=False, separators=(",", ":"))


def loads(kept: str) -> tuple[Why, ...]:
    """The reasons of a trace made by `trace` or `dumps`; an empty one has none."""
    return tuple(Why(points, zh, en) for points, zh, en in json.loads(kept)) if kept else ()


def given(points: int, title: Words) -> tuple[Why, ...]:
    """The reason of points given for one thing: joining, a campaign, an adjustment."""
    return (Why(points, f"{title.zh} +{points} 点", f"{title.en}: +{points_en(points)}"),)


def check_in(award: CheckInAward | AlreadyCheckedIn) -> tuple[Why, ...]:
    if isinstance(award, AlreadyCheckedIn):
        return (Why(0, f"今天已签到，连续 {award.streak} 天", f"Already checked in today, {award.streak} in a row"),)
    base = given(award.points - award.bonus, Words("签到", "Check-in"))
    if not award.bonus:
        return base
    days = award.streak
    return base + given(award.bonus, Words(f"连续 {days} 天奖励", f"{days} days in a row"))


Refused = (
    NotEnough
    | UnknownHold
    | HoldClosed
    | UnknownLot
    | TooMuch
    | NothingToDo
    | HoldsStand
    | InUse
    | CouponOver
    | NotReserved
    | WrongStore
    | WrongDay
    | WrongTime
    | BelowMinimum
    | NoSuchDish
)


def refusal(refused: Refused) -> Words:
    """Why it was not done, in words a diner understands."""
    match refused:
        case NotEnough(asked, available):
            short = asked - available
            return Words(
                f"还差 {short} 点（需要 {asked}，可用 {available}）",
                f"{points_en(short)} short: needs {asked}, you have {available}",
            )
        case HoldClosed(state=state):
            done = state is HoldState.CAPTURED
            return (
                Words("已经兑换", "Already redeemed") if done else Words("兑换已取消", "This redemption was cancelled")
            )
        case UnknownHold():
            return Words("找不到这次兑换", "This redemption is not known")
        case TooMuch(asked, left):
            return Words(f"最多退 {left} 点，不能退 {asked} 点", f"At most {points_en(left)} can go back, not {asked}")
        case UnknownLot() | NothingToDo():
            return Words("没有可退的积分", "There are no points to give back")
        case HoldsStand():
            return Words("还有兑换正在打印，请稍后", "A coupon is still being printed, please wait")
        case _:
            return _coupon_refusal(refused)


def _coupon_refusal(
    refused: InUse | CouponOver | NotReserved | WrongStore | WrongDay | WrongTime | BelowMinimum | NoSuchDish,
) -> Words:
    match refused:
        case InUse(state):
            used = state is CouponState.REDEEMED
            return (
                Words("优惠券已使用", "This coupon has been used")
                if used
                else Words("优惠券正被另一单使用", "This coupon is in use for another order")
            )
        case CouponOver(state):
            return _OVER[state]
        case NotReserved():
            return Words("请先核销预留", "Reserve the coupon first")
        case WrongStore():
            return Words("本店不可用", "Not valid in this store")
        case _:
            return _condition(refused)


_OVER = {
    CouponState.REDEEMED: Words("优惠券已使用", "This coupon has been used"),
    CouponState.VOIDED: Words("优惠券已作废", "This coupon was withdrawn"),
    CouponState.EXPIRED: Words("优惠券已过期", "This coupon has expired"),
}


def _part(part: Part) -> Words:
    match part:
        case SpendPart(spend, every, each, points):
            rate = f" × {each}" if each != 1 else ""
            sum_ = f"{yuan(spend)} ÷ {yuan(every)[1:]}{rate} = {points}"
            return Words(f"{sum_} 点", f"{sum_} {'point' if points == 1 else 'points'}")
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
        case FirstOrderPart(min_fen, points):
            return Words(
                f"{FIRST_ORDER.zh}满{yuan(min_fen)} +{points} 点",
                f"{FIRST_ORDER.en} from {yuan(min_fen)}: +{points_en(points)}",
            )
        case CapPart(cap, limit, points):
            zh, en = ("每单", "an order") if cap == "order" else ("每天", "a day")
            return Words(f"{zh}最多 {limit} 点，{points} 点", f"At most {points_en(limit)} {en}: {points}")


def _missed(missed: Missed) -> Words:
    condition = _condition(missed.why)
    return Words(f"{missed.title.zh}未满足：{condition.zh}", f"{missed.title.en} not met: {condition.en}")


def _condition(why_not: WrongDay | WrongTime | BelowMinimum | NoSuchDish) -> Words:
    match why_not:
        case WrongDay(today):
            name = weekday(today)
            return Words(f"今天{name.zh}", f"today is {name.en}")
        case WrongTime(now, start, end):
            return Words(f"现在 {now}，时段 {start}–{end}", f"it is {now}, valid {start}–{end}")
        case BelowMinimum(spend, minimum):
            return Words(
                f"需满{yuan(minimum)}，还差{yuan(minimum - spend)}",
                f"from {yuan(minimum)}, {yuan(minimum - spend)} short",
            )
        case NoSuchDish():
            return Words("订单里没有相关菜品", "nothing of the kind in the order")


def _why(points: int, words: Words) -> Why:
    return Why(points, words.zh, words.en)
