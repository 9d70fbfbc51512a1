"""Does what the flow asks: each effect goes to the one part of the machine that can do it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, assert_never

import msgspec

from drivers.printer.ticket import Ticket
from kiosk import identity
from kiosk.courier import Courier
from kiosk.effects import (
    Ask,
    CheckPin,
    Effect,
    ExportLog,
    Forget,
    KeepClosed,
    KeepCoupon,
    KeepLevels,
    OpenRedemption,
    Print,
    ReadVitals,
    Recall,
    Record,
    Remember,
    Remind,
    Resend,
    Restart,
)
from kiosk.events import AnyQuestion, Event, PinChecked, Recalled, Reminded, VitalsRead
from kiosk.loop import Timer
from kiosk.memory import Memory
from kiosk.staff_door import StaffDoor
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import (
    Envelope,
    EventData,
    MemberCheckedIn,
    RedemptionCommitted,
    RedemptionVoided,
)


class Jobs(Protocol):
    """The printer's queue. The job's outcome comes back as a signal."""

    def submit(self, job_id: str, ticket: Ticket) -> None: ...


class Hands:
    """Nothing here waits for another machine: the link and the printer have queues of their own."""

    def __init__(
        self,
        source: str,
        memory: Memory,
        courier: Courier,
        ask: Callable[[AnyQuestion, float], None],
        printer: Jobs,
        post: Callable[[Event], None],
        now: Callable[[], datetime],
        clock: Callable[[], identity.ClockState],
        door: StaffDoor,
        vitals: Callable[[], tuple[tuple[str, str], ...]],
        after: Timer,
        rules: Callable[[], int] = lambda: 0,
        restart: Callable[[], None] = lambda: None,
        export: Callable[[], None] = lambda: None,
    ) -> None:
        self._source, self._memory, self._courier = source, memory, courier
        self._ask, self._printer, self._post, self._now, self._clock = ask, printer, post, now, clock
        self._door, self._vitals, self._after, self._rules = door, vitals, after, rules
        self._restart, self._export = restart, export
        self._boot = identity.boot_id()

    def do(self, effect: Effect) -> None:
        """Do one thing. Raises MemoryFailed when the kiosk's memory cannot write."""
        match effect:
            case Recall(card):
                self._post(Recalled(card, self._memory.members.recall(card)))
            case Remember(card, None):
                self._memory.members.forget(card)
            case Remember(card, member):
                assert member is not None
                self._memory.members.remember(card, member)
            case Ask(question, after_s):
                self._ask(question, after_s)
            case Remind(after_s, of):
                self._after(after_s, lambda: self._post(Reminded(of)))
            case Record(event):
                self._record(event)
            case OpenRedemption(redemption, member_id, reward):
                self._memory.redemptions.open(redemption, member_id, reward)
            case KeepCoupon(redemption, coupon):
                self._memory.redemptions.keep_coupon(redemption, coupon)
            case Print(job, ticket, redemption):
                if redemption:
                    self._memory.redemptions.start_printing(redemption)
                self._printer.submit(job, ticket)
            case Forget(ack):
                self._courier.acknowledged(ack)
            case Resend():
                self._courier.start_over()
            case CheckPin(digits):
                self._post(PinChecked(self._door.try_pin(digits, time.monotonic())))
            case KeepLevels(volume, brightness):
                self._memory.levels.keep(volume, brightness)
            case KeepClosed(closed):
                self._memory.closed.keep(closed)
            case ReadVitals():
                self._post(VitalsRead(self._vitals()))
            case ExportLog():
                self._export()
            case Restart():
                self._restart()
            case _:
                assert_never(effect)

    def _record(self, event: EventData) -> None:
        now = self._now()
        now_s = now.timestamp()

        def envelope(seq: int) -> Envelope:
            return Envelope(
                id=identity.uuid7(now_s),
                source=self._source,
                type=event.type,
                time=now.isoformat(),
                seq=seq,
                boot=self._boot,
                mono_ms=identity.mono_ms(),
                clock=self._clock(),
                data=msgspec.Raw(encode(event)),
                rules=self._rules(),
            )

        member = event.member if isinstance(event, MemberCheckedIn) else ""
        settles = event.redemption if isinstance(event, RedemptionCommitted | RedemptionVoided) else ""
        self._memory.outbox.record(envelope, member, settles)
        self._courier.send()
