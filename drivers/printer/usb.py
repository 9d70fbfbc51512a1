"""A printer on USB without a device file: its two bulk endpoints, by libusb."""

from __future__ import annotations

import time
from typing import Any

import usb.core
import usb.util

from drivers.ports import DeviceError
from drivers.printer.conversation import Conversation

_PRINTER_CLASS = 7
_PACKET, _LONGEST_READ = 4096, 64


class UsbPrinter(Conversation):
    """Driver: the USB printer with these ids (hex digits, as lsusb shows them), paper `width_mm` (58 or 80) wide.

    `vendor` and `product` empty: the only printer on USB. `serial` tells two of a kind apart; `model` is a name of
    drivers/printer/models.py.
    """

    def __init__(
        self, vendor: str = "", product: str = "", serial: str = "", width_mm: int = 80, model: str = "generic"
    ) -> None:
        ids = _number("vendor", vendor), _number("product", product)
        super().__init__(UsbStream(*ids, serial), width_mm, model=model)


class UsbStream:
    """The bulk endpoints of one printer. While it is open, no kernel driver has it."""

    def __init__(self, vendor: int | None, product: int | None, serial: str) -> None:
        self._vendor, self._product, self._serial = vendor, product, serial
        self._device: Any = None
        self._out: Any = None
        self._in: Any = None

    def open(self) -> None:
        self.close()
        device = self._find()
        try:
            interface = _printer_interface(device)
            if interface is None:
                raise NotImplementedError("this device is no printer")
            if device.is_kernel_driver_active(interface.bInterfaceNumber):
                device.detach_kernel_driver(interface.bInterfaceNumber)
            usb.util.claim_interface(device, interface.bInterfaceNumber)
            self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
            self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        except (usb.core.USBError, NotImplementedError) as error:
            usb.util.dispose_resources(device)
            raise DeviceError(f"{self._name}: {_why(error)}") from error
        self._device = device

    def write(self, data: bytes, timeout_s: float) -> int:
        """Send all of `data`; returns the bytes taken, short when the printer took no more for `timeout_s`."""
        self._check()
        sent = 0
        while sent < len(data):
            try:
                took = self._out.write(data[sent : sent + _PACKET], max(1, int(timeout_s * 1000)))
            except usb.core.USBTimeoutError:
                return sent
            except usb.core.USBError as error:
                raise DeviceError(f"{self._name} is gone: {_why(error)}") from error
            if not took:
                return sent
            sent += took
        return sent

    def read(self, timeout_s: float) -> bytes:
        """What the printer sent; b"" after `timeout_s`."""
        self._check()
        deadline = time.monotonic() + timeout_s
        while True:
            left_ms = max(1, int((deadline - time.monotonic()) * 1000))
            try:
                data = bytes(self._in.read(_LONGEST_READ, left_ms))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as error:
                raise DeviceError(f"{self._name} is gone: {_why(error)}") from error
            # Many printers answer a read with an empty packet when they have nothing to say.
            if data or time.monotonic() >= deadline:
                return data
            time.sleep(0.005)

    def close(self) -> None:
        if self._device is not None:
            device, self._device = self._device, None
            usb.util.dispose_resources(device)

    @property
    def _name(self) -> str:
        if self._vendor is None:
            return "the USB printer"
        return f"the USB printer {self._vendor:04x}:{self._product or 0:04x}"

    def _check(self) -> None:
        if self._device is None:
            raise DeviceError(f"{self._name} is not open")

    def _find(self) -> Any:
        try:
            found = list(usb.core.find(find_all=True, custom_match=self._is_ours))
        except usb.core.NoBackendError as error:
            raise DeviceError("libusb is not installed (Debian package libusb-1.0-0)") from error
        except usb.core.USBError as error:
            raise DeviceError(f"{self._name}: {_why(error)}") from error
        if not found:
            raise DeviceError(f"{self._name} is not plugged in")
        if len(found) > 1:
            raise DeviceError(f"{self._name} is {len(found)} devices, tell them apart by vendor, product and serial")
        return found[0]

    def _is_ours(self, device: Any) -> bool:
        if self._vendor is None:
            return _printer_interface(device) is not None
        if (device.idVendor, device.idProduct) != (self._vendor, self._product):
            return False
        return not self._serial or device.serial_number == self._serial


def _printer_interface(device: Any) -> Any:
    """The interface of class printer; None when the device has none."""
    interfaces = (interface for configuration in device for interface in configuration)
    return next((one for one in interfaces if one.bInterfaceClass == _PRINTER_CLASS), None)


def _endpoint(interface: Any, direction: int) -> Any:
    found = usb.util.find_descriptor(
        interface, custom_match=lambda endpoint: usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
    )
    if found is None:
        raise NotImplementedError("the printer has no endpoint to talk to")
    return found


def _number(name: str, text: str) -> int | None:
    try:
        return int(text, 16) if text else None
    except ValueError as error:
        raise ValueError(f"{name}: {text!r} is not four hex digits") from error


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
