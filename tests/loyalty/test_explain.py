"""Why: the words of every award and every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from loyalty import explain
from loyalty.awards import (
    Excluded,
    FewVisits,
    NoBirthday,
    NoHoliday,
    NotFirstOrder,
    Outranked,
    TooNew,
    Unmet,
    WrongDate,
    WrongTier,
)
from loyalty.cash_offset import NothingOff, PointWorth
from loyalty.check_in import AlreadyCheckedIn, CheckInAward
from loyalty.checks import TRACE_MAX
from loyalty.clearing import NothingToCompensate
from loyalty.coupons import CouponOver, CouponState, InUse, NotReserved, WrongStore
from loyalty.earning import (
    Award,
    BelowMinimum,
    BonusPart,
    CapPart,
    EarningPolicy,
    FirstOrderPart,
    Multiplier,
    NoSuchDish,
    OrderLine,
    SpendPart,
    award,
)
from loyalty.ledger import (
    HoldClosed,
    HoldsStand,
    HoldState,
    NotEnough,
    NothingToDo,
    TooMuch,
    UnknownHold,
    UnknownLot,
)
from loyalty.programme.validate import MULTIPLIERS_MAX
from loyalty.referrals import Rejection
from loyalty.sharing import GiftRefused, NotToPassOn, NotYours, OwnShare, ShareOver, ShareState
from loyalty.slots import Slot, WrongDay, WrongTime
from loyalty.stacking import LimitReached, NotCombined
from loyalty.words import Words, times, yuan

THURSDAY = datetime(2026, 3, 5, 12, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEKEND = Multiplier("weekend", Words("周末双倍", "Weekend double"), 20_000, Slot((6, 7)))
POLICY = EarningPolicy(multipliers=(WEEKEND,))


def test_an_award_explains_itself_in_one_receipt_line() -> None:
    reasons = explain.why(award(POLICY, 61_200, THURSDAY))

    assert explain.line(reasons, "zh") == "¥612 ÷ 50 = 12 点；周末双倍未满足：今天周四"
    assert explain.line(reasons, "en") == "¥612 ÷ 50 = 12 points; Weekend double not met: today is Thursday"


def test_every_part_has_its_words() -> None:
    desserts = Multiplier("d", Words("甜品双倍", "Double desserts"), 20_000, categories=("甜品",))
    lunch = Multiplier("l", Words("夜宵", "Late night"), 15_000, Slot((), "21:00", "23:00"))
    policy = replace(POLICY, multipliers=(desserts, lunch), order_cap=20)
    lines = [OrderLine("cake", "甜品", 1, 30_000)]

    reasons = explain.why(
        award(
            policy,
            80_050,
            THURSDAY,
            lines=lines,
            first_order=True,
            tier=Words("金卡", "Gold"),
            tier_basis_points=12_500,
        )
    )

    assert [(one.points, one.zh) for one in reasons] == [
        (16, "¥800.50 ÷ 50 = 16 点"),
        (4, "金卡 1.25 倍 +4 点"),
        (6, "甜品双倍（¥300 × 2）+6 点"),
        (-6, "每单最多 20 点，-6 点"),
        (50, "首单奖励满¥200 +50 点"),
        (0, "夜宵未满足：现在 12:30，时段 21:00–23:00"),
    ]
    assert all((one.en and one.en.isascii()) or "¥" in one.en or "–" in one.en for one in reasons)


def test_a_missed_first_order_bonus_says_how_much_was_missing() -> None:
    reasons = explain.why(award(EarningPolicy(), 19_999, THURSDAY, first_order=True))

    assert reasons[-1].zh == "首单奖励未满足：需满¥200，还差¥0.01"
    assert reasons[0].en == "¥199.99 ÷ 50 = 3 points"


def test_a_check_in_explains_its_streak() -> None:
    day = date(2026, 3, 5)

    assert explain.line(explain.check_in(CheckInAward(day, 7, 25, 20)), "zh") == "签到 +5 点；连续 7 天奖励 +20 点"
    assert explain.line(explain.check_in(CheckInAward(day, 1, 5, 0)), "en") == "Check-in: +5 points"
    assert explain.check_in(AlreadyCheckedIn(day, 3))[0].zh == "今天已签到，连续 3 天"


REFUSED = [
    (NothingOff(PointWorth(10, 1_000), 9, 5_000), "每 10 点抵¥10；可用 9 点，订单¥50"),
    (NotEnough(10, 7), "还差 3 点（需要 10，可用 7）"),
    (UnknownHold("r1"), "找不到这次兑换"),
    (HoldClosed("r1", HoldState.CAPTURED), "已经兑换"),
    (HoldClosed("r1", HoldState.VOIDED), "兑换已取消"),
    (TooMuch(9, 3), "最多退 3 点，不能退 9 点"),
    (UnknownLot(3), "没有可退的积分"),
    (NothingToDo("lapsed"), "没有可退的积分"),
    (HoldsStand(("r1",)), "还有兑换正在打印，请稍后"),
    (InUse(CouponState.REDEEMED, "o1"), "优惠券已使用"),
    (InUse(CouponState.RESERVED, "o1"), "优惠券正被另一单使用"),
    (CouponOver(CouponState.EXPIRED), "优惠券已过期"),
    (CouponOver(CouponState.VOIDED), "优惠券已作废"),
    (NotReserved(CouponState.ISSUED), "请先核销预留"),
    (WrongStore("s2", ("s1",)), "本店不可用"),
    (WrongDay(7, (1, 2)), "今天周日"),
    (WrongTime("15:00", "11:00", "14:00"), "现在 15:00，时段 11:00–14:00"),
    (BelowMinimum(5_000, 10_000), "需满¥100，还差¥50"),
    (NoSuchDish(("甜品",)), "订单里没有相关菜品"),
    (LimitReached("member", 1), "每人限用 1 次，已用完"),
    (NotCombined(Words("午市 85 折", "15% off lunch")), "不能与午市 85 折同时使用"),
    (NotToPassOn(0), "这张券仅限本人使用"),
    (NotToPassOn(1), "这张券不能再转赠"),
    (ShareOver(ShareState.TAKEN), "已被别人领取"),
    (ShareOver(ShareState.WITHDRAWN), "赠送人已撤回"),
    (ShareOver(ShareState.EXPIRED), "链接已过期"),
    (OwnShare(), "这是您自己分享的券"),
    (NotYours(), "只有赠送人可以撤回"),
    (GiftRefused(1, 500), "每次可赠送 1–500 点"),
    (GiftRefused(1, 0), "今天不能再赠送积分"),
    (NothingToCompensate(), "没有可补偿的积分"),
    (NothingToCompensate(too_late=True), "过期太久，不再补偿"),
    (Rejection.SELF, "不能推荐自己"),
    (Rejection.CYCLE, "对方已直接或间接推荐过您"),
]


def test_no_kind_of_refusal_is_without_words() -> None:
    assert {type(one) for one, _ in REFUSED} == set(get_args(explain.Refused))
    assert all(explain.refusal(reason).zh and explain.refusal(reason).en for reason in Rejection)


UNMET = [
    WrongDay(7, (1, 2)),
    WrongTime("15:00", "11:00", "14:00"),
    WrongDate("2026-05-01", "2026-05-05"),
    NoSuchDish(("甜品",)),
    BelowMinimum(5_000, 10_000),
    WrongStore("s2", ("s1",)),
    WrongTier("gold", ("silver",)),
    NotFirstOrder(),
    TooNew(3, 30),
    FewVisits(1, 3),
    NoBirthday("day"),
    NoHoliday(("qixi",)),
    Excluded(),
]


def test_no_condition_is_without_words() -> None:
    assert {type(one) for one in UNMET} == set(get_args(Unmet))
    said = [explain.condition(one) for one in [*UNMET, NoBirthday("month"), Outranked(Words("双倍", "Double"))]]
    assert len({one.zh for one in said}) == len({one.en for one in said}) == len(said)
    assert explain.condition(TooNew(3, 30)).zh == "需入会满 30 天，还差 27 天"


def test_the_parts_of_further_rules_name_their_rule() -> None:
    title = Words("茶饮", "Tea")
    parts = (
        SpendPart(6_000, 2_000, 2, 6, title),
        BonusPart(title, 5),
        FirstOrderPart(10_000, 20, title),
        *(CapPart(cap, 9, -1) for cap in ("order", "day", "period", "balance")),
        CapPart("day", 9, -1, title),
    )

    reasons = explain.why(Award(sum(part.points for part in parts), parts))

    assert [one.zh for one in reasons] == [
        "茶饮：¥60 ÷ 20 × 2 = 6 点",
        "茶饮 +5 点",
        "茶饮满¥100 +20 点",
        "每单最多 9 点，-1 点",
        "每天最多 9 点，-1 点",
        "每期最多 9 点，-1 点",
        "余额最多 9 点，-1 点",
        "茶饮每天最多 9 点，-1 点",
    ]
    assert [one.en for one in reasons][-2:] == ["At most 9 points in all: -1", "Tea: at most 9 points a day: -1"]


def test_points_that_wait_say_when_they_open() -> None:
    assert explain.opens(12, date(2026, 3, 9)) == Words("12 点将于2026年3月9日到账", "12 points open on 9 Mar 2026")


def test_a_trace_of_very_many_parts_is_cut_short_in_words_and_never_in_points() -> None:
    title = Words("长" * 100, 'x"' * 50)
    parts = tuple(CapPart("day", 9, -1, title) for _ in range(200))

    kept = explain.trace(Award(-200, parts))

    assert len(kept) <= TRACE_MAX
    assert sum(one.points for one in explain.loads(kept)) == -200
    assert len(explain.loads(kept)) == 200


@pytest.mark.parametrize(("refused", "zh"), REFUSED, ids=[type(one).__name__ + zh for one, zh in REFUSED])
def test_every_refusal_has_words(refused: explain.Refused, zh: str) -> None:
    words = explain.refusal(refused)

    assert words.zh == zh
    assert words.en


def test_figures_are_written_as_people_write_them() -> None:
    assert [yuan(fen) for fen in (0, 5_000, 4_999, -100)] == ["¥0", "¥50", "¥49.99", "-¥1"]
    assert [times(points) for points in (10_000, 12_500, 15_000)] == ["1", "1.25", "1.5"]


def test_an_empty_trace_has_no_reasons() -> None:
    assert explain.loads("") == ()
    assert explain.loads(explain.dumps(explain.given(100, Words("入会", "Joining")))) == (
        explain.Why(100, "入会 +100 点", "Joining: +100 points"),
    )


def test_the_trace_of_the_wordiest_programme_fits_its_entry_and_keeps_every_part() -> None:
    title = Words("长" * 200, "x" * 200)
    rules = [Multiplier(f"m{n}", title, 20_000, Slot((6,)) if n % 2 else Slot()) for n in range(MULTIPLIERS_MAX)]
    given = award(EarningPolicy(multipliers=tuple(rules * 4)), 61_200, THURSDAY)

    kept = explain.trace(given)

    assert len(kept) <= TRACE_MAX or len(explain.loads(kept)) == len(given.parts)
    usual = award(EarningPolicy(multipliers=tuple(rules)), 61_200, THURSDAY, first_order=True)
    assert len(explain.trace(usual)) <= TRACE_MAX
    assert sum(one.points for one in explain.loads(kept)) == given.points
