"""The stage: backdrop, one screen, the top bar, and the "are you still there?" sheet over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.factory import Factory
from kivy.lang import Builder

from kiosk import design, screens
from kiosk.config import Brand, Display
from kiosk.design.entrance import play, rest
from kiosk.design.look import Look
from kiosk.design.part import on_screen
from kiosk.design.register import register
from kiosk.screens import Attract, Boot, Holding, OutOfService, Printing, Screen, Staff, StaffPin, Undo, Updating
from kiosk.state import State
from kiosk.ui.blank import blank
from kiosk.ui.comfort import Ease
from kiosk.ui.controls import Control
from kiosk.ui.litter import set_aside
from kiosk.words import Words

BARE = (Attract, OutOfService, Updating, Boot)
BUSY = (Holding, Undo, Printing)
# The pages of the first pictures, and how many of the others are read at a time.
FIRST = ("boot", "attract")
READ_AT_ONCE = 4
# Where the hidden door leads nowhere: nothing may be interrupted, or somebody is through it already.
NO_DOOR = (*BUSY, StaffPin, Staff)


@dataclass
class _Deadline:
    at: float
    whole_s: float


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
            Builder.load_file(str(path))
        # The first picture waits for no page but its own: reading all of them takes a quarter of a second.
        self._unread = sorted(Path(screens.__file__).parent.glob("*.kv"), key=lambda path: path.stem not in FIRST)
        self._read(len(FIRST))
        self._pages: dict[type, Any] = {}
        self._filled: set[type] = set()
        self._state = State()
        self._deadline: _Deadline | None = None
        self._tick = Clock.create_trigger(self._count_down, 1.0, interval=True)
        self.root = Factory.Stage(size=(display.width, display.height), size_hint=(None, None))
        self._window = Window
        self._slot, self._bar, self._sheet, self._wings = (
            # Kivy's ids are weak proxies, and a proxy is never the same object as what it stands for.
            self.root.ids[name].__self__
            for name in ("slot", "bar", "sheet", "wings")
        )
        self._ease = Ease(self.root, self.look)
        self._coming = False
        self._rehearsed = False
        self._wanted = [kind for kind in get_args(Screen) if kind is not Attract]

    @property
    def page(self) -> Any:
        """The page that is shown; None in the moment before it comes."""
        return self._slot.children[0] if self._slot.children else None

    @property
    def ready(self) -> bool:
        return not self._wanted

    def show(self, state: State, timeout_s: float | None) -> bool:
        """Draw this state; returns whether somebody is here."""
        before, self._state = self._state, state
        self._clear_wings()
        self.look.now = self._now()
        if state.around.language != self.look.words.language:
            self.look.words = Words(state.around.language)
        self.look.large = state.around.large_text
        self._ease.suit(state.around)
        kind = type(state.screen)
        if type(before.screen) in BARE and kind not in BARE:
            self._come(kind)
        elif not self._coming or kind in BARE:
            self._fill()
        self._show_bar(state)
        self._sheet.shown = state.warning
        if state.warning and not before.warning:
            play(self._sheet)
        self._start_countdown(state, timeout_s)
        return kind not in BARE

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

    def _fill(self) -> None:
        """Give the page of the state its values, and put it on the stage."""
        self._coming = False
        kind, state = type(self._state.screen), self._state
        page = self._page(kind, state)
        page.around = state.around
        page.model = state.screen
        self._filled.add(kind)
        if page.parent is not self._slot:
            self._change(page, kind)

    def _empty(self) -> None:
        for old in list(self._slot.children):
            self._slot.remove_widget(old)
            rest(old)
        self.look.guard.changed(Clock.get_time())

    def _dress_room(self, kind: type[Screen]) -> None:
        self.root.night, self.root.middle = kind in BARE, kind in (OutOfService, Updating, Boot)

    def _read(self, files: int) -> None:
        """Read so many more of the files that describe pages."""
        for path in self._unread[:files]:
            Builder.load_file(str(path))
        del self._unread[:files]

    def _page(self, kind: type[Screen], state: State) -> Any:
        if kind not in self._pages:
            if kind not in (Boot, Attract):
                self._read(len(self._unread))
            self._pages[kind] = Factory.get(f"{kind.__name__}Screen")(
                model=blank(kind), around=state.around, size_hint=(1, 1)
            )
        return self._pages[kind]

    def _change(self, page: Any, kind: type[Screen]) -> None:
        # While the page was coming it may have gone to be drawn for the first time.
        self._clear_wings()
        self._empty()
        self._slot.add_widget(page)
        if kind is Attract:
            self._wipe()
        self._dress_room(kind)
        play(page)

    def _wipe(self) -> None:
        for kind in self._filled - {Attract}:
            self._pages[kind].model = blank(kind)
        self._filled = {Attract}

    def _show_bar(self, state: State) -> None:
        kind = type(state.screen)
        self._bar.shown = kind not in BARE
        self._bar.around = state.around
        member = getattr(state.screen, "member", None)
        self._bar.as_of = member.as_of if member is not None else ""
        self._bar.busy = kind in BUSY
        self._bar.door = kind not in NO_DOOR

    def _start_countdown(self, state: State, timeout_s: float | None) -> None:
        self._tick.cancel()
        if timeout_s is None:
            self._deadline = None
            self._bar.left = self._sheet.left = -1
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
        self.look.now = self._now()
        for ring in (self._bar, self._sheet):
            ring.share = left / self._deadline.whole_s if self._deadline.whole_s else 0.0
            ring.left = round(left)

    def prebuild(self, *_: object) -> None:
        """Build one more screen and draw it once behind the backdrop; the next one follows when the clock is free.

        What is drawn for the first time makes the graphics driver compile and upload: here nobody waits for it.
        """
        self._clear_wings()
        set_aside()
        if not self._wanted:
            return
        if self._unread or not self._rehearsed:
            if not self._rehearsed:
                self._rehearse()
            self._read(READ_AT_ONCE)
            Clock.schedule_once(self.prebuild, 0.03)
            return
        page = self._page(self._wanted.pop(0), self._state)
        self._wings.add_widget(Factory.Backdrop(night=False))
        if page.parent is None:
            self._wings.add_widget(page)
        Clock.schedule_once(self.prebuild, 0.03)

    def _rehearse(self) -> None:
        """Draw the top bar and the sheet once, unseen and untouchable."""
        self._rehearsed = True
        for part in (self._bar, self._sheet):
            part.asleep, part.rise, part.shown = True, 0.0, True

    def _clear_wings(self) -> None:
        self._wings.clear_widgets()
        for part in (self._bar, self._sheet):
            if part.asleep:
                part.asleep, part.rise, part.shown = False, 1.0, False

    @property
    def everything(self) -> list[Any]:
        """The stage and every page that was ever built, whether it hangs in the window or not."""
        return [self.root, *(page for page in self._pages.values() if page.parent is None)]

    def controls(self) -> list[Control]:
        chosen = self._state.around.comfort
        over = self._sheet if self._state.warning else self._ease.sheet if chosen.open else self.root
        height = self.root.height
        return [
            Control(
                part.what,
                part.arg,
                part.control,
                part.label,
                part.enabled,
                (int(part.x), int(height - part.top), int(part.width), int(part.height)),
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
