"""Builds what a diner will need before there is one, a little with each look of the clock.

What a visit leads to comes first, in the order in which most diners come to it, so that the kiosk is ready for them
within a second and a half; what only staff and few diners ever see follows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from kivy.clock import Clock
from kivy.factory import Factory

from kiosk.screens import (
    Catalogue,
    CheckedIn,
    Confirm,
    CouponCard,
    Finished,
    Greeting,
    Holding,
    Invite,
    JoinCode,
    JoinPhone,
    JoinTerms,
    More,
    Printing,
    Reading,
    Scan,
    Screen,
    Trouble,
    Undo,
    Wallet,
)
from kiosk.state import State
from kiosk.ui.chrome import Chrome
from kiosk.ui.litter import set_aside
from kiosk.ui.pages import Pages
from kiosk.ui.rehearsal import Rehearsal

# What nearly every visit is made of, from the tap on.
VISIT: tuple[type[Screen], ...] = (
    Greeting, Reading, CheckedIn, Printing, Finished, Catalogue, Confirm, Holding, Undo, Wallet, CouponCard, More,
    Trouble, Invite, JoinPhone, JoinCode, JoinTerms, Scan,
)  # fmt: skip
# One look of the clock begins nothing more when it has taken so long: a touch waits for it.
ENOUGH_S = 0.008
# Who has just come to a page sees it move in; whatever is built meanwhile would make it stumble.
STAND_BACK_S = 0.6


class Workshop:
    """`state` gives what pages are built for; `busy` hears whether there is work."""

    def __init__(self, pages: Pages, chrome: Chrome, state: Callable[[], State]) -> None:
        self._pages, self._chrome, self._state = pages, chrome, state
        self.busy: Callable[[bool], None] = lambda _: None
        self._rehearsal = Rehearsal()
        self._steps = self._work()
        self._not_before_s = 0.0
        # Whether all that nearly every visit is made of is there, and whether everything is.
        self.open = self.ready = False

    def begin(self) -> None:
        """After the first picture."""
        self.busy(True)
        Clock.schedule_once(self._look, 0)

    def stand_back(self) -> None:
        """Something moves on the screen: leave it the time."""
        self._not_before_s = Clock.get_time() + STAND_BACK_S

    def _look(self, *_: object) -> None:
        wait_s = self._not_before_s - Clock.get_time()
        if wait_s > 0:
            Clock.schedule_once(self._look, wait_s)
            return
        began_s = time.perf_counter()
        for may_go_on in self._steps:
            if not may_go_on or time.perf_counter() - began_s > ENOUGH_S:
                Clock.schedule_once(self._look, 0)
                return
        self.ready = True
        self.busy(False)

    def _work(self) -> Iterator[bool]:
        """Step by step; False: that was a look's work, or what was built is laid out when it ends."""
        yield from self._build_chrome()
        yield from self._build(VISIT)
        self.open = True
        self._chrome.furnish()
        yield False
        yield from self._build(get_args(Screen))

    def _build_chrome(self) -> Iterator[bool]:
        room = Factory.Backdrop(night=False)
        room.size = self._chrome.size
        yield False
        self._rehearsal.draw(room)
        self._chrome.build()
        yield False
        self._chrome.lay_out()
        yield False
        self._chrome.rehearse(self._rehearsal.draw)
        set_aside()

    def _build(self, kinds: Iterable[type[Screen]]) -> Iterator[bool]:
        for kind in kinds:
            # All of them first: Kivy looks for its rules anew after each file.
            self._pages.read((kind,))
            yield True
        for kind in kinds:
            if self._pages.has(kind):
                continue
            self._pages.prepare(kind, self._state())
            yield False
            page = self._pages.page(kind, self._state())
            yield False
            if page.parent is None:
                self._rehearsal.draw(page)
            set_aside()
            yield True
