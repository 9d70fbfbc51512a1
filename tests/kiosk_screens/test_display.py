"""A machine that cannot draw says so in one sentence, and the process lives to tell it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kiosk.ui.turned import in_window, upright

ASK = """
from kiosk.config import Display
from kiosk.display import NoDisplay, prepare
try:
    print("driver", repr(prepare(Display(window={window!r}))))
except NoDisplay as error:
    print("no", error)
"""


def ask(window: str, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SDL_", "DISPLAY", "WAY"))}
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(window=window)],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_without_a_display_the_kiosk_draws_offscreen():
    assert ask("auto") == "driver 'offscreen'"
    assert ask("offscreen", DISPLAY=":77") == "driver 'offscreen'"


def test_a_missing_egl_library_names_the_packages_to_install():
    said = ask("auto", SDL_VIDEO_EGL_DRIVER="/nonexistent/libEGL.so")
    assert said.startswith("no cannot draw: ")
    assert "libegl1 libgles2 libgl1 libgl1-mesa-dri" in said
    assert "\n" not in said


def test_an_egl_without_a_driver_says_so(tmp_path):
    nothing = str(tmp_path)
    said = ask("auto", __EGL_VENDOR_LIBRARY_DIRS=nothing)
    assert said.startswith("no cannot draw: EGL finds no graphics driver")


def test_a_display_nobody_listens_on_is_no_window():
    assert ask("auto", DISPLAY=":77") == "driver 'offscreen'"
    assert ask("window", DISPLAY=":77").startswith("no display.window is 'window'")


@pytest.mark.parametrize("driver", ["kmsdrm", "wayland"])
def test_a_driver_chosen_by_the_service_is_left_alone(driver):
    assert ask("auto", SDL_VIDEODRIVER=driver) == f"driver '{driver}'"


TURNED = """
import sys
from devstack.book import FINE, SETTLED
from kiosk.config import Brand, Display
from kiosk.screens import Attract
from kiosk.screens._people import EVENING
from kiosk.state import State
from kiosk.ui import Ui
touched = []
display = Display(width=540, height=960, window="offscreen", px_per_mm=2.0, rotation=int(sys.argv[1]))
ui = Ui(display, Brand(), lambda what, arg: touched.append(what), now=lambda: EVENING, moving=False)
ui.show(State(screen=Attract(), around=FINE), None)
for _ in range(SETTLED):
    ui.step(draw=False)
pixels, width, height = ui.grab()
ui.press("join")
ui.step(1.0, draw=False)
ui.step(1.0, draw=False)
sys.stdout.buffer.write(f"{width} {height} {touched}".encode() + b";" + pixels)
"""


def turned(rotation: int) -> tuple[bytes, bytes]:
    command = [sys.executable, "-c", TURNED, str(rotation)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    said, _, pixels = done.stdout.partition(b";")
    return said, pixels


def test_a_panel_that_hangs_on_its_side_shows_the_same_picture_and_feels_the_same_finger():
    said, straight = turned(0)
    assert said == b"540 960 ['join']"
    for rotation in (90, 270):
        said, aside = turned(rotation)
        assert said == b"540 960 ['join']"
        assert sum(abs(one - other) > 8 for one, other in zip(straight, aside, strict=True)) < 0.01 * len(straight)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_pixel_is_seen_where_a_finger_on_it_lands(rotation):
    width, height = 4, 3
    pixels = bytes(range(width * height * 3))

    seen, wide, high = upright(pixels, width, height, rotation)

    across, up = in_window((1 + 0.5) / wide, 1 - (0 + 0.5) / high, rotation)
    at = (int(up * height) * width + int(across * width)) * 3
    assert seen[3:6] == pixels[at : at + 3]
