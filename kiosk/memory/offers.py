"""What this kiosk last heard of the house's offers, for the time without a network: the document `offers`."""

from __future__ import annotations

import contextlib

import msgspec

from kiosk.memory.file import MemoryFile
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import DesiredOffers, OfferView

KEY = "offers"


class KeptOffers:
    """Which of them run is known by their own days, however long ago they were heard of."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self._document: DesiredOffers | None = None
        row = file.sql("select value from meta where key = ?", KEY).fetchone()
        if row:
            # Kept by a newer version and not to be read by this one: it comes again with the next connection.
            with contextlib.suppress(msgspec.MsgspecError):
                self._document = msgspec.json.decode(row[0], type=DesiredOffers)

    def read(self) -> tuple[OfferView, ...]:
        return () if self._document is None else self._document.body.offers

    def keep(self, document: DesiredOffers) -> None:
        """In place of those before, and after a power cut too. Raises MemoryFailed."""
        if document == self._document:
            return
        with self._file.transaction():
            self._file.sql(
                "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
                KEY,
                encode(document).decode(),
            )
        self._document = document
