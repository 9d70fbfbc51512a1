"""The door of the room: everything the rest of the kiosk may ask of the picture."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.config import Audio, Brand, Display
from kiosk.display import prepare
from kiosk.state import State
from kiosk.ui.controls import Control

if TYPE_CHECKING:
    from kiosk.ui.manners import Manners
    from kiosk.ui.stage import Stage

# The sound device is opened when the screens are built: nobody is here yet, and nobody waits for it.
SOUNDS_AFTER_S = 3.0


def local_now() -> datetime:
    return datetime.now().astimezone()


class Ui:
    """One per process. Everything but `post_from_any_thread` belongs to the thread that calls `run`.

    `send(what, arg)` is called for each control that was touched; `moving` False: nothing rises, counts or pulses;
    `audio` None: no tone and no voice.
    Raises NoDisplay where nothing can be drawn.
    """

    def __init__(
        self,
        display: Display,
        brand: Brand,
        send: Callable[[str, str], None],
        now: Callable[[], datetime] = local_now,
        moving: bool = True,
        audio: Audio | None = None,
    ) -> None:
        self.driver = prepare(display)
        self._tell = send
        self._px_per_mm = display.px_per_mm
        from kiosk.ui.window import Window

        self._window = Window(display, self.driver)
        from kiosk.ui.stage import Stage

        moving = moving and display.motion == "full"
        self._stage: Stage = Stage(display, brand, self._send, now, moving)
        from kiosk.ui.manners import Manners

        self._manners: Manners = Manners(self._stage, display, audio, now, self.touch)
        self._stage.workshop.busy = self._window.work
        self._window.on_key = self._manners.key
        self._window.show(self._stage.root)

    @property
    def frame(self) -> int:
        """How many changed pictures have been shown since the start."""
        return self._window.frame

    @property
    def on_frame(self) -> Callable[[int], None] | None:
        """Called with `frame` after each changed picture; for benchmarks."""
        return self._window.on_frame

    @on_frame.setter
    def on_frame(self, hook: Callable[[int], None] | None) -> None:
        self._window.on_frame = hook

    @property
    def open(self) -> bool:
        """Whether every screen of an ordinary visit has been built and drawn once."""
        return self._stage.workshop.open

    @property
    def ready(self) -> bool:
        """Whether every screen has been built and drawn once."""
        return self._stage.workshop.ready

    def show(self, state: State, timeout_s: float | None) -> None:
        """Show the state's screen, or bring it up to date. `timeout_s` is what is left of its time; None: no limit."""
        visit = self._stage.show(state, timeout_s)
        self._window.pace(visit)
        self._manners.show(state, nobody=not visit)

    def wake(self) -> None:
        """Somebody is here, though nothing was touched: as bright as ever."""
        self._manners.resting.stir()

    def blank(self) -> bool:
        """Dark until somebody comes or `wake`; False while somebody is here."""
        return self._manners.resting.blank()

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        """Dim the panel's own light (0 to 100) rather than the picture; `backlight` returns at once."""
        self._stage.look.can_dim = True
        self._manners.resting.dim_with(backlight)

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        """Run `fn` on the Kivy thread as soon as it is free. The only method other threads may call."""
        self._window.post(fn)

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        """Run `fn` once, later; returns what cancels it."""
        return self._window.after(delay_s, fn)

    def run(self, on_first_frame: Callable[[], None] | None = None) -> None:
        """Draw until `stop`. The screens that are not shown yet are built one by one after the first frame."""

        def first() -> None:
            if on_first_frame is not None:
                on_first_frame()
            # As it is: to look for litter among all that was imported would hold the second picture up.
            gc.freeze()
            self._stage.workshop.begin()
            self.after(SOUNDS_AFTER_S, lambda: self._manners.sounds.load(self.post_from_any_thread))

        self._window.run(first)

    def step(self, passed_s: float | None = None, draw: bool = True) -> None:
        """Run the loop once, as fast as it goes: for tests and the screen book, in place of `run`.

        `passed_s`: the clock is turned by hand from now on; so much time has passed since the last step.
        `draw` False: everything is laid out, and the picture is left to a later step: without a graphics card it takes
        longer than all the rest.
        """
        self._window.step(passed_s, draw)

    def stop(self) -> None:
        self._manners.close()
        self._window.stop()

    def _send(self, what: str, arg: str) -> None:
        self._manners.sounds.play("tap")
        self._tell(what, arg)

    def key(self, key: str) -> None:
        """A key of the tactile keypad: left, right, up, down, tab, back_tab, enter, repeat."""
        self._manners.key(key)

    def touch(self, x: int, y: int) -> None:
        """A finger down and up at this pixel, counted from the top left, through the same path as a real one."""
        self._window.touch(x, y)

    def press(self, what: str, arg: str = "") -> bool:
        """Touch the middle of a control; False when it is not there or greyed."""
        for control in self.controls():
            if control.what == what and (control.arg == arg or not arg) and control.enabled:
                if control.role == "hidden":
                    # A real finger has to stay on it; whoever presses by name has found it.
                    self._stage.look.send(what, control.arg)
                    return True
                left, top, width, height = control.box_px
                self.touch(left + width // 2, top + height // 2)
                return True
        return False

    def controls(self) -> list[Control]:
        """Everything that can be touched on the screen that is shown, greyed ones too."""
        return self._stage.controls()

    def faults(self, contrast: bool = True) -> list[str]:
        """What is wrong with the layout as it is now: clipped text, overlaps, targets under 10 mm.

        `contrast`: the picture is drawn, too, and each text must stand out from what lies under it.
        """
        from kiosk.ui.contrast import faint
        from kiosk.ui.review import faults, visible

        root = self._stage.root
        found = faults(root, self.controls(), self._px_per_mm)
        return [*found, *faint(root, visible, self.grab)] if contrast else found

    def held(self) -> list[str]:
        """Every text and value any widget holds, of screens that are not shown too: where a name could stay behind."""
        from kiosk.ui.review import held

        return [text for part in self._stage.everything for text in held(part)]

    def texts(self) -> list[str]:
        """Every text on the picture, icons left out."""
        from kiosk.ui.review import texts

        return texts(self._stage.root)

    def grab(self) -> tuple[bytes, int, int]:
        """The picture as it is now: RGB rows from the top, width, height in pixels."""
        return self._window.grab()
