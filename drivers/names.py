"""Finding a device by what it is: USB vendor, product and serial number, whatever name the kernel gave it today."""

from __future__ import annotations

import re

from drivers.ports import DeviceError

_USB = re.compile(r"usb:([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?\Z")


def find(subsystem: str, name: str) -> str:
    """The device file for `name`: itself, or for `usb:VVVV:PPPP[:SERIAL]` the one in `subsystem` that is that device.

    Raises DeviceError when no such device, or more than one, is plugged in.
    """
    wanted = _USB.match(name)
    if wanted is None:
        if name.startswith("usb:"):
            raise DeviceError(f"{name} is not usb:VVVV:PPPP or usb:VVVV:PPPP:SERIAL")
        return name
    import pyudev

    vendor, product, serial = wanted[1].lower(), wanted[2].lower(), wanted[3]
    found = []
    for device in pyudev.Context().list_devices(subsystem=subsystem):
        usb = device.find_parent("usb", "usb_device")
        if device.device_node is None or usb is None:
            continue
        if (text(usb, "idVendor"), text(usb, "idProduct")) != (vendor, product):
            continue
        if serial is None or text(usb, "serial") == serial:
            found.append(str(device.device_node))
    if not found:
        raise DeviceError(f"{name} is not plugged in")
    if len(found) > 1:
        raise DeviceError(f"{name} is {len(found)} devices, add the serial number: {', '.join(sorted(found))}")
    return found[0]


def text(device: object, name: str) -> str:
    """A sysfs attribute; "" when it cannot be read (the device may be leaving)."""
    value: bytes | None = device.attributes.get(name)  # type: ignore[attr-defined]
    return "" if value is None else value.decode("utf-8", "replace").strip()
