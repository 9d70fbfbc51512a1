"""Small values that events, effects and screens share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Card:
    """What a diner identified with: an NFC card's UID, or the code on a phone or a paper."""

    kind: Literal["nfc", "qr"]
    value: str


class Link(StrEnum):
    """How far we can speak: to the server, only to the broker, or to nobody."""

    ONLINE = "online"
    SERVER_DOWN = "server_down"
    OFFLINE = "offline"


class PrinterHealth(StrEnum):
    OK = "ok"
    LOW = "low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNKNOWN = "unknown"

    @property
    def prints(self) -> bool:
        """Whether it is worth sending a job. Unknown is tried: many printers never answer but do print."""
        return self in (PrinterHealth.OK, PrinterHealth.LOW, PrinterHealth.UNKNOWN)
