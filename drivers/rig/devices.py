"""Scanners that are not there: a USB serial port and a USB keyboard in a testbed, typed on by `send` and `type`."""

from __future__ import annotations

import struct
from pathlib import Path

from drivers.rig.umockdev import Testbed, Wire, usb_device

SERIAL_VENDOR, SERIAL_PRODUCT = 0x0C2E, 0x0AAF
KEYBOARD_VENDOR, KEYBOARD_PRODUCT = 0x05E0, 0x1200
_KEY, _SYN, _SHIFT, _ENTER = 1, 0, 42, 28
_INPUT_EVENT = struct.Struct("llHHi")
_ROWS = {2: "1234567890-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'`", 43: "\\zxcvbnm,./", 57: " "}
_UPPER = {2: "!@#$%^&*()_+", 16: "QWERTYUIOP{}", 30: 'ASDFGHJKL:"~', 43: "|ZXCVBNM<>?"}
_KEYS = {char: (first + at, False) for first, row in _ROWS.items() for at, char in enumerate(row)} | {
    char: (first + at, True) for first, row in _UPPER.items() for at, char in enumerate(row)
}


class _Plugged:
    """A USB device with one device node behind it. Each plugging in takes a port of its own."""

    def __init__(self, bed: Testbed, vendor: int, product: int, name: str, serial: str = "") -> None:
        self._bed, self._vendor, self._product, self._name, self._serial = bed, vendor, product, name, serial
        self._path = ""
        self.node = ""
        self.wire = Wire()

    def _plug(self, port: int, subsystem: str, child: str, node: str) -> None:
        usb, description = usb_device(port, self._vendor, self._product, self._name)
        interface = f"{usb}/1-{port}:1.0"
        self._usb, self._path, self.node = usb, f"{interface}/{child}", f"/dev/{node}"
        serial = f"A: serial={self._serial}\\n\n" if self._serial else ""
        # It gets its vendor last: until then nobody finds it, and opens a node that is not connected yet.
        vendor = f"A: idVendor={self._vendor:04x}\\n\n"
        assert vendor in description
        description = description.replace(vendor, "")
        self._bed.add(
            description.rstrip() + f"\n{serial}\n"
            f"P: {interface[4:]}\nE: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\nA: bInterfaceNumber=00\\n\n\n"
            f"P: {self._path[4:]}\nN: {node}\nE: DEVNAME={self.node}\nE: SUBSYSTEM={subsystem}\n\n"
        )
        self.wire = Wire()
        self.wire.connect(self._bed.node(self.node))
        self._connected()
        self._bed.attribute(usb, "idVendor", f"{self._vendor:04x}")
        self._bed.announce(self._path, "add")

    def _connected(self) -> None:
        """The node is there; nobody has found it yet."""

    def unplug(self) -> None:
        """Pull it out: whoever reads gets an error. Safe to call twice."""
        if self._path:
            self.wire.cut()
            self._bed.node(self.node).unlink(missing_ok=True)
            self._bed.announce(self._path, "remove")
            self._bed.announce(self._usb, "remove")
            # The node is ours already; the rest of the device goes, so that it cannot be found again.
            self._bed.remove(self._usb)
            self._path = ""


class SerialPort(_Plugged):
    """A scanner in CDC mode; `wire` is its cable."""

    def __init__(self, bed: Testbed, serial: str = "S1") -> None:
        super().__init__(bed, SERIAL_VENDOR, SERIAL_PRODUCT, "Vuquest", serial)

    def plug(self, port: int) -> None:
        self._plug(port, "tty", f"tty/ttyACM{port}", f"ttyACM{port}")


class Keyboard(_Plugged):
    """A scanner that types."""

    def __init__(self, bed: Testbed, folder: Path) -> None:
        super().__init__(bed, KEYBOARD_VENDOR, KEYBOARD_PRODUCT, "Barcode Scanner", "K1")
        self._folder = folder

    def plug(self, port: int) -> None:
        self._plug(port, "input", f"input/input{port}/event{port}", f"input/event{port}")

    def _connected(self) -> None:
        script = self._folder / f"{Path(self.node).name}.ioctl"
        script.write_text(f"@DEV {self.node}\n{_ANSWERS}")
        self._bed.answer_ioctls(self.node, script)

    def key(self, code: int, value: int) -> None:
        self.event(_KEY, code, value)
        self.event(_SYN, 0, 0)

    def event(self, kind: int, code: int, value: int) -> None:
        self.wire.send(_INPUT_EVENT.pack(0, 0, kind, code, value))

    def type(self, text: str, end: int = _ENTER) -> None:
        """Type a text and the key `end` (0: none)."""
        for char in text:
            code, shifted = _KEYS[char]
            for key, value in [(_SHIFT, 1)] * shifted + [(code, 1), (code, 0)] + [(_SHIFT, 0)] * shifted:
                self.key(key, value)
        if end:
            self.key(end, 1)
            self.key(end, 0)


def _bits(*hexes: str, size: int = 96) -> str:
    return "".join(hexes).ljust(2 * size, "0")


# What evdev asks a keyboard on opening: version, identity, name, and which keys there are.
_ANSWERS = "\n".join(
    (
        "EVIOCGVERSION 0 01000100",
        "EVIOCGID 0 0300E00500120001",
        "EVIOCGNAME(0) 16 " + b"Barcode Scanner".hex().upper().ljust(512, "0"),
        "EVIOCGBIT(0) 4 13001000",
        f"EVIOCGBIT(0) 96 {_bits('13001000')}",
        f"EVIOCGBIT(1) 96 {_bits('FEFFFFFFFFFFFFFFFFFFCF01DFFFB0E0', '0000000000008000')}",
        f"EVIOCGBIT(4) 96 {_bits('10')}",
        f"EVIOCGBIT(20) 96 {_bits('03')}",
        "EVIOCGEFFECTS 0 00000000",
        "EVIOCGREP 0 FA00000021000000",
        "",
    )
)
