"""Times of day, as the configuration writes them: "22:00"."""

from __future__ import annotations

import re
from datetime import datetime

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def is_clock(text: str) -> bool:
    """Whether this is a time of day: "00:00" to "23:59"."""
    return _CLOCK.fullmatch(text) is not None


def within(now: datetime, begin: str, end: str) -> bool:
    """Whether `now` lies in these hours, which may go past midnight; "" and "" are no hours at all."""
    if not begin or not end:
        return False
    time = f"{now:%H:%M}"
    return begin <= time < end if begin <= end else time >= begin or time < end
