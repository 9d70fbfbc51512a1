"""A machine that cannot draw says so in one sentence, and the process lives to tell it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

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
