"""A testbed of devices that are not there: /sys, /dev and udev events, by libumockdev.

The process, and every child that shall see the devices, must run under `umockdev-wrapper`.
"""

from __future__ import annotations

import ctypes
import os
import pty
import tty
from functools import cache
from pathlib import Path
from types import TracebackType

PRELOAD = "libumockdev-preload.so.0"
USB_PORT = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-{port}"


class NoTestbed(Exception):
    """There can be no testbed here; the message says why."""


def preloaded() -> bool:
    """Whether this process runs under umockdev-wrapper."""
    return "umockdev" in os.environ.get("LD_PRELOAD", "")


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libumockdev.so.0")
    except OSError as error:
        raise NoTestbed("libumockdev is not installed (Debian package umockdev)") from error
    handle, text = ctypes.c_void_p, ctypes.c_char_p
    library.umockdev_testbed_new.restype = handle
    library.umockdev_testbed_get_root_dir.restype = text
    wanted: dict[str, list[type]] = {
        "get_root_dir": [],
        "add_from_string": [text, handle],
        "set_attribute": [text, text, text],
        "uevent": [text, text],
        "remove_device": [text],
        "load_ioctl": [text, text, handle],
    }
    for name, arguments in wanted.items():
        getattr(library, f"umockdev_testbed_{name}").argtypes = [handle, *arguments]
    library.g_object_unref.argtypes = [handle]
    return library


class Testbed:
    """One set of devices, seen by this process and by children that get `UMOCKDEV_DIR`. Raises NoTestbed."""

    __test__ = False  # the name is libumockdev's; it is no test

    def __init__(self) -> None:
        if not preloaded():
            raise NoTestbed("this process does not run under umockdev-wrapper")
        self._library = _library()
        self._bed = self._library.umockdev_testbed_new()
        self.root = Path(self._library.umockdev_testbed_get_root_dir(self._bed).decode())

    def __enter__(self) -> Testbed:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._bed:
            self._library.g_object_unref(self._bed)
            self._bed = None

    def add(self, description: str) -> None:
        """Add devices in umockdev's text format. No udev event is sent. Raises ValueError."""
        if not self._library.umockdev_testbed_add_from_string(self._bed, description.encode(), None):
            raise ValueError("umockdev does not take this description")

    def announce(self, device: str, action: str) -> None:
        """Send the udev event `action` ("add", "remove", "change") of the device with this sysfs path."""
        self._library.umockdev_testbed_uevent(self._bed, device.encode(), action.encode())

    def remove(self, device: str) -> None:
        """Take a device out of /sys and /dev. No udev event is sent."""
        self._library.umockdev_testbed_remove_device(self._bed, device.encode())

    def attribute(self, device: str, name: str, value: str) -> None:
        """Set a sysfs attribute."""
        self._library.umockdev_testbed_set_attribute(self._bed, device.encode(), name.encode(), value.encode())

    def answer_ioctls(self, node: str, script: Path) -> None:
        """Let the device node answer ioctls from a recorded script. Raises ValueError."""
        if not self._library.umockdev_testbed_load_ioctl(self._bed, node.encode(), str(script).encode(), None):
            raise ValueError(f"umockdev does not take {script}")

    def node(self, name: str) -> Path:
        """Where the device node `name` ("/dev/ttyACM0") really is."""
        return self.root / name.lstrip("/")


class Wire:
    """The far end of a device node that is a serial line: what is written here is read there."""

    def __init__(self) -> None:
        self.near, far = pty.openpty()
        tty.setraw(far)
        # The line lives as long as the near end: a driver that opens late finds what was sent before.
        self._far, self.name = far, os.ttyname(far)

    def connect(self, node: Path) -> None:
        """Make `node` this line."""
        node.parent.mkdir(parents=True, exist_ok=True)
        node.unlink(missing_ok=True)
        node.symlink_to(self.name)

    def send(self, data: bytes) -> None:
        os.write(self.near, data)

    def cut(self) -> None:
        """Unplug: whoever reads or writes the node gets an error. Safe to call twice."""
        for file in (self.near, self._far):
            if file >= 0:
                os.close(file)
        self.near = self._far = -1


def usb_device(port: int, vendor: int, product: int, name: str, maker: str = "Rig") -> tuple[str, str]:
    """A USB device without interfaces: its sysfs path and its description."""
    path = USB_PORT.format(port=port)
    number = port + 1
    lines = [
        f"P: {path[4:]}",
        f"N: bus/usb/001/{number:03d}",
        f"E: DEVNAME=/dev/bus/usb/001/{number:03d}",
        "E: DEVTYPE=usb_device",
        "E: SUBSYSTEM=usb",
        "E: BUSNUM=001",
        f"E: DEVNUM={number:03d}",
        f"E: ID_VENDOR_ID={vendor:04x}",
        f"E: ID_MODEL_ID={product:04x}",
        f"A: idVendor={vendor:04x}\\n",
        f"A: idProduct={product:04x}\\n",
        "A: busnum=1\\n",
        f"A: devnum={number}\\n",
        f"A: product={name}\\n",
        f"A: manufacturer={maker}\\n",
    ]
    return path, "\n".join(lines) + "\n\n"
