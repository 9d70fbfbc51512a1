"""A USB printer that is not there: its descriptors, and a script of what goes over its two endpoints."""

from __future__ import annotations

from pathlib import Path

from drivers.rig.umockdev import Testbed, usb_device

VENDOR, PRODUCT = 0x04B8, 0x0202
OUT, IN = 0x01, 0x82
_READ = 64
_DEVICE = bytes.fromhex("12 01 00 02 00 00 00 40 B8 04 02 02 00 01 00 00 00 01".replace(" ", ""))
_CONFIGURATION = bytes.fromhex(
    "09 02 20 00 01 01 00 C0 01"  # one interface, self powered
    "09 04 00 00 02 07 01 02 00"  # class printer, bidirectional
    "07 05 01 02 40 00 00"  # bulk out 1
    "07 05 82 02 40 00 00"  # bulk in 2
)


def write(data: bytes) -> list[tuple[int, bytes]]:
    """The packets of one write, as the driver cuts it."""
    return [(OUT, data[at : at + 4096]) for at in range(0, len(data), 4096)]


def read(data: bytes = b"") -> list[tuple[int, bytes]]:
    """One read, which finds `data`; an empty packet when the printer has nothing to say."""
    return [(IN, data)]


def status(printer: int = 0x12, cause: int = 0x12, paper: int = 0x12) -> list[tuple[int, bytes]]:
    """One round of status: late answers first, of which there are none."""
    said = read()
    for kind, answer in ((1, printer), (2, cause), (4, paper)):
        said += write(bytes((0x10, 0x04, kind))) + read(bytes((answer,)))
    return said


class UsbPrinterDevice:
    """Plug it in with what will be said; anything else that is said fails, as strict as a recording."""

    def __init__(self, bed: Testbed, folder: Path) -> None:
        self._bed, self._folder, self._path = bed, folder, ""

    def plug(self, port: int, said: list[tuple[int, bytes]]) -> None:
        path, description = usb_device(port, VENDOR, PRODUCT, "TM-T88V", "EPSON")
        descriptors = (_DEVICE + _CONFIGURATION).hex().upper()
        node = f"bus/usb/001/{port + 1:03d}"
        description = description.replace(f"N: {node}\n", f"N: {node}={descriptors}\n")
        more = f"A: bConfigurationValue=1\\n\nA: speed=12\\n\nH: descriptors={descriptors}\n"
        interface = f"{path}/1-{port}:1.0"
        about = "E: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\nA: bInterfaceNumber=00\\n\nA: bInterfaceClass=07\\n\n\n"
        self._bed.add(f"{description.rstrip()}\n{more}\nP: {interface[4:]}\n{about}")
        script = self._folder / f"usb{port}.ioctl"
        lines = [f"@DEV /dev/{node}", "USBDEVFS_GET_CAPABILITIES 0 1D000000"]
        for endpoint, data in said:
            length = _READ if endpoint == IN else len(data)
            lines.append(f"USBDEVFS_REAPURBNDELAY 0 3 {endpoint} 0 0 {length} {len(data)} 0 {data.hex().upper()}")
        script.write_text("\n".join(lines) + "\n")
        self._bed.answer_ioctls(f"/dev/{node}", script)
        self._path = path
        self._bed.announce(path, "add")

    def unplug(self) -> None:
        """Pull it out. Safe to call twice."""
        if self._path:
            self._bed.announce(self._path, "remove")
            self._bed.remove(self._path)
            self._path = ""
