"""The one place where things happen: one event at a time, on one thread."""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.effects import Effect
from kiosk.errors import MemoryFailed
from kiosk.events import Event, TimedOut, Touched, Turn
from kiosk.flow import step, visit
from kiosk.screens import Trouble
from kiosk.screens.trouble import TROUBLES
from kiosk.state import State
from mqtt_bridge.link import Delivery

log = logging.getLogger(__name__)

INBOX_MAX = 1024
KEPT_TURNS = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: what was, what happened, when. Enough to run it again."""

    before: State
    event: Event
    turn: Turn


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Posted by the link's thread: the broker can be reached, or not."""

    up: bool


# Calls back once on the screen's thread after so many seconds; returns what cancels it.
Timer = Callable[[float, Callable[[], None]], Callable[[], None]]


class Loop:
    """Any thread may `post`; only the screen's thread may `drain`.

    Effects are done before the screen is shown: what the diner reads is already durable.
    `translate` turns what the wire brought into an event, on the screen's thread; None: not for the flow.
    """

    def __init__(
        self,
        state: State,
        *,
        show: Callable[[State, float | None], None],
        do: Callable[[Effect], None],
        turn: Callable[[], Turn],
        wake: Callable[[], None],
        after: Timer,
        translate: Callable[[Delivery | LinkUp], Event | None] = lambda _letter: None,
    ) -> None:
        self.state = state
        self.dropped = 0
        self.journal: deque[Entry] = deque(maxlen=KEPT_TURNS)
        self._show, self.do, self._turn, self._wake, self._after = show, do, turn, wake, after
        self._translate = translate
        self._inbox: queue.Queue[Event | Delivery | LinkUp] = queue.Queue(maxsize=INBOX_MAX)
        self._cancel_timer: Callable[[], None] | None = None

    def post(self, event: Event | Delivery | LinkUp) -> None:
        """Hand in what happened. A full inbox drops, counts and reports; it never blocks a driver."""
        try:
            self._inbox.put_nowait(event)
        except queue.Full:
            self.dropped += 1
            log.error("inbox full, dropped a %s (%d so far)", type(event).__name__, self.dropped)
        self._wake()

    def drain(self) -> None:
        """Take everything that waits, then show the last state once."""
        before = self.state
        restart_timer = False
        while True:
            try:
                item = self._inbox.get_nowait()
            except queue.Empty:
                break
            event = self._translate(item) if isinstance(item, Delivery | LinkUp) else item
            if event is not None:
                self._take(event)
                restart_timer |= isinstance(event, Touched)
        if self.state != before:
            self._show(self.state, visit.timeout_s(self.state))
        if restart_timer or self.state.screen != before.screen or self.state.warning != before.warning:
            self._restart_timer()

    def _take(self, event: Event) -> None:
        turn = self._turn()
        self.journal.append(Entry(self.state, event, turn))
        state, effects = step(self.state, event, turn)
        try:
            for effect in effects:
                self.do(effect)
        except MemoryFailed as error:
            log.error("memory failed on %s: %s", type(event).__name__, error)
            state = replace(state, screen=Trouble("ask_staff", TROUBLES["ask_staff"]), warning=False)
        if state.screen != self.state.screen:
            log.info(
                "%s: %s -> %s",
                type(event).__name__,
                type(self.state.screen).__name__,
                type(state.screen).__name__,
            )
        self.state = state

    def _restart_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
        timeout_s = visit.timeout_s(self.state)
        self._cancel_timer = None
        if timeout_s is not None:
            self._cancel_timer = self._after(timeout_s, lambda: self.post(TimedOut()))
