"""What this kiosk last heard of the house's offers, for the time without a network: the document `offers`."""

from __future__ import annotations

from kiosk.memory.document import KeptDocument
from kiosk.memory.file import MemoryFile
from mqtt_bridge.messages import DesiredOffers, OfferView


class KeptOffers(KeptDocument[DesiredOffers]):
    """Which of them run is known by their own days, however long ago they were heard of."""

    def __init__(self, file: MemoryFile) -> None:
        super().__init__(file, "offers", DesiredOffers)

    def read(self) -> tuple[OfferView, ...]:
        return () if self.document is None else self.document.body.offers
