"""The letter that is written down: one JSON line each in `notices.log`, for the demo and for first steps."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from server.notices import Letter


class LogChannel:
    """Appends to a file that only its owner may read: the lines hold addresses and codes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, letter: Letter) -> None:
        line = msgspec.json.encode(letter) + b"\n"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)
