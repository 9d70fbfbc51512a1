"""When something is valid: days of the week and a time of day, in the restaurant's own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WrongDay:
    """Not on this weekday (`today`, ISO 1-7); it is on `days`."""

    today: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WrongTime:
    """Not at this time (`now`, HH:MM); it is from `start` until `end`."""

    now: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Slot:
    """`weekdays` are ISO (1 Monday … 7 Sunday), empty: every day. `start`..`end` are HH:MM, end not included.

    Empty strings: all day. An end before its start runs past midnight and belongs to the day it began on.
    """

    weekdays: tuple[int, ...] = ()
    start: str = ""
    end: str = ""

    def missed(self, local: datetime) -> WrongDay | WrongTime | None:
        """Why `local` is outside, or None when it is inside."""
        now, today = f"{local:%H:%M}", local.isoweekday()
        overnight = bool(self.start) and self.end <= self.start
        if overnight and now < self.end:
            today = today - 1 or 7
        if self.weekdays and today not in self.weekdays:
            return WrongDay(local.isoweekday(), self.weekdays)
        if not self.start:
            return None
        inside = (now >= self.start or now < self.end) if overnight else self.start <= now < self.end
        return None if inside else WrongTime(now, self.start, self.end)


ALWAYS = Slot()
