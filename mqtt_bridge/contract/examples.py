"""One example of every message: what a stranger copies, and what every later version must still be able to read."""

from __future__ import annotations

from msgspec import Raw

from mqtt_bridge.codec import encode
from mqtt_bridge.messages import (
    EVENTS,
    Ack,
    Birth,
    CardLink,
    CardLinked,
    CardLost,
    CheckInRule,
    CheckInView,
    ConsentChanged,
    CouponPrinted,
    CouponShare,
    CouponShared,
    CouponShow,
    CouponShown,
    CouponTake,
    CouponTaken,
    CouponView,
    DesiredOffers,
    DesiredProgramme,
    DeviceChanged,
    Envelope,
    EventData,
    ExpiringView,
    FeedbackGiven,
    FriendFound,
    FriendLookup,
    GiftChoose,
    GiftChosen,
    GiftSend,
    GiftSent,
    Health,
    History,
    HistoryListed,
    HistoryRow,
    HolidayView,
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    Leaderboard,
    LeaderRow,
    LeadersListed,
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    MemberView,
    Offers,
    OfferView,
    Presence,
    Profile,
    ProfileChanged,
    ProfileView,
    ProgrammeRules,
    ProgressView,
    Question,
    ReceiptClaimed,
    ReceiptQuote,
    ReceiptQuoted,
    RedemptionCommitted,
    RedemptionVoided,
    Referral,
    ReferralShared,
    ReferralView,
    Rejected,
    Reported,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
    RewardView,
    StaffCalled,
    TierList,
    TierRow,
    TiersListed,
    TierView,
    Value,
    Words,
)

CARD = "04a1b2c3d4e580"
MEMBER = "m-demo-lin"
REDEMPTION = "019aab00-0000-7000-8000-000000000001"
GOLD = TierView(key="gold", name=Words(zh="金卡", en="Gold"), rank=2)
COUPON = CouponView(
    code="RGC-7QK2M9X4TA3B8C1D",
    kind="amount_off",
    title=Words(zh="满100减20", en="¥20 off"),
    detail=Words(zh="单笔满 ¥100", en="From ¥100"),
    expires_on="2026-12-31",
    value_fen=2000,
)
# Signed by nobody's key.
SHOWN = (
    "RGS:IB06$7 E5T$KE1H346VE2000K:0YNDS8P0JTM 298TMKEE$B-BJ+JSV$17UFNF1 K6P"
    "LMRFG0-G-XN2GK155D$I+RUABM%VBP7C%:BEC6NY0W0OC47WFP5XBCJUN80W06SN73O2"
)
LIN = MemberView(
    member=MEMBER,
    display_name="林*雨",
    phone_masked="138 •••• 6688",
    card_last4="E580",
    language="zh",
    points=2480,
    tier=GOLD,
    progress=ProgressView(
        next=TierView(key="platinum", name=Words(zh="铂金", en="Platinum"), rank=3), have=248000, need=300000
    ),
    expiring=ExpiringView(points=120, on="2026-11-30"),
    coupons=(COUPON,),
    check_in=CheckInView(last_on="2026-11-21", streak=3),
    as_of="2026-11-22T10:41:07+00:00",
    version=41,
)

