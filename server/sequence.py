"""Events are taken once each and in order, whatever the network does to them (RELIABILITY R1, R7, R8)."""

from __future__ import annotations

import logging
from datetime import datetime

from mqtt_bridge.messages import Birth, EventData, Refusal
from server import dating
from server.dating import Heard
from server.handlers import handle_event
from server.handlers.call import Call
from server.house import House
from server.incoming import Happened
from server.store.errors import BrokenRuleError, UnavailableError
from server.store.events import DeviceState, Seen, Taken

log = logging.getLogger(__name__)
USED = Refusal(code="conflict", message="this id was used before")
TAKEN = Refusal(code="conflict", message="another event has this number")


class Refused(Exception):
    """Takes back what the handler wrote before it said no. Never leaves this file."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Doubt(Exception):
    """Something must be taken back alone, and this batch was not begun so that it could be."""


class Intake:
    """One batch of events inside the caller's transaction: what is known of them is read at once, and written at once.

    `careful`: what an event wrote before it was refused is taken back; else that raises Doubt.
    `last` says up to which number each kiosk is committed, this batch included. Call `flush` when all are taken.
    """

    def __init__(self, house: House, kiosks: set[str], ids: set[str], now: datetime, careful: bool) -> None:
        self._house, self._events, self._now = house, house.store.events, now
        known = self._events.known(kiosks)
        self.last = {kiosk: known[kiosk].last_seq if kiosk in known else 0 for kiosk in kiosks}
        self._heard = {kiosk: known[kiosk].heard if kiosk in known else Heard() for kiosk in kiosks}
        self._careful = careful
        # Hardly ever is an id used twice: the table refuses it, and only then is it asked which it was.
        self._used = self._events.used(ids) if careful else set()
        self._taken: dict[tuple[str, int], Taken] = {}
        self._devices: list[DeviceState] = []
        self._moved: dict[str, int] = {}

    def take(self, event: Happened) -> str:
        """Apply one event: "applied", "refused", "repeated", "conflict" or "gap".

        A gap is waited for: nothing is written, and the acknowledgement stays where it is, so the kiosk sends again.
        Raises what a handler raised; then nothing of this event was written.
        """
        kiosk, seq = event.kiosk, event.envelope.seq
        if seq > self.last[kiosk] + 1:
            return "gap"
        if seq <= self.last[kiosk]:
            return self._again(event)
        seen = Seen(event.envelope.id, event.digest, "", "")
        if seen.id in self._used:
            self._events.bury(kiosk, seq, _refused(seen, USED), event.payload, self._now)
            self._move(kiosk, seq)
            return "conflict"
        refusal = self._apply(event)
        if refusal is not None:
            seen = _refused(seen, refusal)
            self._events.bury(kiosk, seq, seen, event.payload, self._now)
        self._used.add(seen.id)
        self._taken[kiosk, seq] = Taken(kiosk, seq, event.envelope.type[:64], seen, self._now)
        self._move(kiosk, seq)
        return "applied" if refusal is None else "refused"

    def born(self, kiosk: str, birth: Birth, live: bool) -> None:
        """Note what the kiosk is. One that counts lower than we do may run from a restored disk.

        What is missing below the oldest event it still has was lost with its memory: it is said, and waited for no
        more.
        """
        last = self.last[kiosk]
        if birth.oldest_seq > last + 1:
            lost = f"events {last + 1} to {birth.oldest_seq - 1} were lost with its memory"
            log.error("%s: %s", kiosk, lost)
            self._events.devices([DeviceState(kiosk, "memory", "lost", lost, self._now)])
            self._move(kiosk, birth.oldest_seq - 1)
        if birth.next_seq <= last:
            log.warning(
                "%s will number its next event %d, but %d is committed: a restored disk?", kiosk, birth.next_seq, last
            )
        self._heard[kiosk] = dating.born(self._heard[kiosk], birth, self._now, live)
        self._events.born(kiosk, birth, self._heard[kiosk].booted_at, self._now)

    def flush(self) -> None:
        """Write down what waited for it, which events were taken and how far each kiosk is."""
        try:
            self._events.devices(self._devices)
            # In the order of the table's keys: neighbours share a page.
            self._events.record(self._taken[place] for place in sorted(self._taken))
        except BrokenRuleError as error:
            if self._careful:
                raise
            raise Doubt from error
        self._events.advance({kiosk: (self.last[kiosk], self._heard[kiosk].upto) for kiosk in sorted(self._moved)})

    def taken(self, kiosk: str) -> int:
        """How many of its numbers were used up by this batch."""
        return self._moved.get(kiosk, 0)

    def _move(self, kiosk: str, seq: int) -> None:
        self.last[kiosk] = seq
        self._moved[kiosk] = self._moved.get(kiosk, 0) + 1

    def _again(self, event: Happened) -> str:
        seq = event.envelope.seq
        now_taken = self._taken.get((event.kiosk, seq))
        kept = self._events.seen(event.kiosk, seq) if now_taken is None else now_taken.seen
        if kept is not None and kept.digest == event.digest:
            return "repeated"
        letter = _refused(Seen(event.envelope.id, event.digest, "", ""), TAKEN)
        self._events.bury(event.kiosk, seq, letter, event.payload, self._now)
        return "conflict"

    def _apply(self, event: Happened) -> Refusal | None:
        if isinstance(event.data, Refusal):
            return event.data
        heard = self._heard[event.kiosk]
        at, dated = dating.judge(event.envelope, heard, self._now)
        self._heard[event.kiosk] = Heard(heard.boot, heard.booted_at, at)
        # What waits for the end of the batch could not be taken back alone.
        devices = None if self._careful else self._devices
        call = Call(self._house, event.kiosk, self._now, at, event.envelope.id, dated, devices)
        if not self._careful:
            self._apply_or_doubt(event.data, call)
            return None
        try:
            with self._house.store.savepoint():
                refusal = handle_event(event.data, call)
                if refusal is not None:
                    raise Refused(refusal)
        except Refused as no:
            return no.refusal
        return None

    def _apply_or_doubt(self, data: EventData, call: Call) -> None:
        try:
            refusal = handle_event(data, call)
        except UnavailableError:
            raise
        except Exception as error:
            raise Doubt from error
        if refusal is not None:
            raise Doubt


def _refused(seen: Seen, refusal: Refusal) -> Seen:
    return Seen(seen.id, seen.digest, refusal.code, refusal.message[:200])
