"""A profile grows old: when a member is asked again whether it is still right (A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from loyalty.expiry import add_months, local_date


@dataclass(frozen=True, slots=True)
class RefreshPolicy:
    """Asked again `months` after it was last confirmed (0: never), `later_days` after a "not now" at the earliest."""

    months: int = 12
    later_days: int = 30


def is_due(
    policy: RefreshPolicy, confirmed_at: datetime, put_off_at: datetime | None, now: datetime, zone: ZoneInfo
) -> bool:
    """Whether to ask now: from the local day on that is so many months after the one it was confirmed on."""
    if not policy.months:
        return False
    if put_off_at is not None and now < put_off_at + timedelta(days=policy.later_days):
        return False
    return local_date(now, zone) >= add_months(local_date(confirmed_at, zone), policy.months)
