"""The built-in programme: the figures the field's own articles give, so that a restaurant can start at once."""

from __future__ import annotations

from loyalty.cash_offset import PointWorth
from loyalty.coupons import CouponKind, CouponTemplate
from loyalty.earning import EarningPolicy, Multiplier
from loyalty.holidays import Holiday
from loyalty.programme.model import Joining, Programme, Reward
from loyalty.programme.offers import Offer, OfferKind
from loyalty.referrals import ReferralPolicy, Rung
from loyalty.slots import Slot
from loyalty.tiers import Privilege, PrivilegeKind, Tier, TierPolicy
from loyalty.words import Words

WEEKEND_DESSERTS = Multiplier(
    "weekend-desserts",
    Words("周末甜品双倍", "Double points on weekend desserts"),
    20_000,
    Slot(weekdays=(6, 7)),
    categories=("dessert", "甜品"),
)

LADDER = (
    Tier(
        "bronze",
        Words("铜卡", "Bronze"),
        benefits=Words("生日礼 · 会员价", "Birthday gift · member prices"),
        privileges=(
            Privilege(PrivilegeKind.DISCOUNT, Words("会员价", "Member prices")),
            Privilege(PrivilegeKind.BIRTHDAY, Words("生日 8 折", "20% off for your birthday")),
        ),
    ),
    Tier(
        "silver",
        Words("银卡", "Silver"),
        spend_fen=200_000,
        visits=12,
        basis_points=11_000,
        benefits=Words("积分 1.1 倍 · 排队优先", "1.1x points · priority queue"),
        privileges=(
            Privilege(PrivilegeKind.POINTS, Words("积分 1.1 倍", "1.1x points")),
            Privilege(PrivilegeKind.QUEUE, Words("排队优先", "Priority queue")),
        ),
    ),
    Tier(
        "gold",
        Words("金卡", "Gold"),
        spend_fen=600_000,
        visits=30,
        basis_points=12_000,
        benefits=Words(
            "积分 1.2 倍 · 优先订座 · 生日 8 折", "1.2x points · priority booking · 20% off on your birthday"
        ),
        privileges=(
            Privilege(PrivilegeKind.POINTS, Words("积分 1.2 倍", "1.2x points")),
            Privilege(PrivilegeKind.BOOKING, Words("优先订座", "Priority booking"), Words("提前 7 天", "7 days ahead")),
        ),
    ),
    Tier(
        "platinum",
        Words("铂金卡", "Platinum"),
        spend_fen=1_500_000,
        visits=60,
        basis_points=15_000,
        benefits=Words("积分 1.5 倍 · 包间免服务费 · 专属品鉴会", "1.5x points · private rooms free · tastings"),
        privileges=(
            Privilege(PrivilegeKind.POINTS, Words("积分 1.5 倍", "1.5x points")),
            Privilege(PrivilegeKind.SERVICE, Words("包间免服务费", "Private rooms free of service charge")),
            Privilege(PrivilegeKind.EVENTS, Words("专属品鉴会", "Tastings by invitation")),
        ),
    ),
)


# Of the coupons that take something off the bill one counts on an order; dishes and gifts come on top.
BILL = "bill"


def _off(key: str, value_fen: int, min_order_fen: int, title: Words, detail: Words) -> CouponTemplate:
    return CouponTemplate(
        key,
        CouponKind.AMOUNT_OFF,
        title,
        detail,
        value_fen=value_fen,
        min_order_fen=min_order_fen,
        valid_days=90,
        group=BILL,
    )


def _free(key: str, sku: str, title: Words, per_member: int | None = None) -> CouponTemplate:
    detail = Words("堂食点单时出示", "Show it when you order")
    return CouponTemplate(key, CouponKind.FREE_ITEM, title, detail, skus=(sku,), valid_days=60, per_member=per_member)


def _gift(key: str, title: Words) -> CouponTemplate:
    detail = Words("到前台领取", "Pick it up at the front desk")
    return CouponTemplate(key, CouponKind.GIFT, title, detail, valid_days=30)


_ANY_ORDER = Words("任意消费可用", "On any order")

