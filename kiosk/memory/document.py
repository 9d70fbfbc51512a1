"""A document of the centre's that this kiosk keeps for the time without a network."""

from __future__ import annotations

import contextlib
from typing import Generic, TypeVar

import msgspec

from kiosk.memory.file import MemoryFile
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import Value

D = TypeVar("D", bound=Value)


class KeptDocument(Generic[D]):
    """`document` is the last that was heard; None: none yet. `key` is its name in the table `meta`."""

    def __init__(self, file: MemoryFile, key: str, kind: type[D]) -> None:
        self._file, self._key = file, key
        self.document: D | None = None
        row = file.sql("select value from meta where key = ?", key).fetchone()
        if row:
            # Kept by a newer version and not to be read by this one: it comes again with the next connection.
            with contextlib.suppress(msgspec.MsgspecError):
                self.document = msgspec.json.decode(row[0], type=kind)

    def keep(self, document: D) -> None:
        """In place of the one before, and after a power cut too. Raises MemoryFailed."""
        if document == self.document:
            return
        with self._file.transaction():
            self._file.sql(
                "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
                self._key,
                encode(document).decode(),
            )
        self.document = document
