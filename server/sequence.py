"""Events are taken once each and in order, whatever the network does to them (RELIABILITY R1, R7, R8)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from mqtt_bridge.messages import Birth, Refusal
from server.handlers import handle_event
from server.handlers.call import Call
from server.house import House
from server.incoming import Happened
from server.store.events import Seen

log = logging.getLogger(__name__)
# A kiosk's clock is believed this far back: the longest time it may have been offline, and some.
BELIEVED = timedelta(days=8)


USED = Refusal(code="conflict", message="this id was used before")
TAKEN = Refusal(code="conflict", message="another event has this number")


class Refused(Exception):
    """Takes back what the handler wrote before it said no. Never leaves this file."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def take(house: House, event: Happened, now: datetime) -> str:
    """Apply one event inside the caller's transaction: "applied", "refused", "repeated", "conflict" or "gap".

    A gap is waited for: nothing is written, and the acknowledgement stays where it is, so the kiosk sends again.
    """
    events, seq = house.store.events, event.envelope.seq
    last = events.last_seq(event.kiosk)
    if seq > last + 1:
        return "gap"
    if seq <= last:
        return _again(house, event, now)
    seen = Seen(event.envelope.id, event.digest, "", "")
    if events.id_is_used(seen.id):
        events.bury(event.kiosk, seq, _refused(seen, USED), event.payload, now)
        events.advance(event.kiosk, seq)
        return "conflict"
    refusal = _apply(house, event, now)
    kept = seen if refusal is None else _refused(seen, refusal)
    events.record(event.kiosk, seq, event.envelope.type[:64], kept, now)
    if refusal is not None:
        events.bury(event.kiosk, seq, kept, event.payload, now)
    events.advance(event.kiosk, seq)
    return "applied" if refusal is None else "refused"


def born(house: House, kiosk: str, birth: Birth, now: datetime) -> None:
    """Note what the kiosk is. One that counts lower than we do may run from a restored disk.

    What is missing below the oldest event it still has was lost with its memory: it is said, and waited for no more.
    """
    last = house.store.events.last_seq(kiosk)
    if birth.oldest_seq > last + 1:
        lost = f"events {last + 1} to {birth.oldest_seq - 1} were lost with its memory"
        log.error("%s: %s", kiosk, lost)
        house.store.events.device(kiosk, "memory", "lost", lost, now)
        house.store.events.advance(kiosk, birth.oldest_seq - 1)
    if birth.next_seq <= last:
        log.warning(
            "%s will number its next event %d, but %d is committed: a restored disk?", kiosk, birth.next_seq, last
        )
    house.store.events.born(kiosk, birth, now)


def _again(house: House, event: Happened, now: datetime) -> str:
    kept = house.store.events.seen(event.kiosk, event.envelope.seq)
    if kept is not None and kept.digest == event.digest:
        return "repeated"
    letter = _refused(Seen(event.envelope.id, event.digest, "", ""), TAKEN)
    house.store.events.bury(event.kiosk, event.envelope.seq, letter, event.payload, now)
    return "conflict"


def _apply(house: House, event: Happened, now: datetime) -> Refusal | None:
    if isinstance(event.data, Refusal):
        return event.data
    call = Call(house, event.kiosk, now, _happened_at(event, now), event.envelope.id)
    try:
        with house.store.savepoint():
            refusal = handle_event(event.data, call)
            if refusal is not None:
                raise Refused(refusal)
    except Refused as no:
        return no.refusal
    return None


def _happened_at(event: Happened, now: datetime) -> datetime:
    """The kiosk's own time of it, when its clock was set and the time is possible; else now."""
    if event.envelope.clock == "unsynced":
        return now
    try:
        at = datetime.fromisoformat(event.envelope.time)
    except ValueError:
        return now
    if at.utcoffset() is None or not now - BELIEVED <= at <= now:
        return now
    return at.astimezone(UTC)


def _refused(seen: Seen, refusal: Refusal) -> Seen:
    return Seen(seen.id, seen.digest, refusal.code, refusal.message[:200])
