"""A kiosk's face that says how long its pages take to be built: one line `built VISIT ALL WORK LONGEST`.

All in ms: from the first picture until all of an ordinary visit is there, until everything is, how long a core worked
for that, and for the longest look of the clock. Then `language FIRST`: how long it works until the first picture for a
diner who speaks another language than the house.

With `tap` it is greeted in the middle of the building instead: `greeted FIRST PAGE`, from the tap to the picture in
which the room is lit, and to the one in which the page is there.
"""

from __future__ import annotations

import sys
import time

from benchmarks.rows import MS
from kiosk.config import Brand, Display
from kiosk.screens import Attract, Greeting
from kiosk.state import State, Surroundings
from kiosk.ui import Ui

LOOK_S = 0.02
# After the last page was built, so that nothing of it is left to do.
REST_S = 1.5
# When a kiosk's reader can have found its first card.
TAPPED_S = 0.3


def main() -> None:
    ui = Ui(Display(window="offscreen"), Brand(), lambda _what, _arg: None)
    ui.show(State(screen=Attract()), None)
    from kivy.base import EventLoop

    looks: list[float] = []
    plain, began, opened = EventLoop.idle, [0.0, 0.0], [0.0]

    def idle() -> None:
        before_s = time.thread_time()
        plain()
        looks.append(time.thread_time() - before_s)

    def first() -> None:
        began[:] = time.monotonic(), time.process_time()
        EventLoop.idle = idle
        look()

    def look() -> None:
        if ui.open and not opened[0]:
            opened[0] = time.monotonic()
        if not ui.ready:
            ui.after(LOOK_S, look)
            return
        visit, all_of_them = opened[0] - began[0], time.monotonic() - began[0]
        # The first look ends with the first picture.
        figures = (visit, all_of_them, time.process_time() - began[1], max(looks[1:]))
        print("built", *(f"{figure * MS:.1f}" for figure in figures), flush=True)
        ui.after(REST_S, greet)

    def greet() -> None:
        began[1] = time.process_time()
        ui.on_frame = greeted
        ui.show(State(screen=Greeting.examples()[0], around=Surroundings(language="en")), 45.0)

    def greeted(_number: int) -> None:
        ui.on_frame = None
        print(f"language {(time.process_time() - began[1]) * MS:.1f}", flush=True)
        ui.stop()

    def tap() -> None:
        tapped_s = time.monotonic()
        moments: list[float] = []

        def framed(_number: int) -> None:
            moments.append(time.monotonic() - tapped_s)
            if any(control.what == "redeem" for control in ui.controls()):
                ui.on_frame = None
                print("greeted", f"{moments[0] * MS:.1f}", f"{moments[-1] * MS:.1f}", flush=True)
                ui.stop()

        ui.on_frame = framed
        ui.show(State(screen=Greeting.examples()[0]), 45.0)

    if sys.argv[1:] == ["tap"]:
        ui.run(lambda: ui.after(TAPPED_S, tap) and None)
    else:
        ui.run(first)


if __name__ == "__main__":
    main()
