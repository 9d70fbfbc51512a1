"""What a programme's holidays must keep, each broken rule named by its path."""

from __future__ import annotations

from loyalty.holidays import TERMS, is_day
from loyalty.programme.fields import keys, refuse, whole, words
from loyalty.programme.model import Programme

HOLIDAYS_MAX = 40
# It stands where else "good evening" does, in two lines at most; a Chinese character is twice as wide.
GREETING_MAX = 28
AROUND_MAX_DAYS = 30


def check(programme: Programme) -> None:
    """Raises BadProgramme for the first that is wrong."""
    holidays = programme.holidays
    refuse(len(holidays) > HOLIDAYS_MAX, "holidays", f"at most {HOLIDAYS_MAX}")
    keys("holidays", [holiday.key for holiday in holidays])
    known = {template.key for template in programme.coupons}
    for place, holiday in enumerate(holidays):
        path = f"holidays[{place}]"
        refuse(not is_day(holiday.day), f"{path}.day", _no_day(holiday.day))
        words(f"{path}.greeting", holiday.greeting, GREETING_MAX)
        most = GREETING_MAX // 2
        refuse(len(holiday.greeting.zh) > most, f"{path}.greeting.zh", f"at most {most} characters")
        whole(f"{path}.before_days", holiday.before_days, 0, AROUND_MAX_DAYS)
        whole(f"{path}.after_days", holiday.after_days, 0, AROUND_MAX_DAYS)
        refuse(
            bool(holiday.coupon) and holiday.coupon not in known,
            f"{path}.coupon",
            f"there is no coupon {holiday.coupon!r}",
        )
        # On a screen it could only be one of the two.
        taken = bool(holiday.coupon) and holiday.coupon in programme.birthday_gifts
        refuse(taken, f"{path}.coupon", f"{holiday.coupon!r} is a birthday gift")


def _no_day(text: str) -> str:
    if text.isascii() and text.isalpha():
        return f"{text!r} is no solar term; there are: {', '.join(TERMS)}"
    return f"{text!r} is no day like 10-01, 2026-12-18, L-08-15 (lunar) or qingming"
