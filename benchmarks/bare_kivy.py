"""The plain thing the picture is compared with: a Kivy window with one label.

Says `frame` at its first picture; for each line it reads, a thread changes the label: `tap TIME WORK`, then `frame`.
WORK is how long it has kept a core busy so far, all its threads.
"""

from __future__ import annotations

import os
import sys
import threading
import time


def environment() -> dict[str, str]:
    """Without a display, without a console log: as the kiosk has it."""
    return os.environ | {
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_NO_FILELOG": "1",
    }


def main() -> None:
    from kivy.config import Config

    Config.set("graphics", "width", "1280")
    Config.set("graphics", "height", "800")
    from kivy.base import runTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.uix.label import Label

    label = Label(text="Hello, world")
    Window.bind(on_flip=lambda *_: print(f"frame {time.monotonic()} {time.process_time()}", flush=True))

    def listen() -> None:
        for number, _line in enumerate(sys.stdin):
            print(f"tap {time.monotonic()} {time.process_time()}", flush=True)
            Clock.schedule_once(lambda _dt, n=number: setattr(label, "text", f"Hello, {n}"))

    threading.Thread(target=listen, daemon=True).start()
    runTouchApp(label)


if __name__ == "__main__":
    main()