QUESTIONS_BY_EXAMPLE: dict[str, tuple[Question, Value]] = {
    "member.lookup": (MemberLookup(kind="nfc", value=CARD), MemberFound(member=LIN)),
    "join.start": (JoinStart(phone="13812346688"), JoinStarted(expires_s=600, resend_after_s=60)),
    "join.verify": (
        JoinVerify(phone="13812346688", code="407182", card_kind="nfc", card_value=CARD),
        Joined(member=LIN, code="RGM-DEMO0000000LIN01"),
    ),
    "reward.list": (
        RewardList(member=MEMBER),
        RewardsListed(
            rewards=(
                RewardView(
                    reward="off-10",
                    kind="amount_off",
                    title=Words(zh="¥10 代金券", en="¥10 voucher"),
                    detail=Words(zh="下次结账抵用", en="Off your next bill"),
                    points=10,
                ),
            )
        ),
    ),
    "coupon.show": (
        CouponShow(member=MEMBER, coupon=COUPON.code),
        CouponShown(code=SHOWN, lives_s=60),
    ),
    "coupon.share": (
        CouponShare(member=MEMBER, coupon=COUPON.code),
        CouponShared(code="RGG-7QK2M9X4TA3B8C1D", until="2026-11-25T10:41:07+00:00"),
    ),
    "coupon.take": (
        CouponTake(member=MEMBER, code="RGG-7QK2M9X4TA3B8C1D"),
        CouponTaken(member=LIN, coupon=COUPON),
    ),
    "gift.choose": (
        GiftChoose(member=MEMBER, coupon=COUPON.code, choice="birthday-noodles"),
        GiftChosen(member=LIN, coupon=COUPON),
    ),
    "gift.send": (
        GiftSend(gift="6f1d0a7c4be14a6f", member=MEMBER, phone="13900139000", points=50),
        GiftSent(phone_masked="139 •••• 9000", points_after=2430, until="2026-11-25T10:41:07+00:00"),
    ),
    "reward.hold": (
        RewardHold(redemption=REDEMPTION, member=MEMBER, reward="off-10"),
        RewardHeld(redemption=REDEMPTION, coupon=COUPON, points_after=2470),
    ),
    "history": (
        History(member=MEMBER),
        HistoryListed(
            rows=(
                HistoryRow(
                    at="2026-11-22T10:40:00+00:00",
                    kind="earn",
                    points=12,
                    title=Words(zh="消费 ¥612", en="Spent ¥612"),
                    note=Words(zh="¥612 ÷ 50 = 12 点", en="¥612 ÷ 50 = 12 points"),
                ),
            )
        ),
    ),
    "leaderboard": (
        Leaderboard(member=MEMBER),
        LeadersListed(
            rows=(LeaderRow(rank=1, name="王*国", points=980),),
            mine=LeaderRow(rank=37, name="林*雨", points=120, mine=True),
        ),
    ),
    "tier.list": (
        TierList(member=MEMBER),
        TiersListed(
            rows=(TierRow(tier=GOLD, need_fen=200000, privileges=(Words(zh="1.2 倍积分", en="1.2× points"),)),),
            now_fen=248000,
            now_visits=17,
        ),
    ),
    "receipt.quote": (
        ReceiptQuote(member=MEMBER, code="RGR-7QK2M9X4TA3B8C1D"),
        ReceiptQuoted(
            code="RGR-7QK2M9X4TA3B8C1D",
            total_fen=61200,
            points=12,
            why=Words(zh="¥612 ÷ 50 = 12 点", en="¥612 ÷ 50 = 12 points"),
        ),
    ),
    "card.link": (CardLink(member=MEMBER, card_kind="nfc", card_value="04b7c80a1f5b80"), CardLinked(member=LIN)),
    "referral": (
        Referral(member=MEMBER),
        ReferralView(
            code="RGF-LINXIAOYU2026",
            reward_me=Words(zh="您得 15 积分", en="15 points for you"),
            reward_friend=Words(zh="好友得 ¥15 券", en="¥15 off for your friend"),
            joined=3,
            rewarded=2,
        ),
    ),
    "friend.lookup": (
        FriendLookup(code="RGF-LINXIAOYU2026"),
        FriendFound(
            name="林*雨",
            reward_me=Words(zh="好友得 15 积分", en="15 points for your friend"),
            reward_friend=Words(zh="您得 ¥15 券", en="¥15 off for you"),
        ),
    ),
    "profile": (
        Profile(member=MEMBER),
        ProfileView(birthday="08-15", email_masked="l•••@example.com", marketing=True, cards=("E580",)),
    ),
}

EVENTS_BY_EXAMPLE: tuple[EventData, ...] = (
    MemberCheckedIn(member=MEMBER, on="2026-11-22"),
    CouponPrinted(member=MEMBER, coupon=COUPON.code),
    RedemptionCommitted(redemption=REDEMPTION, member=MEMBER),
    RedemptionVoided(redemption=REDEMPTION, member=MEMBER, reason="paper_out"),
    ReceiptClaimed(member=MEMBER, code="RGR-7QK2M9X4TA3B8C1D"),
    FeedbackGiven(member=MEMBER, score=9, topics=("taste",)),
    ReferralShared(member=MEMBER, how="printed"),
    ConsentChanged(member=MEMBER, marketing=True),
    ProfileChanged(member=MEMBER, birthday="08-15", language="en", listed=False),
    CardLost(member=MEMBER, last4="E580"),
    DeviceChanged(device="printer", state="paper_out"),
    StaffCalled(language="en"),
)

ACK = Ack(
    upto=41,
    rejected=(Rejected(id="019aab00-0000-7000-8000-000000000009", seq=40, code="unknown_member"),),
    at="2026-11-22T04:00:01+00:00",
)
PRESENCE = Presence(state="online", session="s-1", boot="b-1", since="2026-11-22T10:00:00+00:00", version="0.1.0")
BIRTH = Birth(kiosk="kiosk-1", version="0.1.0", boot="b-1", devices={"printer": "ok"}, next_seq=42, oldest_seq=42)
HEALTH = Health(at="2026-11-22T10:41:00+00:00", uptime_s=2460, queue=0, dead=0, devices={"printer": "ok"})

DESIRED_OFFERS = DesiredOffers(
    rev=3,
    hash="sha256:0b0a",
    body=Offers(
        offers=(
            OfferView(
                offer="weekend-desserts",
                kind="points",
                title=Words(zh="周末甜品双倍积分", en="Double points on desserts"),
                detail=Words(zh="每周六、周日", en="Saturdays and Sundays"),
                ends="2026-12-31",
            ),
        )
    ),
)
DESIRED_PROGRAMME = DesiredProgramme(
    rev=3,
    hash="sha256:0b0a",
    body=ProgrammeRules(
        check_in=CheckInRule(points=5, bonus_every=7, bonus_points=20),
        holidays=(
            HolidayView(
                holiday="mid-autumn",
                greeting=Words(zh="中秋快乐", en="Happy Mid-Autumn"),
                on="2027-09-15",
                begins="2027-09-14",
                ends="2027-09-16",
            ),
        ),
    ),
)
REPORTED_OFFERS = Reported(rev=3, state="applied")


def envelope(event: EventData, seq: int) -> Envelope:
    """The event as it travels."""
    assert EVENTS[event.type] is type(event)
    return Envelope(
        id=f"019aab00-0000-7000-8000-{seq:012d}",
        source="kiosk/kiosk-1",
        type=event.type,
        time="2026-11-22T10:41:07+00:00",
        seq=seq,
        boot="b-1",
        mono_ms=2467000,
        clock="ntp",
        data=Raw(encode(event)),
    )
