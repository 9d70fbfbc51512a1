"""What a kiosk asks the server, and the answers."""

from __future__ import annotations

from typing import ClassVar, Literal

from mqtt_bridge.messages.base import CardProof, Question, Value, Words
from mqtt_bridge.messages.giving import (
    CouponShare,
    CouponShared,
    CouponShow,
    CouponShown,
    CouponTake,
    CouponTaken,
    GiftChoose,
    GiftChosen,
    GiftSend,
    GiftSent,
)
from mqtt_bridge.messages.views import (
    CouponView,
    HistoryRow,
    LeaderRow,
    MemberView,
    ProfileView,
    ReferralView,
    RewardView,
    TierRow,
)

CardKind = Literal["nfc", "qr"]
# What became of the card somebody joined with: nothing was shown, it is theirs, somebody else's, or reported lost.
CardFate = Literal["", "linked", "taken", "blocked"]


class MemberFound(Value, frozen=True):
    """Who holds this card; None: nobody does."""

    member: MemberView | None = None


class MemberLookup(Question, frozen=True):
    """`sun`: the address the card sealed for this very tap, where the kiosk has no key to challenge it with."""

    method: ClassVar[str] = "member.lookup"
    kind: CardKind
    value: str
    proof: CardProof = ""
    sun: str = ""


class JoinStarted(Value, frozen=True):
    """The same answer whether or not the number is a member's (A5).

    Of WeChat: `url` is what the diner scans, `ticket` what to ask `join.verify` with every `resend_after_s`.
    """

    expires_s: int
    resend_after_s: int
    url: str = ""
    ticket: str = ""


class JoinStart(Question, frozen=True):
    """Send a code to `phone`, or to `email` when `phone` is empty; `wechat`: let the diner scan instead."""

    method: ClassVar[str] = "join.start"
    phone: str
    language: Literal["zh", "en"] = "zh"
    email: str = ""
    wechat: bool = False


class Joined(Value, frozen=True):
    """`code` is the member's own code (`RGM-…`), with which they are found when they joined without a card."""

    member: MemberView
    existing: bool = False
    code: str = ""
    card: CardFate = ""


class JoinVerify(Question, frozen=True):
    """`phone`, `email` and `ticket`: whichever `join.start` was asked with, or answered; with a ticket no code.

    `birthday` is MM-DD or YYYY-MM-DD, or L-MM-DD of the lunar calendar.

    `terms` is the version of the text a new member has agreed to. "": nobody was asked yet, and a stranger whose
    proof is right is refused with `terms_needed`, to be asked now. None (kiosks of old): joining is the yes.
    """

    method: ClassVar[str] = "join.verify"
    phone: str
    code: str
    card_kind: CardKind | None = None
    card_value: str = ""
    marketing: bool = False
    referral: str = ""
    birthday: str = ""
    email: str = ""
    ticket: str = ""
    terms: str | None = None


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
    """Hold the points of one reward. `redemption` is made by the kiosk and kept over retries.

    `proof` and `sun` are what the card showed in this visit, as in `member.lookup`.
    """

    method: ClassVar[str] = "reward.hold"
    redemption: str
    member: str
    reward: str
    proof: CardProof = ""
    sun: str = ""


class HistoryListed(Value, frozen=True):
    """The newest first. `pages` of this filter in all."""

    rows: tuple[HistoryRow, ...] = ()
    page: int = 0
    pages: int = 1


HistoryFilter = Literal["all", "earned", "spent"]


class History(Question, frozen=True):
    """Five rows a page; `page` counts from 0."""

    method: ClassVar[str] = "history"
    member: str
    page: int = 0
    only: HistoryFilter = "all"


class LeadersListed(Value, frozen=True):
    """The first ten by points earned this month, masked; `mine` when the member is not among them."""

    rows: tuple[LeaderRow, ...] = ()
    mine: LeaderRow | None = None


class Leaderboard(Question, frozen=True):
    method: ClassVar[str] = "leaderboard"
    member: str


class TiersListed(Value, frozen=True):
    """The whole ladder, the lowest first; `now_fen` and `now_visits` are the member's in the running window."""

    rows: tuple[TierRow, ...] = ()
    now_fen: int = 0
    now_visits: int = 0


class TierList(Question, frozen=True):
    method: ClassVar[str] = "tier.list"
    member: str


class ReceiptQuoted(Value, frozen=True):
    """What this receipt is worth to this member. `claimed`: somebody has its points already."""

    code: str
    total_fen: int
    points: int
    why: Words
    claimed: bool = False


class ReceiptQuote(Question, frozen=True):
    method: ClassVar[str] = "receipt.quote"
    member: str
    code: str


class CardLinked(Value, frozen=True):
    member: MemberView


class CardLink(Question, frozen=True):
    """Give this member one more card. A card somebody else holds is refused with `card_taken`."""

    method: ClassVar[str] = "card.link"
    member: str
    card_kind: CardKind
    card_value: str


class Referral(Question, frozen=True):
    method: ClassVar[str] = "referral"
    member: str


class FriendFound(Value, frozen=True):
    """Who brings a friend with this code, masked, and what both get."""

    name: str
    reward_me: Words
    reward_friend: Words


class FriendLookup(Question, frozen=True):
    """A code for a friend was scanned. One that is nobody's is refused with `unknown_code`."""

    method: ClassVar[str] = "friend.lookup"
    code: str


class Profile(Question, frozen=True):
    method: ClassVar[str] = "profile"
    member: str


QUESTIONS: dict[str, type[Question]] = {
    q.method: q
    for q in (
        MemberLookup,
        JoinStart,
        JoinVerify,
        RewardList,
        RewardHold,
        History,
        Leaderboard,
        TierList,
        ReceiptQuote,
        CardLink,
        Referral,
        FriendLookup,
        Profile,
        CouponShow,
        CouponShare,
        CouponTake,
        GiftSend,
        GiftChoose,
    )
}
ANSWERS: dict[str, type[Value]] = {
    "member.lookup": MemberFound,
    "join.start": JoinStarted,
    "join.verify": Joined,
    "reward.list": RewardsListed,
    "reward.hold": RewardHeld,
    "history": HistoryListed,
    "leaderboard": LeadersListed,
    "tier.list": TiersListed,
    "receipt.quote": ReceiptQuoted,
    "card.link": CardLinked,
    "referral": ReferralView,
    "friend.lookup": FriendFound,
    "profile": ProfileView,
    "coupon.show": CouponShown,
    "coupon.share": CouponShared,
    "coupon.take": CouponTaken,
    "gift.send": GiftSent,
    "gift.choose": GiftChosen,
}
