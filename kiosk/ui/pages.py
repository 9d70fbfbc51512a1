"""Every page there is: read from its file and built once, kept, and empty while it is not shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kivy.factory import Factory

from kiosk import screens
from kiosk.design import kv
from kiosk.design.patience import events, hold
from kiosk.screens import Screen
from kiosk.state import State
from kiosk.ui.blank import blank

_FOLDER = Path(screens.__file__).parent


class Pages:
    """`size` in pixels is that of the stage: a page that knows it from the start is laid out once."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._read: set[type] = set()
        self._built: dict[type[Screen], Any] = {}
        # Of each page what draws it, and what of that waits until it is shown.
        self._events: dict[type[Screen], list[Any]] = {}
        self._held: dict[type[Screen], dict[Any, None]] = {}
        self._filled: set[type[Screen]] = set()

    def read(self, kinds: Iterable[type[Screen]]) -> None:
        """Read the files of these pages; a file is read once, and needs no other page's."""
        for kind in kinds:
            if kind not in self._read:
                self._read.add(kind)
                kv.load(_FOLDER / f"{kind.__module__.rpartition('.')[2]}.kv")

    def has(self, kind: type[Screen]) -> bool:
        return kind in self._built

    def page(self, kind: type[Screen], state: State) -> Any:
        """The page of this kind, built when it is asked for first."""
        if kind not in self._built:
            self.read((kind,))
            make = Factory.get(f"{kind.__name__}Screen")
            page = make(model=blank(kind), around=state.around, size=self._size, size_hint=(1, 1))
            self._built[kind], self._events[kind] = page, events(page)
        for go_on in self._held.pop(kind, ()):
            go_on()
        return self._built[kind]

    def prepare(self, kind: type[Screen], state: State) -> None:
        """Build the page of this kind, and leave it to `page` to have it laid out."""
        self.page(kind, state)
        self._hold(kind)

    def put_off(self) -> None:
        """Leave to `page` what changed in pages that are not shown: a language or a text size concerns them all."""
        for kind, page in self._built.items():
            if page.parent is None:
                self._hold(kind)

    def fill(self, state: State) -> Any:
        """Give the page of the state its values."""
        kind = type(state.screen)
        page = self.page(kind, state)
        page.around = state.around
        page.model = state.screen
        self._filled.add(kind)
        return page

    def wipe(self, keep: type[Screen]) -> None:
        """Empty every page but this one: nobody's name stays behind."""
        for kind in self._filled - {keep}:
            self._built[kind].model = blank(kind)
        self._filled = {keep}

    def _hold(self, kind: type[Screen]) -> None:
        self._held.setdefault(kind, {}).update(dict.fromkeys(hold(self._events[kind])))

    @property
    def all(self) -> list[Any]:
        """Those that were built, in the window or not."""
        return list(self._built.values())
