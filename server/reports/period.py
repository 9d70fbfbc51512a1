"""The days a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from loyalty.expiry import start_of_day
from server.beside import CannotRun


@dataclass(frozen=True, slots=True)
class Period:
    """Local days of the house, both included."""

    first: date
    last: date

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From when on, and before when."""
        return start_of_day(self.first, zone), start_of_day(self.last + timedelta(days=1), zone)


def asked(first: date, last: date) -> Period:
    """The period somebody asked for. Raises CannotRun for one that ends before it begins."""
    if last < first:
        raise CannotRun(f"the last day, {last}, is before the first, {first}", 2)
    return Period(first, last)
