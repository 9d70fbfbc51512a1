"""Everything that can happen to the kiosk. All are frozen values; the loop takes them one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drivers.ports import (
    CardTapped,
    CodeScanned,
    DeviceBack,
    DeviceLost,
    Printed,
    PrinterChanged,
    PrintRefused,
    TwoCards,
)
from kiosk.values import Card, Link
from mqtt_bridge.messages import (
    Ack,
    CardLink,
    CardLinked,
    CouponShare,
    CouponShared,
    CouponShow,
    CouponShown,
    CouponTake,
    CouponTaken,
    FriendFound,
    FriendLookup,
    GiftChoose,
    GiftChosen,
    GiftSend,
    GiftSent,
    History,
    HistoryListed,
    HolidayView,
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    JoinWay,
    Leaderboard,
    LeadersListed,
    MemberFound,
    MemberLookup,
    MemberView,
    OfferView,
    Profile,
    ProfileView,
    ReceiptQuote,
    ReceiptQuoted,
    Referral,
    ReferralView,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
    TierList,
    TiersListed,
)

AnyQuestion = (
    MemberLookup
    | JoinStart
    | JoinVerify
    | RewardList
    | RewardHold
    | History
    | Leaderboard
    | TierList
    | ReceiptQuote
    | Referral
    | FriendLookup
    | CardLink
    | Profile
    | CouponShow
    | CouponShare
    | CouponTake
    | GiftSend
    | GiftChoose
)
AnyAnswer = (
    MemberFound
    | JoinStarted
    | Joined
    | RewardsListed
    | RewardHeld
    | HistoryListed
    | LeadersListed
    | TiersListed
    | ReceiptQuoted
    | ReferralView
    | FriendFound
    | CardLinked
    | ProfileView
    | CouponShown
    | CouponShared
    | CouponTaken
    | GiftSent
    | GiftChosen
    | Refusal
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the flow may know of this moment: the local time (aware) and one fresh id, should it need one."""

    now: datetime
    new_id: str


@dataclass(frozen=True, slots=True)
class Started:
    """The kiosk is up. `asked` and `printing` are redemptions a power cut left open: (redemption, member).

    `defect` is where the last run broke; "": it did not. `closed`: staff had closed the kiosk.
    `offers`, `holidays`: what the house told of them when it was last heard. `volume`, `brightness`: 0 to 100, as set.
    """

    asked: tuple[tuple[str, str], ...] = ()
    printing: tuple[tuple[str, str], ...] = ()
    mended: str = ""
    defect: str = ""
    closed: bool = False
    offers: tuple[OfferView, ...] = ()
    holidays: tuple[HolidayView, ...] = ()
    volume: int = 60
    brightness: int = 100


@dataclass(frozen=True, slots=True)
class Touched:
    """The diner touched a control: `what` is its word in the kv file, `arg` which one of several."""

    what: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The screen was left alone for its whole time."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The time that `Remind` asked for is over."""

    of: str


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """`joins`: the ways the server has for somebody to join, the first to be offered first."""

    link: Link
    joins: tuple[JoinWay, ...] = ("phone",)


@dataclass(frozen=True, slots=True)
class OffersChanged:
    """What the house wants passers-by to know of; some may not have begun, or be over."""

    offers: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class HolidaysChanged:
    """The days the house keeps, those that are over and those to come."""

    holidays: tuple[HolidayView, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the kiosk's own memory says of this card; member None: nothing."""

    card: Card
    member: MemberView | None


@dataclass(frozen=True, slots=True)
class Answered:
    question: AnyQuestion
    answer: AnyAnswer


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The question went unanswered for its whole time, or could not be sent: the outcome is unknown."""

    question: AnyQuestion


@dataclass(frozen=True, slots=True)
class PinChecked:
    """What came of `CheckPin`: right, wrong, or locked after too many tries."""

    verdict: Literal["right", "wrong", "locked"]


@dataclass(frozen=True, slots=True)
class VitalsRead:
    """How the kiosk is, as (key, value) lines for the staff's screen."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LogExported:
    """What came of `ExportLog`: the file, on a USB stick or in the kiosk's own folder; or no file."""

    where: Literal["stick", "kiosk", "failed"]
    path: str = ""


@dataclass(frozen=True, slots=True)
class UpdateBegan:
    """Staff begin to update this kiosk."""


@dataclass(frozen=True, slots=True)
class UpdateEnded:
    """The update is over, well or not."""


@dataclass(frozen=True, slots=True)
class MaintenanceBegan:
    """Staff close the kiosk, from where they type."""


@dataclass(frozen=True, slots=True)
class MaintenanceEnded:
    """Staff open it again."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server has committed the outbox up to `ack.upto`."""

    ack: Ack


Event = (
    Started
    | CardTapped
    | TwoCards
    | CodeScanned
    | Printed
    | PrintRefused
    | PrinterChanged
    | DeviceLost
    | DeviceBack
    | Touched
    | TimedOut
    | Reminded
    | LinkChanged
    | OffersChanged
    | HolidaysChanged
    | Recalled
    | Answered
    | NoAnswer
    | PinChecked
    | VitalsRead
    | LogExported
    | UpdateBegan
    | UpdateEnded
    | MaintenanceBegan
    | MaintenanceEnded
    | Acknowledged
)
