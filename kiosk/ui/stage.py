"""The stage: backdrop, one screen, the top bar, and the "are you still there?" sheet over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.factory import Factory

from kiosk import design
from kiosk.config import Brand, Display
from kiosk.design import kv
from kiosk.design.entrance import play, rest
from kiosk.design.look import Look
from kiosk.design.part import on_screen
from kiosk.design.register import register
from kiosk.screens import Attract, Boot, OutOfService, Screen, Updating
from kiosk.state import State
from kiosk.ui.chrome import BARE, Chrome
from kiosk.ui.controls import Control
from kiosk.ui.pages import Pages
from kiosk.ui.told import Told, facts, told
from kiosk.ui.workshop import Workshop
from kiosk.words import Words

ON_THE_BAR = frozenset(("language", "text_size", "comfort", "done", "lower"))


class Stage:
    """Owns every widget. Screens are built once and reused; nobody's name stays in one that is not shown."""

    def __init__(
        self,
        display: Display,
        brand: Brand,
        send: Callable[[str, str], None],
        now: Callable[[], datetime],
        moving: bool,
    ) -> None:
        register()
        self._now = now
        self.look = Look(display, brand, Words("zh"), now, send, moving)
        for path in sorted(Path(design.__file__).parent.glob("*.kv")):
            kv.load(path)
        self._state = State()
        self.root = Factory.Stage(size=(display.width, display.height), size_hint=(None, None))
        self._window = Window
        # Kivy's ids are weak proxies, and a proxy is never the same object as what it stands for.
        self._slot = self.root.ids["slot"].__self__
        self.chrome = Chrome(self.root, self.look, now)
        self.pages = Pages((display.width, display.height))
        self.workshop = Workshop(self.pages, self.chrome, lambda: self._state)
        self._coming = False
        # How long the diner has, while the top bar that says so has not come.
        self._bar_late: float | None = None

    @property
    def page(self) -> Any:
        """The page that is shown; None in the moment before it comes."""
        return self._slot.children[0] if self._slot.children else None

    @property
    def coming(self) -> bool:
        """Whether the page follows with the next picture."""
        return self._coming

    def told(self, state: State) -> Told:
        """What the page says, or the sheet over it; its top bar is the same on every page and is left out."""
        over = self.chrome.over(state)
        inside = over or self.page
        if inside is None:
            return Told()
        controls = [one for one in self.controls() if over is not None or one.what not in ON_THE_BAR]
        return told(inside, controls, state, self._now())

    def show(self, state: State, timeout_s: float | None) -> bool:
        """Draw this state; returns whether somebody is here."""
        before, self._state = self._state, state
        self.look.now = self._now()
        kind = type(state.screen)
        was_bare, bare = type(before.screen) in BARE, kind in BARE
        coming = was_bare and not bare
        # The page that goes is gone before the next diner's language comes: it need not be drawn anew for it.
        if coming:
            self._come(kind)
        elif bare and not was_bare:
            self._empty()
        if self._suit(state):
            self.pages.put_off()
        if not coming and (bare or not self._coming):
            self._fill()
        # Who comes before it was built sees the lit room without it first.
        self._bar_late = timeout_s if self._coming and not self.chrome.built else None
        if self._bar_late is None:
            self.chrome.show(state, timeout_s)
        return not bare

    def _suit(self, state: State) -> bool:
        """Put language, text size and what makes it easier into effect; whether any text looks otherwise now."""
        look = self.look
        before = look.words.language, look.large, look.theme
        if state.around.language != look.words.language:
            look.words = Words(state.around.language)
        look.large = state.around.large_text
        self.chrome.suit(state)
        return before != (look.words.language, look.large, look.theme)

    def _come(self, kind: type[Screen]) -> None:
        """Somebody is here: the lit room and its top bar at once; the page follows with the next picture.

        Laying out and drawing a whole page takes longer than the eye forgives, and its parts rise from nothing anyway.
        """
        self._empty()
        self._dress_room(kind)
        self._coming = True
        self._window.bind(on_flip=self._came)

    def _came(self, *_: object) -> None:
        self._window.unbind(on_flip=self._came)
        Clock.schedule_once(self._arrive, 0)

    def _arrive(self, *_: object) -> None:
        if self._coming:
            self._fill()
        if self._bar_late is not None:
            self.chrome.show(self._state, self._bar_late)
            self._bar_late = None

    def _fill(self) -> None:
        """Give the page of the state its values, and put it on the stage."""
        self._coming = False
        kind = type(self._state.screen)
        page = self.pages.fill(self._state)
        if page.parent is not self._slot:
            self._change(page, kind)

    def _empty(self) -> None:
        for old in list(self._slot.children):
            self._slot.remove_widget(old)
            rest(old)
        self.look.guard.changed(Clock.get_time())

    def _dress_room(self, kind: type[Screen]) -> None:
        self.root.night, self.root.middle = kind in BARE, kind in (OutOfService, Updating, Boot)

    def _change(self, page: Any, kind: type[Screen]) -> None:
        if kind not in BARE:
            self.workshop.stand_back()
        self._empty()
        self._slot.add_widget(page)
        if kind is Attract:
            self.pages.wipe(Attract)
        self._dress_room(kind)
        play(page)

    @property
    def everything(self) -> list[Any]:
        """The stage and every page that was ever built, whether it hangs in the window or not."""
        return [self.root, *(page for page in self.pages.all if page.parent is None)]

    def controls(self) -> list[Control]:
        over = self.chrome.over(self._state) or self.root
        height = self.root.height
        return [
            Control(
                part.what,
                part.arg,
                part.control,
                part.label,
                part.enabled,
                (int(part.x), int(height - part.top), int(part.width), int(part.height)),
                part.on if part.control in ("choice", "switch") else None,
                tuple(text for text in facts(part) if text != part.label),
            )
            for part in self.look.touchables
            if part.what and on_screen(part) and _inside(part, over) and not (self.root.shift and part.y < 0)
        ]


def _inside(part: Any, over: Any) -> bool:
    while part is not None and part.parent is not part:
        if part is over:
            return True
        part = part.parent
    return False
