"""What was not met, in words."""

from __future__ import annotations

from loyalty.earning import BelowMinimum, NoSuchDish
from loyalty.slots import WrongDay, WrongTime
from loyalty.words import Words, weekday, yuan


def condition(why_not: WrongDay | WrongTime | BelowMinimum | NoSuchDish) -> Words:
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
