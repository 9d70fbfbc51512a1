"""One text in the two languages every kiosk speaks, and how figures are written in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


NO_WORDS = Words("", "")


def yuan(fen: int) -> str:
    """`61200` -> `¥612`, `4999` -> `¥49.99`."""
    whole, cents = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{whole}.{cents:02d}" if cents else f"{sign}¥{whole}"


def weekday(iso: int) -> Words:
    """ISO weekday, Monday 1 to Sunday 7."""
    return Words(f"周{_DAYS_ZH[iso - 1]}", _DAYS_EN[iso - 1])


def day(on: date) -> Words:
    return Words(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%b} {on.year}")


def times(basis_points: int) -> str:
    """A multiplier in basis points as people say it: `20000` -> `2`, `12500` -> `1.25`."""
    whole, part = divmod(basis_points, 10_000)
    return f"{whole}.{part:04d}".rstrip("0") if part else str(whole)


def points_en(points: int) -> str:
    return f"{points} point" if abs(points) == 1 else f"{points} points"
