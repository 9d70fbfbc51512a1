"""One small function per question and event, each inside a transaction that somebody else opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mqtt_bridge.messages import (
    CardLink,
    CardLost,
    ConsentChanged,
    CouponPrinted,
    CouponShare,
    CouponShow,
    CouponTake,
    DeviceChanged,
    EventData,
    FeedbackGiven,
    FriendLookup,
    GiftChoose,
    GiftSend,
    History,
    JoinStart,
    JoinVerify,
    Leaderboard,
    MemberCheckedIn,
    MemberLookup,
    Profile,
    ProfileChanged,
    Question,
    ReceiptClaimed,
    ReceiptQuote,
    RedemptionCommitted,
    RedemptionVoided,
    Referral,
    ReferralShared,
    Refusal,
    RewardHold,
    RewardList,
    StaffCalled,
    TierList,
    Value,
)
from server.handlers import calling, choosing, gifting, passing, profile, showing
from server.handlers.call import Call
from server.handlers.devices import changed
from server.handlers.friends import lookup as friend
from server.handlers.friends import referral, shared
from server.handlers.history import history
from server.handlers.joining import start, verify
from server.handlers.members import link, lookup
from server.handlers.opinions import consent, feedback
from server.handlers.receipts import claimed, quote
from server.handlers.redeeming import committed, hold, voided
from server.handlers.rewards import rewards
from server.handlers.standing import leaderboard, tiers
from server.handlers.visiting import checked_in, printed

READS: frozenset[type[Question]] = frozenset(
    {MemberLookup, RewardList, History, Leaderboard, TierList, ReceiptQuote, FriendLookup, Profile, CouponShow}
)
READ_METHODS = frozenset(question.method for question in READS)

_QUESTIONS: dict[type[Question], Callable[[Any, Call], Value]] = {
    MemberLookup: lookup,
    JoinStart: start,
    JoinVerify: verify,
    RewardList: rewards,
    RewardHold: hold,
    History: history,
    Leaderboard: leaderboard,
    TierList: tiers,
    ReceiptQuote: quote,
    CardLink: link,
    Referral: referral,
    FriendLookup: friend,
    Profile: profile.profile,
    CouponShow: showing.show,
    CouponShare: passing.share,
    CouponTake: passing.take,
    GiftSend: gifting.send,
    GiftChoose: choosing.choose,
}
_EVENTS: dict[type[EventData], Callable[[Any, Call], Refusal | None]] = {
    MemberCheckedIn: checked_in,
    CouponPrinted: printed,
    RedemptionCommitted: committed,
    RedemptionVoided: voided,
    ReceiptClaimed: claimed,
    FeedbackGiven: feedback,
    ReferralShared: shared,
    ConsentChanged: consent,
    ProfileChanged: profile.changed,
    CardLost: profile.lost,
    DeviceChanged: changed,
    StaffCalled: calling.called,
}


def handle_question(question: Question, call: Call) -> Value:
    """The answer, or a Refusal. What was written stays either way: a wrong code must be counted."""
    return _QUESTIONS[type(question)](question, call)


def handle_event(event: EventData, call: Call) -> Refusal | None:
    """None: applied. With a Refusal the caller takes back what was written."""
    return _EVENTS[type(event)](event, call)
