"""When an event happened: the kiosk's own time of it where that can be, else what its monotonic time says (R9).

A kiosk's events happen in their order, so none can be earlier than the one before it, nor later than now. A time out of
that is none; and a kiosk that was never told the time says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from mqtt_bridge.messages import Birth, Envelope

# Nothing older is believed of anybody, and no older than the second of a kiosk never heard before.
OLDEST = timedelta(days=90)
STRANGER = timedelta(days=8)
# A clock may be set back by its network a little while events are made.
STEP_BACK = timedelta(minutes=10)
# Beyond this a machine was not running (a hundred years of milliseconds).
LONGEST_UP_MS = 100 * 366 * 86_400_000


class Heard(Struct, frozen=True, gc=False):
    """What is known of a kiosk's time: when its `boot` began, by our clock, and when its last event happened."""

    boot: str = ""
    booted_at: datetime | None = None
    upto: datetime | None = None


def born(heard: Heard, birth: Birth, now: datetime, live: bool) -> Heard:
    """A kiosk has said how long it is up. One that the broker kept says nothing: it may be from last week."""
    boot = birth.boot[:80]
    if live and boot and 0 < birth.mono_ms < LONGEST_UP_MS:
        return replace(heard, boot=boot, booted_at=now - timedelta(milliseconds=birth.mono_ms))
    return heard if heard.boot == boot else replace(heard, boot=boot, booted_at=None)


def judge(envelope: Envelope, heard: Heard, now: datetime) -> tuple[datetime, bool]:
    """When it happened (UTC, never after `now`), and whether the kiosk itself knew."""
    oldest = now - (STRANGER if heard.upto is None else OLDEST)
    earliest = oldest if heard.upto is None else max(oldest, heard.upto)
    claimed = None if envelope.clock == "unsynced" else _moment(envelope.time)
    if claimed is not None and earliest - STEP_BACK <= claimed <= now:
        return max(claimed, earliest), True
    return _by_monotonic(envelope, heard, earliest, now), False


def _by_monotonic(envelope: Envelope, heard: Heard, earliest: datetime, now: datetime) -> datetime:
    if heard.booted_at is None or envelope.boot[:80] != heard.boot or not 0 < envelope.mono_ms < LONGEST_UP_MS:
        return now
    return min(now, max(earliest, heard.booted_at + timedelta(milliseconds=envelope.mono_ms)))


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return None if at.utcoffset() is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
