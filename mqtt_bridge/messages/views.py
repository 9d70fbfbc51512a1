"""What a kiosk is told, and may keep: of a member, a coupon, a reward, a tier."""

from __future__ import annotations

from typing import Literal

from mqtt_bridge.messages.base import Value, Words


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


class GiftChoice(Value, frozen=True):
    """One of the gifts a member may take: `choice` is what `gift.choose` is asked with."""

    choice: str
    kind: CouponKind
    title: Words
    detail: Words


class CouponView(Value, frozen=True):
    """One coupon of the member. `code` is what a person types and the till reads. `may_pass`: to somebody else.

    `signed` is the text for the QR code on paper, which proves itself without a network; empty: print the code.
    `occasion` is what it was given for, where that is to be celebrated: birthday, holiday. `choices`: the gifts of
    which the member may still take one in its place, itself among them; empty: there is nothing (more) to choose.
    """

    code: str
    kind: CouponKind
    title: Words
    detail: Words
    expires_on: str | None = None
    state: CouponState = "issued"
    value_fen: int = 0
    printed: int = 0
    signed: str = ""
    may_pass: bool = False
    occasion: str = ""
    choices: tuple[GiftChoice, ...] = ()


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


class FirstOrderView(Value, frozen=True):
    """What the first order of at least `min_fen` brings on top."""

    min_fen: int
    points: int


class MemberView(Value, frozen=True):
    """All a kiosk may know and keep of a member: nothing here names a person in full.

    `ask_profile`: it is long since they said that their profile is right; they may be asked, once a visit.
    `recommends`: a dish to try, for who is new and has not ordered yet; `first_order`: what that order would bring.
    """

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
    ask_profile: bool = False
    recommends: Words | None = None
    first_order: FirstOrderView | None = None


class RewardView(Value, frozen=True):
    """Something points buy. `stock` None: no limit."""

    reward: str
    kind: CouponKind
    title: Words
    detail: Words
    points: int
    stock: int | None = None


class HistoryRow(Value, frozen=True):
    """A movement of points as a member reads it. `kind` and `reason` are the ledger's; `note` explains it in words."""

    at: str
    kind: str
    points: int
    title: Words
    note: Words | None = None
    reason: str = ""


class LeaderRow(Value, frozen=True):
    rank: int
    name: str
    points: int
    mine: bool = False


class TierRow(Value, frozen=True):
    """One rung of the ladder: what reaches it in a year, and what it gives. `need_visits` 0: visits do not count."""

    tier: TierView
    need_fen: int = 0
    need_visits: int = 0
    privileges: tuple[Words, ...] = ()


class RungView(Value, frozen=True):
    """What a member gets on top with so many friends; `reached`: they have had it."""

    friends: int
    reward: Words
    reached: bool = False


class ReferralView(Value, frozen=True):
    """The member's own code for friends, what each side gets, how many came. `ladder`: the lowest rung first."""

    code: str
    reward_me: Words
    reward_friend: Words
    joined: int = 0
    rewarded: int = 0
    ladder: tuple[RungView, ...] = ()


class ProfileView(Value, frozen=True):
    """What a member told us, and chose. `cards` are the endings of their NFC cards, the newest first.

    `birthday` is MM-DD (L-MM-DD: lunar), or empty: the year is nobody's business on a screen.
    `listed`: on the leaderboard. `points` are given once for the birthday; 0: nothing, or given already.
    """

    birthday: str = ""
    email_masked: str = ""
    marketing: bool = False
    listed: bool = True
    cards: tuple[str, ...] = ()
    points: int = 0
