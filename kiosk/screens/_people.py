"""The people the examples show: an ordinary one, one with nothing, one with too much of everything."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from msgspec import structs

from kiosk.values import Card
from mqtt_bridge.messages import (
    CheckInView,
    CouponKind,
    CouponView,
    ExpiringView,
    FirstOrderView,
    GiftChoice,
    HistoryListed,
    HistoryRow,
    HolidayView,
    LeaderRow,
    LeadersListed,
    MemberView,
    OfferView,
    ProgressView,
    ReceiptQuoted,
    ReferralView,
    RewardView,
    RungView,
    TierRow,
    TiersListed,
    TierView,
    Words,
)


def _words(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


CARD = Card("nfc", "04a1b2c3d4e580")
EVENING = datetime(2026, 11, 22, 18, 42, tzinfo=timezone(timedelta(hours=8)))

MEMBER_TIER = TierView(key="member", name=Words(zh="普通会员", en="Member"), rank=0)
GOLD = TierView(key="gold", name=Words(zh="金卡会员", en="Gold"), rank=2)
PLATINUM = TierView(key="platinum", name=Words(zh="铂金", en="Platinum"), rank=3)

AMOUNT_OFF = CouponView(
    code="RGC-7QK2M9X4TA3B8C1D",
    kind="amount_off",
    title=Words(zh="满100减20", en="¥20 off"),
    detail=Words(zh="全场通用，单笔满 ¥100", en="When you spend ¥100"),
    expires_on="2026-11-25",
    value_fen=2000,
    may_pass=True,
)
# As long as a code for one order is, signed by nobody's key.
SHOWN = (
    "RGS:IB06$7 E5T$KE1H346VE2000K:0YNDS8P0JTM 298TMKEE$B-BJ+JSV$17UFNF1 K"
    "6PLMRFG0-G-XN2GK155D$I+RUABM%VBP7C%:BEC6NY0W0OC47WFP5XBCJUN80W06SN73O2"
)
USED = CouponView(
    code="RGC-3USED0000TEA0001",
    kind="free_item",
    title=Words(zh="桂花乌龙茶", en="Osmanthus oolong"),
    detail=Words(zh="一壶", en="One pot"),
    state="redeemed",
    printed=1,
)
BIRTHDAY = CouponView(
    code="RGC-5BIRTHDAYNOODLES",
    kind="gift",
    title=Words(zh="生日礼遇", en="Birthday feast"),
    detail=Words(zh="免费长寿面两份", en="Free longevity noodles for two"),
    expires_on="2026-11-30",
)
LUNCH = CouponView(
    code="RGC-9LUNCH85PERCENT0",
    kind="percent_off",
    title=Words(zh="午市 85 折", en="15% off lunch"),
    detail=Words(zh="周一至周四午市，全桌适用", en="Mon–Thu lunch, whole table"),
    expires_on="2026-12-31",
    printed=1,
)

LIN = MemberView(
    member="m-lin",
    display_name="林晓雨",
    phone_masked="138 •••• 6688",
    card_last4="8021",
    points=2480,
    tier=GOLD,
    progress=ProgressView(
        next=PLATINUM,
        have=2480_00,
        need=3000_00,
        benefits=Words(
            zh="铂金：1.5 倍积分 · 优先排位 · 生日宴", en="Platinum: 1.5× points, priority table, birthday feast"
        ),
        keep_until="2026-12-31",
        keep_short_fen=180_00,
        keep_short_visits=2,
    ),
    expiring=ExpiringView(points=120, on="2026-11-30"),
    coupons=(AMOUNT_OFF, BIRTHDAY, LUNCH),
    check_in=CheckInView(last_on="2026-11-21", streak=3),
    as_of="2026-11-22T18:41:07+08:00",
    version=41,
)
CELEBRATING = structs.replace(
    LIN, coupons=(AMOUNT_OFF, LUNCH, structs.replace(BIRTHDAY, occasion="birthday", may_pass=False))
)
MOONCAKE = CouponView(
    code="RGC-2MOONCAKE0000001",
    kind="free_item",
    title=_words("中秋月饼一枚", "A mooncake"),
    detail=_words("中秋礼，任意消费可用", "For Mid-Autumn, on any order"),
    expires_on="2026-12-01",
    occasion="holiday",
)
FEASTING = structs.replace(LIN, coupons=(AMOUNT_OFF, LUNCH, MOONCAKE))
ASKED = structs.replace(LIN, expiring=None, ask_profile=True)
GIFTS = (
    GiftChoice(
        choice="birthday",
        kind="percent_off",
        title=_words("生日 8 折", "20% off"),
        detail=_words("最多减 100 元", "Up to ¥100"),
    ),
    GiftChoice(
        choice="birthday-noodles",
        kind="free_item",
        title=_words("长寿面一份", "Longevity noodles"),
        detail=_words("任意消费可用", "On any order"),
    ),
    GiftChoice(
        choice="birthday-tote",
        kind="gift",
        title=_words("熟客帆布袋", "A Regulars tote bag"),
        detail=_words("店内领取", "In the restaurant"),
    ),
)
CHOOSING = structs.replace(
    CELEBRATING,
    coupons=(AMOUNT_OFF, LUNCH, structs.replace(BIRTHDAY, occasion="birthday", may_pass=False, choices=GIFTS)),
)
NEW = MemberView(
    member="m-new",
    phone_masked="139 •••• 0001",
    points=0,
    recommends=Words(zh="招牌果木烤鸭", en="our fruitwood roast duck"),
    first_order=FirstOrderView(min_fen=200_00, points=50),
    tier=MEMBER_TIER,
    progress=ProgressView(next=TierView(key="silver", name=Words(zh="银卡", en="Silver"), rank=1), have=0, need=500_00),
    as_of="2026-11-22T09:05:00+08:00",
    version=1,
)
NEWER = structs.replace(NEW, recommends=None, first_order=FirstOrderView(min_fen=200_00, points=50))
REGULAR = structs.replace(LIN, progress=None, expiring=None)
_KINDS: tuple[CouponKind, ...] = ("amount_off", "free_item", "percent_off", "gift", "amount_off", "free_item")
LONG = MemberView(
    member="m-long",
    display_name="Maximiliana Konstantinopolitanska-Featherstonehaugh",
    phone_masked="186 •••• 9999",
    card_last4="9999",
    language="en",
    points=9_999_999,
    debt=35,
    tier=TierView(key="diamond", name=Words(zh="至尊黑钻会员", en="Black Diamond"), rank=4),
    progress=ProgressView(keep_until="2027-12-31", keep_short_fen=123_456_00, keep_short_visits=48),
    expiring=ExpiringView(points=1_234_567, on="2026-11-23"),
    coupons=tuple(
        CouponView(
            code=f"RGC-LONG0000000000{n:02d}",
            kind=kind,
            title=Words(zh="满一千二百减三百五十元（全场通用）", en="¥350 off every table of four or more"),
            detail=Words(
                zh="周一至周四午市，全桌适用，酒水与时令海鲜除外",
                en="Mon–Thu lunch, whole table, drinks and seasonal seafood excepted",
            ),
            expires_on=f"2026-12-{n + 10:02d}",
            value_fen=350_00,
        )
        for n, kind in enumerate(_KINDS)
    ),
    check_in=CheckInView(last_on="2026-11-22", streak=6),
    as_of="2026-11-22T18:41:07+08:00",
    version=99,
)


LONG_CHOICE = structs.replace(
    BIRTHDAY,
    choices=tuple(
        GiftChoice(choice=key, kind=kind, title=LONG.coupons[0].title, detail=LONG.coupons[0].detail)
        for key, kind in (("a", _KINDS[0]), ("b", _KINDS[3]))
    ),
)


def _reward(
    key: str, kind: CouponKind, title: Words, detail: Words, points: int, stock: int | None = None
) -> RewardView:
    return RewardView(reward=key, kind=kind, title=title, detail=detail, points=points, stock=stock)


REWARDS = (
    _reward(
        "cash-10", "amount_off", _words("¥10 代金券", "¥10 voucher"), _words("下次结账抵用", "Off your next bill"), 10
    ),
    _reward("cash-50", "amount_off", _words("¥50 代金券", "¥50 voucher"), _words("满 ¥200 可用", "From ¥200"), 48),
    _reward("tea", "free_item", _words("桂花乌龙茶", "Osmanthus oolong"), _words("一壶", "One pot"), 8, 12),
    _reward("dessert", "free_item", _words("杨枝甘露", "Mango sago"), _words("一份", "One bowl"), 15, 3),
    _reward("bowl", "gift", _words("青瓷碗", "Celadon bowl"), _words("店内自取", "Collect in store"), 180, 1),
    _reward("feast", "gift", _words("双人火锅宴", "Hot pot for two"), _words("需预约", "Please book"), 5000, 0),
    _reward("lunch", "percent_off", _words("午市 8 折", "20% off lunch"), _words("周一至周四", "Mon–Thu"), 30),
)

_ROWS = (
    ("2026-11-22T18:40:00+08:00", "earn", 12, "消费 ¥612", "Spent ¥612", "¥612 ÷ 50 = 12 点", "¥612 ÷ 50 = 12 points"),
    ("2026-11-20T12:10:00+08:00", "redeem", -10, "兑换 ¥10 代金券", "Redeemed a ¥10 voucher", "", ""),
    (
        "2026-11-15T19:02:00+08:00",
        "expire",
        -35,
        "积分到期",
        "Points lapsed",
        "得于 2025年11月",
        "Earned in November 2025",
    ),
    (
        "2026-11-15T09:00:00+08:00",
        "compensate",
        35,
        "补发积分",
        "Points given back",
        "系统升级致歉",
        "With our apologies",
    ),
    ("2026-11-14T18:21:00+08:00", "earn", 5, "签到", "Check-in", "连续 3 天", "3 days in a row"),
)
HISTORY = HistoryListed(
    rows=tuple(
        HistoryRow(
            at=at,
            kind=kind,
            points=points,
            title=_words(zh, en),
            note=_words(note_zh, note_en) if note_zh else None,
            reason="check_in" if zh == "签到" else "",
        )
        for at, kind, points, zh, en, note_zh, note_en in _ROWS
    ),
    page=0,
    pages=7,
)
_NAMES = ("王*国", "林*雨", "Em* W*", "陈*", "周*敏", "欧阳*华", "李*", "Maximiliana F*", "张*峰", "赵*")
LEADERS = LeadersListed(
    rows=tuple(
        LeaderRow(rank=n + 1, name=name, points=980 - 77 * n, mine=name == "林*雨") for n, name in enumerate(_NAMES)
    )
)
FURTHER_DOWN = LeadersListed(
    rows=tuple(
        LeaderRow(rank=n + 1, name=name.replace("林", "刘"), points=12_980 - 1_077 * n) for n, name in enumerate(_NAMES)
    ),
    mine=LeaderRow(rank=37, name="林*雨", points=120, mine=True),
)
_PRIVILEGES = (
    ("member", "普通会员", "Member", 0, (("消费积分", "Points on every bill"),)),
    ("silver", "银卡会员", "Silver", 500_00, (("1.1 倍积分", "1.1× points"), ("生日券", "Birthday coupon"))),
    ("gold", "金卡会员", "Gold", 2000_00, (("1.2 倍积分", "1.2× points"), ("优先排位", "Priority queue"))),
    ("platinum", "铂金会员", "Platinum", 3000_00, (("1.5 倍积分", "1.5× points"), ("生日宴", "Birthday feast"))),
)
TIERS = TiersListed(
    rows=tuple(
        TierRow(
            tier=TierView(key=key, name=_words(zh, en), rank=rank),
            need_fen=need,
            need_visits=rank * 8,
            privileges=tuple(_words(*pair) for pair in privileges),
        )
        for rank, (key, zh, en, need, privileges) in enumerate(_PRIVILEGES)
    ),
    now_fen=2480_00,
    now_visits=17,
)
FIRST_STEPS = TiersListed(rows=TIERS.rows)
REFERRAL = ReferralView(
    code="RGF-LINXIAOYU2026",
    reward_me=_words("好友首单后您得 15 积分", "15 points after their first order"),
    reward_friend=_words("入会即得 ¥15 券", "A ¥15 coupon for joining"),
    joined=4,
    rewarded=3,
    ladder=(
        RungView(friends=3, reward=_words("30 积分", "30 points"), reached=True),
        RungView(friends=5, reward=_words("杨枝甘露一份", "Mango sago")),
        RungView(friends=10, reward=_words("150 积分", "150 points")),
    ),
)
LOW_REFERRAL = structs.replace(REFERRAL, ladder=(), joined=0, rewarded=0)
OFFERS = (
    OfferView(
        offer="weekend-desserts",
        kind="points",
        title=_words("周末甜品双倍积分", "Double points on desserts"),
        detail=_words("每周六、周日，会员专享", "Saturdays and Sundays, for members"),
    ),
    OfferView(
        offer="crab",
        kind="dish",
        title=_words("清蒸大闸蟹上市：公蟹母蟹任选，配姜醋与黄酒", "Steamed hairy crab with ginger, vinegar"),
        detail=_words(
            "十一月三十日以前，每日限量六十只，售完即止，请向店员预订",
            "Sixty a day until 30 November; ask our staff to keep one",
        ),
        ends="2026-11-30",
    ),
    OfferView(
        offer="friends",
        kind="friends",
        title=_words("带朋友来，双方有礼", "Bring a friend, both get a gift"),
        detail=_words("十二月起", "From December on"),
        begins="2026-12-01",
    ),
)
FEAST = HolidayView(
    holiday="mid-autumn",
    greeting=_words("中秋快乐", "Happy Mid-Autumn"),
    on="2026-11-22",
    begins="2026-11-21",
    ends="2026-11-23",
)
# As long as a greeting may be.
LONG_FEAST = structs.replace(FEAST, greeting=_words("祝您与家人端午安康，岁岁平安", "A merry Dragon Boat Festival"))
QUOTE = ReceiptQuoted(
    code="RGR-7QK2M9X4TA3B8C1D",
    total_fen=612_00,
    points=12,
    why=_words("¥612 ÷ 50 = 12 点；周末双倍未满足：今天周四", "¥612 ÷ 50 = 12 points; no double on a Thursday"),
)
TAKEN = ReceiptQuoted(
    code=QUOTE.code, total_fen=612_00, points=0, why=_words("这张小票已领取过", "Claimed before"), claimed=True
)
ILL_LINES = (
    ("reader", "lost"),
    ("scanner", "ok"),
    ("printer", "cover_open"),
    ("link", "server_down"),
    ("queue", "1284"),
    ("disk", "97 %"),
    ("temperature", "81 °C"),
    ("memory", "212 MB"),
    ("version", "0.1.0"),
)
STAFF_LINES = (
    ("reader", "ok"),
    ("scanner", "ok"),
    ("printer", "low"),
    ("link", "online"),
    ("queue", "0"),
    ("disk", "38 %"),
    ("temperature", "48 °C"),
    ("memory", "212 MB"),
    ("version", "0.1.0"),
)
