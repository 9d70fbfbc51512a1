"""Kivy's window and clock. Importing this opens the window: only `Ui` does, after the environment is set."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from kivy.config import Config

from kiosk.config import Display
from kiosk.display import NoDisplay
from kiosk.ui.nudge import Nudge
from kiosk.ui.pace import MOVING_FPS, STILL_FPS, VISIT_FPS, Pace
from kiosk.ui.turned import in_window, upright

# The keys a tactile keypad sends, by SDL's numbers.
KEYPAD = {
    273: "up", 274: "down", 275: "right", 276: "left", 13: "enter", 271: "enter", 9: "tab", 278: "repeat",
}  # fmt: skip

log = logging.getLogger(__name__)


def window_size(display: Display) -> tuple[int, int]:
    """Width and height of the window in pixels, in which the picture may lie on its side."""
    across = (display.width, display.height)
    return across if display.rotation in (0, 180) else across[::-1]


def configure(display: Display, driver: str) -> None:
    """Kivy's own settings, before its window exists."""
    wide, high = window_size(display)
    for key, value in {
        "width": wide,
        "height": high,
        "rotation": display.rotation,
        "borderless": 1,
        "resizable": 0,
        "multisamples": 0,
        "maxfps": VISIT_FPS,
        "show_cursor": int(driver != "kmsdrm"),
    }.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "log_level", "warning")
    # Two providers would report one finger twice. Kivy's window adds SDL's touches by itself; a mouse is for a desk.
    for provider, _ in Config.items("input"):
        Config.remove_option("input", provider)
    if not driver:
        Config.set("input", "mouse", "mouse,disable_multitouch,disable_on_activity")


class Window:
    """The one window of this process."""

    def __init__(self, display: Display, driver: str = "offscreen") -> None:
        configure(display, driver)
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window as kivy_window

        if kivy_window is None:
            raise NoDisplay("Kivy found no way to open a window on this machine")
        self._loop, self._clock, self._window = EventLoop, Clock, kivy_window
        # Nested layouts settle from the inside out and back: one step of the clock for each level.
        Clock.max_iteration = 40
        self._size, self._rotation = (display.width, display.height), display.rotation
        self._window_size = window_size(display)
        self.frame = 0
        self.on_frame: Callable[[int], None] | None = None
        self._first: Callable[[], None] | None = None
        # On a desk the window system holds the touches, and nothing but looking brings them out.
        seldom = driver in ("kmsdrm", "offscreen")
        self._pace = Pace(Clock, STILL_FPS if seldom else MOVING_FPS)
        self._nudge = Nudge(lambda: self.post(self._pace.stirred)) if driver == "kmsdrm" else None
        kivy_window.bind(on_flip=self._flipped)
        # Only the keys of the tactile keypad mean something: a diner with a keyboard must not leave the kiosk.
        self.on_key: Callable[[str], None] | None = None
        kivy_window.bind(on_keyboard=self._typed, on_request_close=lambda *_, **__: True)
        from kivy.graphics.opengl import glFinish

        self._by_hand, self._offscreen, self._finish = False, driver == "offscreen", glFinish

    def show(self, root: Any) -> None:
        root.size = self._size
        self._window.add_widget(root)

    def pace(self, visit: bool) -> None:
        """How often to look for work: often in a visit, seldom when nobody is here."""
        self._pace.visit(visit)

    def work(self, busy: bool) -> None:
        """Whether something is built meanwhile, with each look."""
        self._pace.work(busy)

    def post(self, fn: Callable[[], None]) -> None:
        self._clock.schedule_once_free(lambda _: fn(), -1)

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        event = self._clock.schedule_once(lambda _: fn(), delay_s)
        cancel: Callable[[], None] = event.cancel
        return cancel

    def run(self, first: Callable[[], None]) -> None:
        from kivy.base import runTouchApp

        self._first = first
        if self._nudge is not None:
            self._nudge.start()
        runTouchApp()
        if self._nudge is not None:
            self._nudge.stop()

    def step(self, passed_s: float | None = None, draw: bool = True) -> None:
        if passed_s is not None:
            self._turn_clock(passed_s)
        if not self._by_hand:
            from kivy.base import runTouchApp

            self._by_hand = True
            self._pace.turn_by_hand()
            runTouchApp(embedded=True)
        if draw:
            self._loop.idle()
            return
        # Kivy's loop ends with `on_draw` whenever anything has changed, and has no switch for it.
        self._window.on_draw = lambda: None
        try:
            self._loop.idle()
        finally:
            del self._window.on_draw

    def _turn_clock(self, passed_s: float) -> None:
        """From the first turn on the clock stands still between two of them."""
        now_s = self._clock.time() + passed_s
        self._clock.time = lambda: now_s

    def stop(self) -> None:
        from kivy.base import stopTouchApp

        stopTouchApp()

    def _flipped(self, *_: object) -> None:
        self.frame += 1
        self._pace.stirred()
        if self._offscreen:
            # No display sets the pace here: without this the frames pile up in the driver's queue.
            self._finish()
        if self.on_frame is not None:
            self.on_frame(self.frame)
        if self._first is not None:
            first, self._first = self._first, None
            first()

    def _typed(self, _window: Any, key: int, _scancode: int, _text: str, modifiers: list[str]) -> bool:
        name = KEYPAD.get(key, "")
        if name and self.on_key is not None and not {"ctrl", "alt", "meta"}.intersection(modifiers):
            self.on_key("back_tab" if name == "tab" and "shift" in modifiers else name)
        return True

    def touch(self, x: int, y: int) -> None:
        from kiosk.ui.finger import Finger

        width, height = self._size
        finger = Finger.at(*in_window(x / width, 1.0 - (y + 0.5) / height, self._rotation))
        self._loop.post_dispatch_input("begin", finger)
        self._loop.post_dispatch_input("end", finger)

    def grab(self) -> tuple[bytes, int, int]:
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        self._window.dispatch("on_draw")
        width, height = self._window_size
        pixels: bytes = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        return upright(pixels, width, height, self._rotation)
