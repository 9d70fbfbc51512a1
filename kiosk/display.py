"""Where the kiosk draws: the environment Kivy wants, set and checked before Kivy is imported.

Kivy ends the whole process when it finds no way to draw; here the same trouble is one sentence.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import tempfile
from pathlib import Path

from kiosk.config import Display

_EGL_PLATFORM_DEVICE = 0x313F
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
        KIVY_HOME=_kivy_home(),
    )
    return driver


def _kivy_home() -> str:
    """A folder Kivy may litter: always the same one of this user, so that a thousand starts leave one behind."""
    home = Path(tempfile.gettempdir()) / f"regulars-kivy-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        return tempfile.mkdtemp(prefix="regulars-kivy-")
    return str(home)


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
    if not _draws_without_window(egl):
        raise NoDisplay(f"cannot draw: EGL finds no graphics driver; install the Debian packages {PACKAGES}")


def _draws_without_window(egl: ctypes.CDLL) -> bool:
    """Whether EGL can open one of its devices: what SDL's offscreen driver does next."""
    egl.eglGetProcAddress.restype = ctypes.c_void_p
    egl.eglGetProcAddress.argtypes = [ctypes.c_char_p]
    query, display_of = (egl.eglGetProcAddress(name) for name in (b"eglQueryDevicesEXT", b"eglGetPlatformDisplayEXT"))
    if not query or not display_of:
        return False
    devices, found = (ctypes.c_void_p * 16)(), ctypes.c_int(0)
    pointer = ctypes.c_void_p
    query_devices = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_int, pointer, pointer)(query)
    platform_display = ctypes.CFUNCTYPE(pointer, ctypes.c_uint, pointer, pointer)(display_of)
    egl.eglInitialize.argtypes = [pointer, pointer, pointer]
    if not query_devices(16, devices, ctypes.byref(found)):
        return False
    shown = (platform_display(_EGL_PLATFORM_DEVICE, device, None) for device in devices[: found.value])
    return any(display and egl.eglInitialize(display, None, None) for display in shown)
