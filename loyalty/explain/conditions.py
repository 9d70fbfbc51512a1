"""What was not met, in words."""

from __future__ import annotations

from datetime import date

from loyalty.awards import (
    BelowMinimum,
    Excluded,
    FewVisits,
    NoBirthday,
    NoHoliday,
    NoSuchDish,
    NotFirstOrder,
    Outranked,
    TooNew,
    Unmet,
    WrongDate,
    WrongStore,
    WrongTier,
)
from loyalty.slots import WrongDay, WrongTime
from loyalty.words import Words, day, weekday, yuan


def condition(unmet: Unmet | Outranked) -> Words:
    """Why a rule or a coupon does not count, from the order's side."""
    match unmet:
        case WrongDay(today):
            name = weekday(today)
            return Words(f"今天{name.zh}", f"today is {name.en}")
        case WrongTime(now, start, end):
            return Words(f"现在 {now}，时段 {start}–{end}", f"it is {now}, valid {start}–{end}")
        case WrongDate(first, last):
            since, until = day(date.fromisoformat(first)), day(date.fromisoformat(last))
            return Words(f"活动时间 {since.zh}至{until.zh}", f"valid {since.en} to {until.en}")
        case BelowMinimum(spend, minimum):
            return Words(
                f"需满{yuan(minimum)}，还差{yuan(minimum - spend)}",
                f"from {yuan(minimum)}, {yuan(minimum - spend)} short",
            )
        case NoSuchDish():
            return Words("订单里没有相关菜品", "nothing of the kind in the order")
        case WrongStore():
            return Words("本店不可用", "Not valid in this store")
        case _:
            return _of_member(unmet)


def _of_member(
    unmet: WrongTier | NotFirstOrder | TooNew | FewVisits | NoBirthday | NoHoliday | Excluded | Outranked,
) -> Words:
    match unmet:
        case WrongTier():
            return Words("当前会员等级不适用", "not for this tier")
        case NotFirstOrder():
            return Words("仅限首单", "for the first order only")
        case TooNew(days, least):
            return Words(
                f"需入会满 {least} 天，还差 {least - days} 天", f"for members of {least} days, {least - days} to go"
            )
        case FewVisits(visits, least):
            return Words(f"需到店 {least} 次，还差 {least - visits} 次", f"from {least} visits, {least - visits} to go")
        case NoBirthday(when):
            return (
                Words("今天不是生日", "today is no birthday")
                if when == "day"
                else Words("本月不是生日月", "not the birthday month")
            )
        case NoHoliday():
            return Words("今天不是指定节日", "today is no such holiday")
        case Excluded():
            return Words("不适用于本单", "not for this order")
        case Outranked(by):
            return Words(f"已享{by.zh}，不叠加", f"{by.en} counts instead")
