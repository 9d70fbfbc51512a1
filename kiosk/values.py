"""Small values that events, effects and screens share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from drivers.ports import Proof
from mqtt_bridge.messages import CardProof, JoinWay

# The stem of a file in `kiosk/words`: zh, en, or one that was added.
Language = str


@dataclass(frozen=True, slots=True)
class Card:
    """What a diner identified with: an NFC card's UID, or the code on a phone or a paper.

    `proof` and `sun` are what an NFC card showed at this tap; the same card that shows less is the same card.
    """

    kind: Literal["nfc", "qr"]
    value: str
    proof: Proof = field(default=Proof.UID_ONLY, compare=False)
    sun: str = field(default="", compare=False)

    @property
    def told(self) -> CardProof:
        """What the server is told of it: nothing of a code, which proves nothing."""
        if self.kind != "nfc":
            return ""
        return "challenged" if self.proof is Proof.CHALLENGED else "uid_only"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody who joins or signs in has told so far. `way` is how they show who they are.

    `card` is what they came with, None: nothing. `code` proved the number or address, `ticket` was scanned.
    `friend` is the code of whoever brings them, `friend_name` that one's name, masked, once the server said it.
    """

    way: JoinWay = "phone"
    card: Card | None = None
    phone: str = ""
    email: str = ""
    ticket: str = ""
    code: str = ""
    friend: str = ""
    friend_name: str = ""
    birthday: str = ""
    marketing: bool = False


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
        """Whether a job is worth a try. Unknown is: the printer is asked again first, and gets nothing while silent."""
        return self in (PrinterHealth.OK, PrinterHealth.LOW, PrinterHealth.UNKNOWN)
