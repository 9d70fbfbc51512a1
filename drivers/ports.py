"""What a driver looks like, and the signals a driver's runner emits.

Errors::

    DeviceError          the device failed; the runner closes and reopens it
    └── PrintFailed      this job did not print (or nobody knows whether it did)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class DeviceError(Exception):
    """The device failed: unplugged, silent, garbled. The runner will close and reopen it."""


class Paper(StrEnum):
    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says of itself. `online` is None when it does not answer: not a yes, not a no."""

    online: bool | None = None
    paper: Paper = Paper.UNKNOWN
    cover_open: bool | None = None


class PrintFault(StrEnum):
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class PrintFailed(DeviceError):
    """A job failed. `may_be_on_paper` is False only when the printer surely never got the job."""

    def __init__(self, fault: PrintFault, may_be_on_paper: bool, why: str = "") -> None:
        super().__init__(why or fault.value)
        self.fault, self.may_be_on_paper = fault, may_be_on_paper


class Proof(StrEnum):
    """How surely a card is the card it says it is.

    `UID_ONLY` anybody can copy a UID. `CHALLENGED` the card answered a fresh challenge with a key only it has.
    `FAILED` it says that it is one of ours and could not answer: a copy, or a card of somebody else's.
    """

    UID_ONLY = "uid_only"
    CHALLENGED = "challenged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CardTapped:
    """A card was held to the reader; `uid` is lower-case hex of 4, 7 or 10 bytes.

    `sun` is the address the card sealed for this tap, read only from cards this kiosk cannot challenge: no proof
    here, because it can be recorded, but one for whoever keeps the card's last counter.
    """

    uid: str
    proof: Proof = Proof.UID_ONLY
    sun: str = ""


@dataclass(frozen=True, slots=True)
class TwoCards:
    """More than one card is held up: none of them counts until it is alone. Said once, until that is so."""


class Source(Protocol):
    """A device we read from: an NFC reader, a code scanner, a presence sensor."""

    def open(self) -> None: ...
    def read(self, timeout_s: float) -> str | CardTapped | TwoCards | None:
        """One card or one scanned text; None after `timeout_s` of silence. Raises DeviceError.

        A reader that knows nothing but the UID returns it as lower-case hex. One that can tell says when several
        cards are held up at once.
        """

    def close(self) -> None: ...


class Printer(Protocol):
    """A device we write to."""

    def open(self) -> None: ...
    def status(self) -> PrinterStatus:
        """Ask the printer now (at most 0.5 s). Raises DeviceError when it is gone."""

    def print(self, job: bytes) -> None:
        """Send one ESC/POS job and return when the printer says it is through. Raises PrintFailed."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class CodeScanned:
    text: str


@dataclass(frozen=True, slots=True)
class PresenceSeen:
    """Somebody stands in front of the kiosk."""


@dataclass(frozen=True, slots=True)
class Printed:
    job: str


@dataclass(frozen=True, slots=True)
class PrintRefused:
    """The job did not come out, or nobody knows (`may_be_on_paper`)."""

    job: str
    fault: PrintFault
    may_be_on_paper: bool


@dataclass(frozen=True, slots=True)
class PrinterChanged:
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class DeviceLost:
    device: str
    why: str


@dataclass(frozen=True, slots=True)
class DeviceBack:
    device: str


Signal = (
    CardTapped
    | TwoCards
    | CodeScanned
    | PresenceSeen
    | Printed
    | PrintRefused
    | PrinterChanged
    | DeviceLost
    | DeviceBack
)
Emit = Callable[[Signal], None]
