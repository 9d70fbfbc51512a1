"""What lies round and over the page while somebody is here: top bar, the sheets, and the seconds that are left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kivy.clock import Clock
from kivy.factory import Factory

from kiosk.design.entrance import play
from kiosk.design.look import Look
from kiosk.design.patience import events, hold
from kiosk.screens import Attract, Boot, Holding, OutOfService, Printing, Staff, StaffPin, Undo, Updating
from kiosk.state import State

# Screens without a top bar: nobody is here.
BARE = (Attract, OutOfService, Updating, Boot)
BUSY = (Holding, Undo, Printing)
# Where the hidden door leads nowhere: nothing may be interrupted, or somebody is through it already.
NO_DOOR = (*BUSY, StaffPin, Staff)
# How far a tall screen slides down, as a share of its height.
REACH = 0.4


@dataclass
class _Deadline:
    at: float
    whole_s: float


class Chrome:
    """Built with the first screen that is not bare, or by `build`: the first picture does not wait for it.

    `root` is the stage.
    """

    def __init__(self, root: Any, look: Look, now: Callable[[], datetime]) -> None:
        self._root, self._look, self._now = root, look, now
        self._built: Any = None
        self._held: list[Any] = []
        self._hangs = False
        self._warned = False
        self._deadline: _Deadline | None = None
        self._tick = Clock.create_trigger(self._count_down, 1.0, interval=True)

    def suit(self, state: State) -> None:
        """Put what the diner chose into effect for everything that is drawn: colours, motion, reach."""
        chosen = state.around.comfort
        self._look.dress("contrast" if chosen.contrast else "normal")
        self._look.still = chosen.still
        low = chosen.low and chosen.reach and self._look.tall
        self._root.shift = round(REACH * self._root.height) if low else 0

    def show(self, state: State, timeout_s: float | None) -> None:
        if not self._hangs and type(state.screen) in BARE:
            return
        self._show_comfort(state)
        self._show_bar(state)
        self.sheet.shown = state.warning
        if state.warning and not self._warned:
            play(self.sheet)
        self._warned = state.warning
        self._start_countdown(state, timeout_s)

    @property
    def size(self) -> tuple[int, int]:
        """Of all it lies over, in pixels."""
        return (int(self._root.width), int(self._root.height))

    @property
    def built(self) -> bool:
        return self._built is not None

    def build(self) -> None:
        """Build it, but for the choices that make the kiosk easier, seen by nobody yet; `lay_out` goes on with it."""
        if self._built is None:
            self._built = Factory.Chrome(shift=self._root.shift, size=self._root.size)
            self._root.fbind("shift", self._built.setter("shift"))
            self._built.ids["sheet"].shown = True
            self._held = hold(events(self._built))

    def lay_out(self) -> None:
        """Have it laid out with the next step of the clock."""
        for go_on in self._held:
            go_on()
        self._held = []

    def rehearse(self, draw: Callable[[Any], None]) -> None:
        """Draw once what was laid out, unless it is on the stage already."""
        if not self._hangs:
            draw(self._built)
            self._hang()

    def furnish(self) -> None:
        """Build the choices that make the kiosk easier."""
        self.comfort.furnish()

    def _hang(self) -> None:
        self.lay_out()
        self._hangs = True
        # The veil stays over everything.
        self._root.add_widget(self._built, index=1)
        for part in self._built.children:
            part.shown = False

    def over(self, state: State) -> Any:
        """The sheet that covers everything in this state; None when the page can be touched."""
        return self.sheet if state.warning else self.comfort if state.around.comfort.open else None

    @property
    def bar(self) -> Any:
        return self._part("bar")

    @property
    def sheet(self) -> Any:
        """It asks whether anybody is still there."""
        return self._part("sheet")

    @property
    def comfort(self) -> Any:
        return self._part("ease")

    def _part(self, name: str) -> Any:
        self.build()
        if not self._hangs:
            self._hang()
        # Kivy's ids are weak proxies, and a proxy is never the same object as what it stands for.
        return self._built.ids[name].__self__

    def _show_comfort(self, state: State) -> None:
        chosen, sheet = state.around.comfort, self.comfort
        self._part("handle").shown = chosen.reach and self._look.tall and not chosen.open
        came = chosen.open and not sheet.shown
        if came:
            sheet.furnish()
        sheet.around = state.around
        sheet.shown = chosen.open
        if came:
            play(sheet)

    def _show_bar(self, state: State) -> None:
        kind = type(state.screen)
        bar = self.bar
        bar.shown = kind not in BARE
        bar.around = state.around
        member = getattr(state.screen, "member", None)
        bar.as_of = member.as_of if member is not None else ""
        bar.busy = kind in BUSY
        bar.door = kind not in NO_DOOR

    def _start_countdown(self, state: State, timeout_s: float | None) -> None:
        self._tick.cancel()
        if timeout_s is None:
            self._deadline = None
            self.bar.left = self.sheet.left = -1
            return
        # The warning has a time of its own; a screen's ring is measured against the whole time of the screen.
        whole = timeout_s if state.warning else max(timeout_s, state.screen.timeout_s or timeout_s)
        self._deadline = _Deadline(Clock.get_time() + timeout_s, whole)
        self._count_down()
        self._tick()

    def _count_down(self, *_: object) -> None:
        if self._deadline is None:
            return
        left = max(0.0, self._deadline.at - Clock.get_time())
        self._look.now = self._now()
        for ring in (self.bar, self.sheet):
            ring.share = left / self._deadline.whole_s if self._deadline.whole_s else 0.0
            ring.left = round(left)
