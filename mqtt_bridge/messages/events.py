"""What happened at a kiosk: kept in its outbox until the server's acknowledgement."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Raw

from mqtt_bridge.messages.base import CardProof, Value


class EventData(Value, frozen=True):
    """Base of what an event carries; `type` is the last part of its topic."""

    type: ClassVar[str]


class MemberCheckedIn(EventData, frozen=True):
    """The member was here on this local date. Once a day counts. `proof` is that of the card they showed."""

    type: ClassVar[str] = "member.checked_in"
    member: str
    on: str
    proof: CardProof = ""


class CouponPrinted(EventData, frozen=True):
    type: ClassVar[str] = "coupon.printed"
    member: str
    coupon: str


class RedemptionCommitted(EventData, frozen=True):
    """The coupon of this redemption is on paper, or may be: it is the member's now."""

    type: ClassVar[str] = "redemption.committed"
    redemption: str
    member: str


class RedemptionVoided(EventData, frozen=True):
    """Nothing was printed: the points go back. Also for a hold the kiosk never heard the answer of."""

    type: ClassVar[str] = "redemption.voided"
    redemption: str
    member: str
    reason: str


class ReceiptClaimed(EventData, frozen=True):
    """The member scanned this receipt and wants its points. The first to claim has them."""

    type: ClassVar[str] = "receipt.claimed"
    member: str
    code: str


class FeedbackGiven(EventData, frozen=True):
    """`score` is 0 to 10; `topics` are keys like taste, service, speed; a low score may ask for the manager now."""

    type: ClassVar[str] = "feedback.given"
    member: str
    score: int
    topics: tuple[str, ...] = ()
    call_manager: bool = False


class ReferralShared(EventData, frozen=True):
    """The member took the code for a friend along: printed, or shown on the screen."""

    type: ClassVar[str] = "referral.shared"
    member: str
    how: Literal["printed", "shown"]


class ConsentChanged(EventData, frozen=True):
    type: ClassVar[str] = "consent.changed"
    member: str
    marketing: bool


class ProfileChanged(EventData, frozen=True):
    """What the member told or chose; None: not this. `birthday` as in `join.verify`, taken once.

    `checked`: asked whether all of the profile is still `right`, they said so, or would rather be asked `later`.
    """

    type: ClassVar[str] = "profile.changed"
    member: str
    birthday: str | None = None
    language: Literal["zh", "en"] | None = None
    listed: bool | None = None
    checked: Literal["right", "later"] | None = None


class CardLost(EventData, frozen=True):
    """The member's card that ends so is lost ("": all their cards): from now on it finds nobody, anywhere."""

    type: ClassVar[str] = "card.lost"
    member: str
    last4: str = ""


class DeviceChanged(EventData, frozen=True):
    """A peripheral went or came back, or the kiosk mended itself (`device` "memory")."""

    type: ClassVar[str] = "device.changed"
    device: str
    state: str
    why: str = ""


class StaffCalled(EventData, frozen=True):
    """Somebody at the kiosk asks for a member of staff; `language` is what the screen spoke. It says not who."""

    type: ClassVar[str] = "help.called"
    language: str = ""


EVENTS: dict[str, type[EventData]] = {
    e.type: e
    for e in (
        MemberCheckedIn,
        CouponPrinted,
        RedemptionCommitted,
        RedemptionVoided,
        ReceiptClaimed,
        FeedbackGiven,
        ReferralShared,
        ConsentChanged,
        ProfileChanged,
        CardLost,
        DeviceChanged,
        StaffCalled,
    )
}


class Envelope(Value, frozen=True):
    """Round every event (CloudEvents names). `seq` is 64-bit, gapless per kiosk, never used twice."""

    id: str
    source: str
    type: str
    time: str
    seq: int
    boot: str
    mono_ms: int
    clock: Literal["ntp", "rtc", "unsynced"]
    data: Raw
    rules: int = 0


class Rejected(Value, frozen=True):
    id: str
    seq: int
    code: str
    message: str = ""


class Ack(Value, frozen=True):
    """Everything up to and with `upto` is committed at the server; the rejected ones are dead letters.

    `at` is the server's time: a kiosk tells the time by it, and by nothing else.
    """

    upto: int
    rejected: tuple[Rejected, ...] = ()
    at: str = ""
