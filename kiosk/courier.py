"""Carries the outbox to the server: in order, a window at a time, until the server says it has it.

The broker's own receipt counts for nothing here (it loses acknowledged messages when it is killed); an
event leaves the outbox only when the server's acknowledgement says it is committed there (CONTRACT §2).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from kiosk.loop import Timer
from mqtt_bridge.messages import Ack

log = logging.getLogger(__name__)

WINDOW = 20
ACK_LATE_S = 5.0


class Outbox(Protocol):
    """What the courier needs of the kiosk's memory."""

    def unsent(self, after_seq: int, limit: int) -> Iterable[tuple[int, str, bytes]]:
        """(seq, type, envelope bytes) of the events after this seq, oldest first."""

    def forget(self, ack: Ack) -> None: ...


class Courier:
    """`publish(type, payload) -> bool` sends one event; `reconnect` drops a link that looks half open."""

    def __init__(
        self, outbox: Outbox, publish: Callable[[str, bytes], bool], reconnect: Callable[[], None], after: Timer
    ) -> None:
        self._outbox, self._publish, self._reconnect, self._after = outbox, publish, reconnect, after
        self._sent = 0
        self._acked = 0
        self._cancel_watch: Callable[[], None] | None = None

    def send(self) -> None:
        """Fill the window with what has not been sent over this connection."""
        room = WINDOW - (self._sent - self._acked if self._acked else 0)
        if room <= 0:
            return
        for seq, type_, payload in self._outbox.unsent(self._sent, room):
            if not self._publish(type_, payload):
                return
            if self._acked == 0:
                self._acked = seq - 1
            self._sent = seq
        self._watch()

    def start_over(self) -> None:
        """The link is back: what was sent and not acknowledged may be lost, so it goes again."""
        self._sent = self._acked = 0
        self.send()

    def acknowledged(self, ack: Ack) -> None:
        self._outbox.forget(ack)
        self._acked = max(self._acked, ack.upto)
        self._sent = max(self._sent, ack.upto)
        self._stop_watch()
        self.send()

    def _watch(self) -> None:
        if self._sent > self._acked and self._cancel_watch is None:
            self._cancel_watch = self._after(ACK_LATE_S, self._late)

    def _stop_watch(self) -> None:
        if self._cancel_watch is not None:
            self._cancel_watch()
            self._cancel_watch = None

    def _late(self) -> None:
        """No acknowledgement in time: the link is half open, or the server is away. Send again over a new link."""
        self._cancel_watch = None
        log.warning("no acknowledgement of event %d for %.0f s: reconnecting", self._acked + 1, ACK_LATE_S)
        self._reconnect()
        self._sent = self._acked = 0
        self._watch_again()

    def _watch_again(self) -> None:
        self._cancel_watch = self._after(ACK_LATE_S, self._late_again)

    def _late_again(self) -> None:
        self._cancel_watch = None
        self.send()
