"""Everything the kiosk can ask of the world. The flow returns these; `kiosk.hands` does them."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.printer.ticket import Ticket
from kiosk.events import AnyQuestion
from kiosk.values import Card
from mqtt_bridge.messages import Ack, CouponView, EventData, MemberView


@dataclass(frozen=True, slots=True)
class Recall:
    """Look this card up in the kiosk's own memory; `Recalled` comes back at once."""

    card: Card


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep what the server said of this card for the time without a network; None: nobody holds it, forget it."""

    card: Card
    member: MemberView | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the server, `after_s` from now; `Answered` or `NoAnswer` comes back."""

    question: AnyQuestion
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Remind:
    """Say `Reminded(of)`, `after_s` from now; who is somewhere else by then does not listen."""

    after_s: float
    of: str


@dataclass(frozen=True, slots=True)
class Record:
    """Something happened that must never be lost: into the outbox, in one transaction with its effect here."""

    event: EventData


@dataclass(frozen=True, slots=True)
class OpenRedemption:
    """Write down that this redemption is about to be asked for, so that a power cut cannot leave a silent hold."""

    redemption: str
    member: str
    reward: str


@dataclass(frozen=True, slots=True)
class Print:
    """Print one ticket; `Printed` or `PrintRefused` comes back. The redemption is marked before a byte goes out."""

    job: str
    ticket: Ticket
    redemption: str = ""


@dataclass(frozen=True, slots=True)
class KeepCoupon:
    """The hold of this redemption is confirmed; the coupon is remembered with it."""

    redemption: str
    coupon: CouponView


@dataclass(frozen=True, slots=True)
class Forget:
    """The outbox may drop everything up to the acknowledgement; what it refused becomes a dead letter."""

    ack: Ack


@dataclass(frozen=True, slots=True)
class Resend:
    """The link is back: start the outbox over from the oldest event the server has not acknowledged."""


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Whether these digits open the staff's screen; `PinChecked` comes back."""

    digits: str


@dataclass(frozen=True, slots=True)
class ReadVitals:
    """How the kiosk is; `VitalsRead` comes back."""


@dataclass(frozen=True, slots=True)
class KeepLevels:
    """Remember over the next start how loud and how bright staff have set the kiosk, 0 to 100."""

    volume: int
    brightness: int


@dataclass(frozen=True, slots=True)
class KeepClosed:
    """Remember over the next start whether staff have closed the kiosk."""

    closed: bool


@dataclass(frozen=True, slots=True)
class Restart:
    """End the program so that whatever keeps it alive starts it again; all that was recorded before stays."""


@dataclass(frozen=True, slots=True)
class ExportLog:
    """Write what a help desk asks for, nobody named in it, to a USB stick or here; `LogExported` comes back."""


Effect = (
    Recall
    | Remember
    | Ask
    | Remind
    | Record
    | OpenRedemption
    | KeepCoupon
    | Print
    | Forget
    | Resend
    | CheckPin
    | ReadVitals
    | KeepClosed
    | KeepLevels
    | Restart
    | ExportLog
)
