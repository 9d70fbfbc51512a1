"""A kiosk whose pictures are timed: the real Ui and the real machine, and a thread that stands for a driver's.

Reads lines: `tap UID` posts the tap as a driver does and says `tap TIME WORK`; `done` sends the diner home. Says
`ready`, then `greeting TIME WORK` and `attract TIME WORK` at the first picture after each of these screens was shown,
and `whole TIME WORK` at the first that has all of the greeting on it. WORK is how long it has kept a core busy so far.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from drivers.ports import CardTapped
from kiosk import config
from kiosk.config import Config
from kiosk.events import Touched
from kiosk.health import screen_name
from kiosk.machine import Machine
from kiosk.screens import Greeting
from kiosk.state import State
from kiosk.ui import Ui
from kiosk.values import Card

READY_LOOK_S = 0.1


class Watched:
    """The Ui, noting which screen the next changed picture belongs to."""

    def __init__(self, ui: Ui) -> None:
        self._ui = ui
        self._shown = ""
        self._named = ""
        self._incomplete = False
        ui.on_frame = self._framed
        self.after = ui.after
        self.post_from_any_thread = ui.post_from_any_thread

    def show(self, state: State, timeout_s: float | None) -> None:
        name = screen_name(state)
        if name != self._named:
            self._shown = self._named = name
        self._ui.show(state, timeout_s)

    def _framed(self, _number: int) -> None:
        if self._shown:
            _say(self._shown)
            self._incomplete = self._shown == "greeting"
            self._shown = ""
        elif self._incomplete and any(control.what == "done" for control in self._ui.controls()):
            # Its last button is there; what still rises is in motion, not missing.
            self._incomplete = False
            _say("whole")


class Watcher:
    """Puts the kiosk together after the first picture, as `kiosk.app` does."""

    def __init__(self, settings: Config, uid: str) -> None:
        self._settings, self._uid = settings, uid
        self._ui = Ui(settings.display, settings.brand, lambda _what, _arg: None)

    def run(self) -> None:
        state = State()
        self._ui.show(state, None)
        self._ui.run(lambda: self._start(state))

    def _start(self, state: State) -> None:
        machine = Machine(self._settings, state, cast(Ui, Watched(self._ui)))
        machine.memory.members.remember(Card("nfc", self._uid), Greeting.examples()[0].member)
        machine.start()
        threading.Thread(target=_obey, args=(machine.loop.post,), daemon=True).start()
        self._say_ready()

    def _say_ready(self) -> None:
        if self._ui.ready:
            print("ready", flush=True)
        else:
            self._ui.after(READY_LOOK_S, self._say_ready)


def _say(what: str) -> None:
    print(f"{what} {time.monotonic()} {time.process_time()}", flush=True)


def _obey(post: Callable[[CardTapped | Touched], None]) -> None:
    for line in sys.stdin:
        match line.split():
            case ["tap", uid]:
                _say("tap")
                post(CardTapped(uid))
            case ["done"]:
                post(Touched("done"))


if __name__ == "__main__":
    Watcher(config.load(Path(sys.argv[1])), sys.argv[2]).run()
