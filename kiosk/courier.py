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
ACK_LATE_MAX_S = 60.0


class Outbox(Protocol):
    """What the courier needs of the kiosk's memory."""

    @property
    def next_seq(self) -> int:
        """The number the next event will have."""

    @property
    def acknowledged_upto(self) -> int:
        """The highest sequence number the server has committed, as far as this kiosk knows."""

    def unsent(self, after_seq: int, limit: int) -> Iterable[tuple[int, str, bytes]]:
        """(seq, type, envelope bytes) of the events after this one, oldest first."""

    def forget(self, ack: Ack) -> None:
        """The server has committed these: drop them; what it refused becomes a dead letter."""


class Courier:
    """`publish(type, payload) -> bool` sends one event; `reconnect` drops a link that looks half open."""

    def __init__(
        self, outbox: Outbox, publish: Callable[[str, bytes], bool], reconnect: Callable[[], None], after: Timer
    ) -> None:
        self._outbox, self._publish, self._reconnect, self._after = outbox, publish, reconnect, after
        self._sent = outbox.acknowledged_upto
        self._late_s = ACK_LATE_S
        self._cancel_watch: Callable[[], None] | None = None

    def send(self) -> None:
        """Fill the window with what has not gone over this connection yet."""
        all_sent = self._sent >= self._outbox.next_seq - 1
        room = 0 if all_sent else WINDOW - (self._sent - self._outbox.acknowledged_upto)
        for seq, type_, payload in self._outbox.unsent(self._sent, room) if room > 0 else ():
            if not self._publish(type_, payload):
                break
            self._sent = seq
        if self._sent > self._outbox.acknowledged_upto and self._cancel_watch is None:
            self._cancel_watch = self._after(self._late_s, self._late)

    def start_over(self) -> None:
        """The link is back: what was sent and not acknowledged may be lost, so it goes again."""
        self._stop_watch()
        self._sent = self._outbox.acknowledged_upto
        self.send()

    def acknowledged(self, ack: Ack) -> None:
        self._outbox.forget(ack)
        self._sent = max(self._sent, self._outbox.acknowledged_upto)
        self._late_s = ACK_LATE_S
        self._stop_watch()
        self.send()

    def _late(self) -> None:
        """No receipt in time: the link is half open or the server is away. A new link starts the outbox over."""
        self._cancel_watch = None
        log.warning("event %d has no receipt after %.0f s", self._outbox.acknowledged_upto + 1, self._late_s)
        # A server that is down for long must not make every kiosk reconnect every five seconds.
        self._late_s = min(self._late_s * 2, ACK_LATE_MAX_S)
        self._sent = self._outbox.acknowledged_upto
        self._reconnect()

    def _stop_watch(self) -> None:
        if self._cancel_watch is not None:
            self._cancel_watch()
            self._cancel_watch = None