COUPONS = (
    _off("off-10", 1_000, 0, Words("10 元代金券", "¥10 off"), _ANY_ORDER),
    _off("off-50", 5_000, 0, Words("50 元代金券", "¥50 off"), _ANY_ORDER),
    _off("over-100-off-20", 2_000, 10_000, Words("满 100 减 20", "¥20 off ¥100"), Words("满 100 元可用", "From ¥100")),
    CouponTemplate(
        "lunch-15",
        CouponKind.PERCENT_OFF,
        Words("午市 85 折", "15% off lunch"),
        Words("周一至周五 11:00–14:00，最多减 60 元", "Mon to Fri 11:00–14:00, up to ¥60"),
        value_fen=6_000,
        off_basis_points=1_500,
        when=Slot((1, 2, 3, 4, 5), "11:00", "14:00"),
        valid_days=60,
        group=BILL,
    ),
    CouponTemplate(
        "birthday",
        CouponKind.PERCENT_OFF,
        Words("生日 8 折", "20% off for your birthday"),
        Words("生日当月可用，最多减 100 元", "In your birthday month, up to ¥100"),
        value_fen=10_000,
        off_basis_points=2_000,
        valid_days=31,
        group=BILL,
        passes=0,
    ),
    CouponTemplate(
        "birthday-noodles",
        CouponKind.FREE_ITEM,
        Words("长寿面一份", "Longevity noodles"),
        Words("生日当月，任意消费可用", "In your birthday month, on any order"),
        skus=("long-noodles",),
        valid_days=31,
        passes=0,
    ),
    CouponTemplate(
        "birthday-tote",
        CouponKind.GIFT,
        Words("熟客帆布袋", "A Regulars tote bag"),
        Words("生日当月，店内领取", "In your birthday month, in the restaurant"),
        valid_days=31,
        passes=0,
    ),
    CouponTemplate(
        "spring-cake",
        CouponKind.FREE_ITEM,
        Words("新年年糕一份", "New Year rice cake"),
        Words("春节礼，任意消费可用", "For Spring Festival, on any order"),
        skus=("rice-cake",),
        valid_days=15,
        passes=0,
    ),
    CouponTemplate(
        "moon-cake",
        CouponKind.FREE_ITEM,
        Words("中秋月饼一枚", "A mooncake"),
        Words("中秋礼，任意消费可用", "For Mid-Autumn, on any order"),
        skus=("moon-cake",),
        valid_days=10,
        passes=0,
    ),
    _free("join-gift", "plum-juice", Words("入会礼：酸梅汤一杯", "Welcome gift: a plum juice"), per_member=1),
    _free("free-plum-juice", "plum-juice", Words("酸梅汤一杯", "A plum juice")),
    _free("free-mango-pomelo", "mango-pomelo", Words("杨枝甘露一份", "A mango pomelo sago")),
    _free("free-half-duck", "half-duck", Words("招牌烤鸭半只", "Half a roast duck")),
    _gift("gift-chilli", Words("手工辣酱一瓶", "A jar of house chilli sauce")),
    _gift("gift-tote", Words("熟客帆布袋", "A Regulars tote bag")),
    _gift("gift-tea-set", Words("盖碗茶具一套", "A gaiwan tea set")),
)


def _reward(points: int, coupon: str, stock: int | None = None, *, cost_fen: int | None = None) -> Reward:
    template = next(one for one in COUPONS if one.key == coupon)
    return Reward(coupon, points, coupon, template.title, template.detail, stock, cost_fen)


REWARDS = (
    _reward(8, "free-plum-juice", cost_fen=300),
    _reward(10, "off-10"),
    _reward(15, "lunch-15"),
    _reward(18, "over-100-off-20"),
    _reward(25, "free-mango-pomelo", cost_fen=900),
    _reward(50, "off-50"),
    _reward(60, "gift-chilli", 80, cost_fen=2_200),
    _reward(88, "free-half-duck", cost_fen=4_200),
    _reward(120, "gift-tote", 50, cost_fen=3_500),
    _reward(300, "gift-tea-set", 12, cost_fen=12_800),
)

OFFERS = (
    Offer(
        "weekend-desserts",
        OfferKind.POINTS,
        Words("周末甜品双倍积分", "Double points on desserts"),
        Words("每周六、周日，会员专享", "Saturdays and Sundays, for members"),
    ),
    Offer(
        "lunch-15",
        OfferKind.COUPON,
        Words("午市 85 折", "15% off lunch"),
        Words("15 积分即可兑换，周一至周五可用", "For 15 points, Monday to Friday"),
    ),
    Offer(
        "join-gift",
        OfferKind.GIFT,
        Words("入会即送酸梅汤一杯", "A plum juice when you join"),
        Words("再得 100 积分，半分钟就好", "And 100 points; it takes half a minute"),
    ),
)

HOLIDAYS = (
    Holiday("new-year", "01-01", Words("新年快乐", "Happy New Year")),
    # From New Year's Eve to the seventh day.
    Holiday("spring-festival", "L-01-01", Words("春节快乐", "Happy Spring Festival"), 1, 6, "spring-cake"),
    Holiday("lantern", "L-01-15", Words("元宵快乐", "Happy Lantern Festival")),
    Holiday("qingming", "qingming", Words("清明安康", "A peaceful Qingming"), calm=True),
    Holiday("labour", "05-01", Words("劳动节快乐", "Happy Labour Day"), 0, 2),
    Holiday("dragon-boat", "L-05-05", Words("端午安康", "A good Dragon Boat Festival")),
    Holiday("qixi", "L-07-07", Words("七夕快乐", "Happy Qixi")),
    Holiday("mid-autumn", "L-08-15", Words("中秋快乐", "Happy Mid-Autumn"), 1, 1, "moon-cake"),
    Holiday("national", "10-01", Words("国庆快乐", "Happy National Day"), 0, 2),
    Holiday("chongyang", "L-09-09", Words("重阳安康", "A good Chongyang")),
    Holiday("winter-solstice", "dongzhi", Words("冬至快乐", "Happy Winter Solstice")),
)

DEMO = Programme(
    name=Words("熟客会员", "Regulars"),
    tiers=TierPolicy(LADDER),
    joining=Joining(100, "join-gift", Words("招牌烤鸭", "our roast duck"), profile_points=20),
    earning=EarningPolicy(multipliers=(WEEKEND_DESSERTS,)),
    rewards=REWARDS,
    coupons=COUPONS,
    birthday_coupon="birthday",
    birthday_choices=("birthday-noodles", "birthday-tote"),
    holidays=HOLIDAYS,
    referral=ReferralPolicy(ladder=(Rung(3, 30), Rung(5, coupon="free-mango-pomelo"), Rung(10, 150))),
    cash=PointWorth(10, 1_000),
    offers=OFFERS,
)
