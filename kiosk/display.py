"""Where the kiosk draws: the environment Kivy wants, set and checked before Kivy is imported.

Kivy ends the whole process when it finds no way to draw; here the same trouble is one sentence.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import tempfile

from kiosk.config import Display

PACKAGES = "libegl1 libgles2 libgl1 libgl1-mesa-dri"


class NoDisplay(Exception):
    """Nothing can be drawn on this machine; the message says what to install or to switch on."""


def prepare(display: Display) -> str:
    """Set the environment for Kivy and check that it will be able to draw. Call before anything of Kivy is imported.

    Returns SDL's video driver: "" where SDL picks it (a window), else "offscreen" or what SDL_VIDEODRIVER said.
    Raises NoDisplay.
    """
    if "kivy.core.window" in sys.modules:
        raise NoDisplay("Kivy was imported before the display was chosen")
    driver = _driver(display.window)
    if driver == "offscreen":
        _check_egl()
    if driver:
        os.environ["SDL_VIDEODRIVER"] = driver
    os.environ.update(
        KIVY_CLOCK="free_all",
        KIVY_LOG_MODE="PYTHON",
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_NO_FILELOG="1",
        KIVY_HOME=tempfile.mkdtemp(prefix="regulars-kivy-"),
    )
    return driver


def _driver(window: str) -> str:
    chosen = os.environ.get("SDL_VIDEODRIVER", "")
    if window == "offscreen" or chosen == "offscreen":
        return "offscreen"
    if chosen:
        return chosen
    if os.environ.get("WAYLAND_DISPLAY") or _x_server_answers(os.environ.get("DISPLAY", "")):
        return ""
    if window == "window":
        raise NoDisplay("display.window is 'window', but no X server or Wayland compositor answers here")
    return "offscreen"


def _x_server_answers(name: str) -> bool:
    """Whether a local X server listens; a remote one (host:0) is taken at its word."""
    host, colon, number = name.rpartition(":")
    if not colon:
        return False
    if host not in ("", "unix"):
        return True
    path = f"/tmp/.X11-unix/X{number.split('.')[0]}"
    for address in (path, "\0" + path):
        with socket.socket(socket.AF_UNIX) as server:
            if server.connect_ex(address) == 0:
                return True
    return False


def _check_egl() -> None:
    name = os.environ.get("SDL_VIDEO_EGL_DRIVER", "libEGL.so.1")
    try:
        egl = ctypes.CDLL(name)
        ctypes.CDLL(os.environ.get("SDL_VIDEO_GL_DRIVER", "libGL.so.1"))
    except OSError as error:
        raise NoDisplay(f"cannot draw: {error}; install the Debian packages {PACKAGES}") from error
    egl.eglGetDisplay.restype = ctypes.c_void_p
    egl.eglGetDisplay.argtypes = [ctypes.c_void_p]
    egl.eglInitialize.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    shown = egl.eglGetDisplay(None)
    if not shown or not egl.eglInitialize(shown, None, None):
        raise NoDisplay(f"cannot draw: EGL finds no driver; install the Debian packages {PACKAGES}")
