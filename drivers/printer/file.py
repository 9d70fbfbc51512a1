"""A printer behind a device file, as Linux's usblp gives one: /dev/usb/lp0."""

from __future__ import annotations

import os
import select
import time

from drivers.ports import DeviceError
from drivers.printer.conversation import Conversation


class FilePrinter(Conversation):
    """Driver: the printer behind the device file `path`, with paper `width_mm` (58 or 80) wide.

    `model` is a name of drivers/printer/models.py.
    """

    def __init__(self, path: str = "/dev/usb/lp0", width_mm: int = 80, model: str = "generic") -> None:
        if not path:
            raise ValueError("path: the device file's name is empty")
        super().__init__(FileStream(path), width_mm, model=model)


class FileStream:
    """A device file, read and written without ever blocking longer than asked."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1

    def open(self) -> None:
        self.close()
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise self._gone(error) from error

    def write(self, data: bytes, timeout_s: float) -> int:
        """Send all of `data`; returns the bytes taken, short when the device took no more for `timeout_s`."""
        sent = 0
        while sent < len(data) and self._ready(select.POLLOUT, timeout_s):
            try:
                sent += os.write(self._open(), data[sent : sent + 4096])
            except BlockingIOError:
                return sent
            except OSError as error:
                raise self._gone(error) from error
        return sent

    def read(self, timeout_s: float) -> bytes:
        if not self._ready(select.POLLIN, timeout_s):
            return b""
        try:
            data = os.read(self._open(), 4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._gone(error) from error
        if not data:
            # usblp reports an empty transfer as end of file. It is silence: wait it out rather than spin.
            time.sleep(timeout_s)
        return data

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _ready(self, wanted: int, timeout_s: float) -> bool:
        poll = select.poll()
        poll.register(self._open(), wanted)
        return bool(poll.poll(timeout_s * 1000))

    def _open(self) -> int:
        if self._file < 0:
            raise DeviceError(f"{self._path} is not open")
        return self._file

    def _gone(self, error: OSError) -> DeviceError:
        return DeviceError(f"{self._path}: {error.strerror or error}")
