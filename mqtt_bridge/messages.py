"""Every message that crosses the wire, defined once for both ends (CONTRACT §2).

A field may be added with a default; nothing else changes under `rg/v1`. Unknown fields are ignored,
unknown types refused. Money is in fen (1/100 yuan), dates are ISO 8601, points are integers.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field


class Value(Struct, frozen=True, omit_defaults=True):
    """Base of everything on the wire: frozen, unknown fields ignored, defaults left out."""


class Words(Value, frozen=True):
    """One text in the two languages every kiosk speaks."""

    zh: str
    en: str


# -- what the kiosk is told about a member ------------------------------------------------------


class TierView(Value, frozen=True):
    key: str
    name: Words
    rank: int = 0


class ProgressView(Value, frozen=True):
    """The way to the next tier, and what keeps this one. `have` and `need` are fen when measure is "spend"."""

    next: TierView | None = None
    measure: Literal["spend", "visits"] = "spend"
    have: int = 0
    need: int = 0
    benefits: Words | None = None
    keep_until: str | None = None
    keep_short_fen: int = 0
    keep_short_visits: int = 0


class ExpiringView(Value, frozen=True):
    points: int
    on: str


CouponKind = Literal["amount_off", "percent_off", "free_item", "gift"]
CouponState = Literal["issued", "reserved", "redeemed", "voided", "expired"]


class CouponView(Value, frozen=True):
    """One coupon of the member. `code` is what the QR on paper carries and the till reads."""

    code: str
    kind: CouponKind
    title: Words
    detail: Words
    expires_on: str | None = None
    state: CouponState = "issued"
    value_fen: int = 0
    printed: int = 0


class CheckInView(Value, frozen=True):
    """`last_on` is the local date of the last check-in; `streak` counts the days in a row up to it.

    `points` a day, and `bonus_points` more on every `bonus_every`th day of a streak: the rule travels
    with the member so that a kiosk without a network gives what the server will give.
    """

    last_on: str | None = None
    streak: int = 0
    points: int = 5
    bonus_every: int = 7
    bonus_points: int = 20


class MemberView(Value, frozen=True):
    """All a kiosk may know and keep of a member: nothing here names a person in full."""

    member: str
    display_name: str = ""
    phone_masked: str = ""
    card_last4: str = ""
    language: Literal["zh", "en"] | None = None
    points: int = 0
    debt: int = 0
    tier: TierView | None = None
    progress: ProgressView | None = None
    expiring: ExpiringView | None = None
    coupons: tuple[CouponView, ...] = ()
    check_in: CheckInView = CheckInView()
    as_of: str = ""
    version: int = 0


class RewardView(Value, frozen=True):
    """Something points buy. `stock` None: no limit."""

    reward: str
    kind: CouponKind
    title: Words
    detail: Words
    points: int
    stock: int | None = None


# -- questions and answers ----------------------------------------------------------------------

CardKind = Literal["nfc", "qr"]


class Question(Value, frozen=True):
    """Base of every question a kiosk asks; `method` is the last part of its topic."""

    method: ClassVar[str]


class MemberFound(Value, frozen=True):
    """Who holds this card; None: nobody does."""

    member: MemberView | None = None


class MemberLookup(Question, frozen=True):
    method: ClassVar[str] = "member.lookup"
    kind: CardKind
    value: str


class JoinStarted(Value, frozen=True):
    """The same answer whether or not the number is a member's (A5)."""

    expires_s: int
    resend_after_s: int


class JoinStart(Question, frozen=True):
    method: ClassVar[str] = "join.start"
    phone: str
    language: Literal["zh", "en"] = "zh"


class Joined(Value, frozen=True):
    """`code` is the member's own code (`RGM-…`), with which they are found when they joined without a card."""

    member: MemberView
    existing: bool = False
    code: str = ""


class JoinVerify(Question, frozen=True):
    method: ClassVar[str] = "join.verify"
    phone: str
    code: str
    card_kind: CardKind | None = None
    card_value: str = ""
    marketing: bool = False


class RewardsListed(Value, frozen=True):
    rewards: tuple[RewardView, ...] = ()


class RewardList(Question, frozen=True):
    method: ClassVar[str] = "reward.list"
    member: str


class RewardHeld(Value, frozen=True):
    """The points are held and the coupon made, but it is worth nothing until `redemption.committed`."""

    redemption: str
    coupon: CouponView
    points_after: int


class RewardHold(Question, frozen=True):
    """Hold the points of one reward. `redemption` is made by the kiosk and kept over retries."""

    method: ClassVar[str] = "reward.hold"
    redemption: str
    member: str
    reward: str


QUESTIONS: dict[str, type[Question]] = {
    q.method: q for q in (MemberLookup, JoinStart, JoinVerify, RewardList, RewardHold)
}
ANSWERS: dict[str, type[Value]] = {
    "member.lookup": MemberFound,
    "join.start": JoinStarted,
    "join.verify": Joined,
    "reward.list": RewardsListed,
    "reward.hold": RewardHeld,
}


class Refusal(Value, frozen=True):
    """An answer that says no. Codes in use: see `docs/contract.md`."""

    code: str
    message: str = ""
    retry_after: int | None = None


class Answer(Value, frozen=True):
    """The wire form of every answer: `{ok: true, data}` or `{ok: false, code, message, retry_after}`."""

    ok: bool
    data: Raw | UnsetType = UNSET
    code: str = ""
    message: str = ""
    retry_after: int | None = None


# -- events: kept in the outbox until the server's acknowledgement ------------------------------


class EventData(Value, frozen=True):
    """Base of what an event carries; `type` is the last part of its topic."""

    type: ClassVar[str]


class MemberCheckedIn(EventData, frozen=True):
    """The member was here on this local date. Once a day counts."""

    type: ClassVar[str] = "member.checked_in"
    member: str
    on: str


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


class DeviceChanged(EventData, frozen=True):
    """A peripheral went or came back, or the kiosk mended itself (`device` "memory")."""

    type: ClassVar[str] = "device.changed"
    device: str
    state: str
    why: str = ""


EVENTS: dict[str, type[EventData]] = {
    e.type: e for e in (MemberCheckedIn, CouponPrinted, RedemptionCommitted, RedemptionVoided, DeviceChanged)
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
    """Everything up to and with `upto` is committed at the server; the rejected ones are dead letters."""

    upto: int
    rejected: tuple[Rejected, ...] = ()


# -- state that is retained ---------------------------------------------------------------------


class Presence(Value, frozen=True):
    state: Literal["online", "offline"]
    session: str
    boot: str = ""
    since: str = ""
    version: str = ""


class Birth(Value, frozen=True):
    """What this kiosk is and has; sent after every connect.

    `next_seq` will be its next event's number: one the server has seen already means a restored disk.
    `oldest_seq` is the oldest it can still send: what is missing below that was lost with a broken disk.
    """

    kiosk: str
    version: str
    boot: str
    devices: dict[str, str] = field(default_factory=dict)
    next_seq: int = 1
    oldest_seq: int = 1


class Health(Value, frozen=True):
    at: str
    uptime_s: int
    queue: int
    dead: int
    devices: dict[str, str] = field(default_factory=dict)
    screen: str = ""
    memory_mb: int = 0
    dropped: int = 0
