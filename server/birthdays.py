"""Birthdays as members give them: with the year, or without."""

from __future__ import annotations

import re
from datetime import date

# A day that every year may have: the 29th of February is somebody's birthday.
LEAP_YEAR = 2000
OLDEST_YEARS = 130
_DAY = re.compile(r"(?:(\d{4})-|--)?(\d{2})-(\d{2})\Z", re.ASCII)


def normalise(text: str, today: date) -> str | None:
    """`YYYY-MM-DD`, or `--MM-DD` when the year was not given; empty stays empty; None: no day anyone is born on."""
    if not text:
        return ""
    match = _DAY.match(text)
    if match is None:
        return None
    try:
        born = date(int(match[1] or LEAP_YEAR), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if match[1] is None:
        return f"--{born:%m-%d}"
    return born.isoformat() if today.year - OLDEST_YEARS <= born.year and born <= today else None
