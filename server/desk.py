"""Serves a batch of messages in one transaction: a commit costs the same for one as for two hundred."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime

from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Refusal, Rejected, Value
from server.faults import Faults
from server.handlers import READ_METHODS, READS, handle_question
from server.handlers.call import Call
from server.house import House
from server.incoming import Asked, Born, Happened, Incoming, Unusable, read
from server.outgoing import Outgoing, acknowledgement, answer
from server.sequence import Doubt, Intake
from server.store.errors import StoreError, UnavailableError

log = logging.getLogger(__name__)
RETRY_S = 5


class Desk:
    """Message in, messages out. No thread, no socket: tests call `serve` as the worker does."""

    def __init__(self, house: House, monotonic: Callable[[], float]) -> None:
        self._house = house
        self.faults = Faults(monotonic)

    def only_reads(self, delivery: Delivery) -> bool:
        """Whether this is a question whose answer writes nothing: no disk is waited for."""
        _, asks, method = delivery.topic.partition("/up/req/")
        return bool(asks) and method in READ_METHODS

    def serve(self, batch: list[Delivery], now: datetime) -> list[Outgoing]:
        """Handle all of it and commit; then, and only then, say what is to be sent. Never raises.

        When the disk fails nothing is acknowledged: events come again, questions are answered `unavailable`.
        """
        incoming = [read(delivery, self._house.tenant) for delivery in batch]
        reads_only = all(isinstance(item, Unusable) or _reads(item) for item in incoming)
        house = self._house
        try:
            if reads_only:
                with house.reading(now):
                    return self._all(incoming, now, careful=True)
            with contextlib.suppress(Doubt), house.transaction(now):
                return self._all(incoming, now, careful=False)
            # Something of it has to be taken back alone: all of it once more, each in a part of its own.
            with house.transaction(now):
                return self._all(incoming, now, careful=True)
        except (StoreError, OSError) as error:
            log.exception("nothing of this batch is kept: %s", type(error).__name__)
            busy = Refusal(code="unavailable", message="try again", retry_after=RETRY_S)
            return [answer(item.reply_to, busy, item.correlation) for item in incoming if isinstance(item, Asked)]

    def _all(self, incoming: list[Incoming], now: datetime, careful: bool) -> list[Outgoing]:
        """The answers, then one acknowledgement for each kiosk that said something.

        Not `careful`, nothing can be taken back alone, which nearly nothing has to be: raises Doubt where it has.
        """
        answers: list[Outgoing] = []
        kiosks = {item.kiosk for item in incoming if isinstance(item, Happened | Born)}
        ids = {item.envelope.id for item in incoming if isinstance(item, Happened)}
        intake = Intake(self._house, kiosks, ids, now, careful)
        conflicts: dict[str, list[Rejected]] = {}
        faults: list[tuple[str, str]] = []
        for item in incoming:
            match item:
                case Asked():
                    if isinstance(item.question, Refusal):
                        faults.append(("malformed question", f"{item.kiosk}: {item.question.message}"))
                    answers.append(answer(item.reply_to, self._ask(item, now, careful), item.correlation))
                case Happened():
                    outcome = self._take(intake, item)
                    if outcome == "conflict":
                        conflict = Rejected(item.envelope.id, item.envelope.seq, "conflict")
                        conflicts.setdefault(item.kiosk, []).append(conflict)
                    if outcome not in ("applied", "repeated"):
                        what = f"{item.kiosk}: {item.envelope.type} {item.envelope.seq}"
                        faults.append((f"event: {outcome}", what))
                case Born():
                    self._welcome(intake, item)
                case Unusable():
                    faults.append((item.fault, item.what))
        said = answers + self._acknowledge(intake, conflicts, now)
        for fault, what in faults:
            self.faults.add(fault, what)
        return said

    def _acknowledge(self, intake: Intake, conflicts: dict[str, list[Rejected]], now: datetime) -> list[Outgoing]:
        if not intake.last:
            return []
        intake.flush()
        acks = self._house.store.events.acks(intake.last, now)
        tenant = self._house.tenant
        return [
            acknowledgement(tenant, kiosk, ack, tuple(conflicts.get(kiosk, ())), intake.taken(kiosk))
            for kiosk, ack in acks.items()
        ]

    def _ask(self, item: Asked, now: datetime, careful: bool) -> Value:
        if isinstance(item.question, Refusal):
            return item.question
        try:
            with self._house.store.savepoint() if careful else contextlib.nullcontext():
                return handle_question(item.question, Call(self._house, item.kiosk, now, now))
        except Exception as error:
            _raise_if_the_disk_failed(error)
            if not careful:
                raise Doubt from error
            log.exception("a question of type %s broke its handler", type(item.question).__name__)
            return Refusal(code="internal", message="this is our mistake; it is written down")

    def _welcome(self, intake: Intake, item: Born) -> None:
        try:
            with self._house.store.savepoint():
                intake.born(item.kiosk, item.birth, item.live)
        except Exception as error:
            # It is kept by the broker and would come again at every start.
            _raise_if_the_disk_failed(error)
            log.exception("the birth of %s could not be noted", item.kiosk)

    def _take(self, intake: Intake, item: Happened) -> str:
        try:
            return intake.take(item)
        except Doubt:
            raise
        except Exception as error:
            _raise_if_the_disk_failed(error)
            log.exception("an event of type %s broke its handler", item.envelope.type)
            mistake = Refusal(code="internal", message="this is our mistake; it is written down")
            return intake.take(Happened(item.kiosk, item.envelope, mistake, item.digest, item.payload))


def _reads(item: Incoming) -> bool:
    return isinstance(item, Asked) and (isinstance(item.question, Refusal) or type(item.question) in READS)


def _raise_if_the_disk_failed(error: Exception) -> None:
    """A broken rule is a bug of one message; anything else of the database's concerns the whole batch."""
    if isinstance(error, UnavailableError):
        raise error
