"""A printer on a serial line: RS-232, or a USB adapter."""

from __future__ import annotations

import os
import select

import serial

from drivers.names import find
from drivers.ports import DeviceError
from drivers.printer.conversation import Conversation


class SerialPrinter(Conversation):
    """Driver: the printer on the serial port `path` at `baud` bits a second, paper `width_mm` (58 or 80) wide.

    `path` is a device file or `usb:VVVV:PPPP[:SERIAL]`; `model` is a name of drivers/printer/models.py.
    """

    def __init__(
        self, path: str = "/dev/regulars/printer", baud: int = 38400, width_mm: int = 80, model: str = "generic"
    ) -> None:
        if not path:
            raise ValueError("path: the serial port's name is empty")
        if not 300 <= baud <= 4_000_000:
            raise ValueError(f"baud: {baud} is not between 300 and 4000000")
        super().__init__(SerialStream(path, baud), width_mm, model=model)


class SerialStream:
    """A serial line, read and written without ever blocking longer than asked."""

    def __init__(self, path: str, baud: int) -> None:
        self._path, self._baud = path, baud
        self._port: serial.Serial | None = None

    def open(self) -> None:
        self.close()
        path = find("tty", self._path)
        try:
            self._port = serial.Serial(path, self._baud, timeout=0, exclusive=True)
            os.set_blocking(self._port.fileno(), False)
        except (OSError, ValueError) as error:
            self.close()
            raise self._gone(error) from error

    def write(self, data: bytes, timeout_s: float) -> int:
        """Send all of `data`; returns the bytes taken, short when the line took no more for `timeout_s`."""
        sent = 0
        file = self._file()
        try:
            while sent < len(data) and select.select([], [file], [], timeout_s)[1]:
                sent += os.write(file, data[sent : sent + 1024])
        except BlockingIOError:
            return sent
        except (OSError, ValueError) as error:
            raise self._gone(error) from error
        return sent

    def read(self, timeout_s: float) -> bytes:
        file = self._file()
        try:
            if not select.select([file], [], [], timeout_s)[0]:
                return b""
            data = os.read(file, 4096)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            raise self._gone(error) from error
        if not data:
            raise DeviceError(f"{self._path}: unplugged")
        return data

    def close(self) -> None:
        if self._port is not None:
            port, self._port = self._port, None
            try:
                port.close()
            except OSError:
                # An unplugged port cannot say goodbye.
                return

    def _file(self) -> int:
        if self._port is None:
            raise DeviceError(f"{self._path} is not open")
        file: int = self._port.fileno()
        return file

    def _gone(self, error: Exception) -> DeviceError:
        number = getattr(error, "errno", None)
        return DeviceError(f"{self._path}: {os.strerror(number) if number else error}")
