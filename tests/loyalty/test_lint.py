"""What a merchant is told of a programme before it goes live (F9), and what changes from one to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.clearing import CompensationPolicy
from loyalty.coupons import CouponKind, CouponTemplate
from loyalty.earning import EarningPolicy, FirstOrder, Multiplier
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.holidays import Holiday
from loyalty.programme import DEMO, Finding, Level, Programme, diff, lint, validate
from loyalty.referrals import ReferralPolicy, Rung
from loyalty.rules import (
    AllOf,
    AnyOf,
    Birthday,
    Bonus,
    Caps,
    Categories,
    Condition,
    Dates,
    MemberDaysFrom,
    Not,
    PerSpend,
    RuleVersion,
    Skus,
    SpendFrom,
    Stores,
    Tiers,
    Times,
    VisitsFrom,
    When,
)
from loyalty.rules import FirstOrder as IsFirstOrder
from loyalty.slots import Slot
from loyalty.tiers import Tier, TierPolicy
from loyalty.words import Words

NOW = datetime(2026, 3, 5, 4, tzinfo=UTC)
CASH = tuple(one for one in DEMO.rewards if one.key in ("off-10", "off-50"))
NONE = replace(DEMO, earning=EarningPolicy(), rewards=CASH, tiers=TierPolicy(DEMO.tiers.ladder[:1]))


def found(programme: Programme, path: str = "") -> dict[str, Finding]:
    return {one.code: one for one in lint(validate(programme), NOW) if one.path.startswith(path)}


def rule(key: str, give: Bonus | Times | PerSpend, when: Condition = AllOf(), **more: object) -> RuleVersion:  # noqa: B008
    return RuleVersion(key, Words(f"{key}规则", f"rule {key}"), give, when, **more)  # type: ignore[arg-type]


def test_the_built_in_programme_gives_back_two_percent_at_500_yuan() -> None:
    finding = found(DEMO, "earning")["gives-back"]

    assert finding.words.en.startswith("gives back 2.0 % at ¥500; worst case 20.0 % (Platinum, Double points")
    assert finding.words.zh.startswith("消费¥500返 2.0 %；最多返 20.0 %（铂金卡、周末甜品双倍、")
    assert finding.level is Level.WARNING


def test_weekend_and_birthday_together_give_back_6_4_percent() -> None:
    """The figure every merchant asks for: what if all of it comes together?"""
    stack = (
        rule("weekend", Times(15_000), When(Slot((6, 7)))),
        rule("birthday", Times(27_000), Birthday("day")),
    )

    finding = found(replace(NONE, rules=stack))["gives-back"]

    assert finding.words.en == "gives back 2.0 % at ¥500; worst case 6.4 % (rule birthday, rule weekend, ¥50 off)"
    assert finding.level is Level.INFO


def test_of_a_group_only_one_counts_in_the_worst_case_too() -> None:
    stack = (
        rule("weekend", Times(15_000), When(Slot((6, 7))), group="g"),
        rule("birthday", Times(27_000), Birthday("day"), group="g"),
    )

    assert "worst case 5.4 % (rule birthday" in found(replace(NONE, rules=stack))["gives-back"].words.en


def test_checking_in_without_ever_ordering_is_reckoned_for_a_year() -> None:
    finding = found(DEMO, "check_in")["without-spending"]

    assert finding.words.en == "a check-in every day and no order is 2865 points a year, worth about ¥2865"
    assert finding.level is Level.WARNING


@pytest.mark.parametrize(
    ("when", "dead"),
    [
        (AllOf((When(Slot((6, 7))), When(Slot((1,))))), True),
        (AllOf((Tiers(("gold",)), Tiers(("silver",)))), True),
        (AllOf((SpendFrom(20_000), Not(SpendFrom(10_000)))), True),
        (AllOf((When(Slot((), "11:00", "14:00")), When(Slot((), "17:00", "21:00")))), True),
        (AllOf((Dates("2026-05-01", "2026-05-05"), Not(Dates("2026-04-01", "2026-06-01")))), True),
        (Not(AllOf()), True),
        (Dates("2025-05-01", "2025-05-05"), True),
        (AllOf((Tiers(("gold",)), AnyOf((Stores(("a",)), When(Slot((3,), "22:00", "02:00")))))), False),
        (AllOf((Dates("2026-05-01", "2026-05-05"), When(Slot((5,))))), False),
        (AllOf((Birthday("month"), SpendFrom(30_000), Not(Stores(("a",))))), False),
        (Not(Stores(("a", "b"))), False),
        (Not(SpendFrom(3_000)), False),
        (AllOf((MemberDaysFrom(10), Not(MemberDaysFrom(30)))), False),
        (AllOf((VisitsFrom(3), Not(VisitsFrom(3)))), True),
        (AllOf((Categories(("a",)), Categories(("b",)), Not(Categories(("c",))))), False),
        (AllOf((Categories(("a",)), Skus(("x",)), Not(Skus(("x",))))), True),
        (AllOf((Dates("2026-03-01", "2026-12-31"), Not(Dates("2026-03-01", "2026-04-30")))), False),
        (AllOf((Birthday("month"), Not(Birthday("day")))), False),
    ],
    ids=str,
)
def test_a_rule_whose_conditions_are_never_met_is_dead(when: Condition, dead: bool) -> None:
    programme = replace(DEMO, tiers=DEMO.tiers, rules=(rule("r", Times(20_000), when),))

    assert ("dead-rule" in found(programme, "rules[0]")) is dead


def test_a_rule_whose_dates_lie_after_its_end_is_dead() -> None:
    ended = rule("r", Times(20_000), Dates("2026-06-01", "2026-06-05"), effective_until=NOW + timedelta(days=9))

    assert "dead-rule" in found(replace(DEMO, rules=(ended,)), "rules[0]")


def test_of_very_many_dishes_nothing_is_claimed() -> None:
    many = AllOf((*(Categories((name,)) for name in "abcdefg"), Not(Categories(("h",)))))

    assert "dead-rule" not in found(replace(DEMO, rules=(rule("r", Times(20_000), many),)), "rules[0]")


def test_a_rule_that_another_always_outranks_is_dead() -> None:
    always = rule("a", Times(20_000), group="g", priority=2)
    never = rule("b", Times(30_000), group="g", priority=1)

    finding = found(replace(DEMO, rules=(always, never)), "rules[1]")["dead-rule"]

    assert finding.words.en == "rule b: rule a always counts instead"
    assert "dead-rule" not in found(replace(DEMO, rules=(always, never)), "rules[0]")


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (rule("r", Bonus(5)), "pays-for-splitting"),
        (rule("r", Bonus(0), caps=Caps(day=5)), "gives-nothing"),
        (rule("r", Times(10_000)), "gives-nothing"),
        (rule("r", PerSpend(100, 0)), "gives-nothing"),
        (rule("r", Times(20_000), caps=Caps(order=0)), "gives-nothing"),
        (rule("r", Times(20_000), Not(SpendFrom(10_000))), "pays-for-less"),
        (rule("r", Times(20_000), effective_until=NOW), "over"),
    ],
)
def test_an_odd_rule_is_pointed_out(odd: RuleVersion, code: str) -> None:
    assert code in found(replace(DEMO, rules=(odd,)), "rules[0]")


@pytest.mark.parametrize(
    "fine",
    [
        rule("r", Bonus(5), caps=Caps(day=5)),
        rule("r", Bonus(5), AllOf((IsFirstOrder(), SpendFrom(10_000)))),
        rule("r", Times(20_000), Not(Not(SpendFrom(10_000)))),
        rule("r", PerSpend(2_500, 1), effective_from=NOW + timedelta(days=400)),
    ],
)
def test_a_sound_rule_is_left_in_peace(fine: RuleVersion) -> None:
    assert found(replace(DEMO, rules=(fine,)), "rules[0]") == {}


def changed(**more: object) -> Programme:
    return replace(DEMO, **more)  # type: ignore[arg-type]


def with_coupon(**more: object) -> Programme:
    made = CouponTemplate("odd", CouponKind.AMOUNT_OFF, Words("券", "odd"), Words("券", "odd"), value_fen=500)
    return changed(coupons=(*DEMO.coupons, replace(made, **more)))  # type: ignore[arg-type]


def with_holiday(day: str = "10-01", coupon: str = "", after_days: int = 0) -> Programme:
    return changed(holidays=(Holiday("h", day, Words("好", "Joy"), 0, after_days, coupon),))


TIERS = DEMO.tiers.ladder
CHILLI = next(place for place, one in enumerate(DEMO.rewards) if one.key == "gift-chilli")


@pytest.mark.parametrize(
    ("programme", "path", "code"),
    [
        (changed(earning=EarningPolicy(order_cap=5)), "earning.order_cap", "pays-for-splitting"),
        (changed(earning=EarningPolicy(order_cap=5, day_cap=5)), "earning.order_cap", "dead-rule"),
        (
            changed(earning=EarningPolicy(multipliers=(Multiplier("m", Words("倍", "m"), 10_000),))),
            "earning.multipliers[0]",
            "gives-nothing",
        ),
        (
            changed(tiers=TierPolicy((TIERS[0], Tier("s", Words("银", "s"), visits=400)))),
            "tiers.ladder[1]",
            "unreachable-tier",
        ),
        (
            changed(tiers=TierPolicy((TIERS[0], replace(TIERS[0], key="s", visits=4, privileges=())))),
            "tiers.ladder[1]",
            "empty-tier",
        ),
        (
            changed(tiers=TierPolicy((*TIERS, replace(TIERS[1], key="x", spend_fen=9_000_000, visits=99)))),
            "tiers.ladder[4]",
            "falling-tier",
        ),
        (changed(tiers=TierPolicy(TIERS, grace_days=5)), "tiers.warn_days", "early-warning"),
        (changed(earning=EarningPolicy(balance_cap=100)), "rewards[8]", "unreachable-reward"),
        (changed(rewards=(replace(DEMO.rewards[0], stock=0),)), "rewards[0]", "no-stock"),
        (
            changed(rewards=(*DEMO.rewards[:2], replace(DEMO.rewards[CHILLI], cost_fen=6_001))),
            "rewards[2]",
            "below-cost",
        ),
        (changed(rewards=()), "rewards", "gives-nothing"),
        (changed(referral=ReferralPolicy(ladder=(Rung(1, 9), Rung(2, 8)))), "referral.ladder[1]", "falling-rung"),
        (changed(birthday_choices=("off-10",)), "birthday_choices[0]", "not-only-birthday"),
        (with_holiday(day="2020-05-01"), "holidays[0]", "past-holiday"),
        (with_holiday(coupon="moon-cake", after_days=10), "holidays[0].coupon", "gift-over-early"),
        (with_holiday(coupon="off-10"), "holidays[0].coupon", "not-only-holiday"),
        (with_coupon(), "coupons[16]", "unused-coupon"),
        (with_coupon(min_order_fen=500), "coupons[16]", "free-order"),
        (with_coupon(kind=CouponKind.PERCENT_OFF, value_fen=0, off_basis_points=500), "coupons[16]", "no-limit"),
        (changed(expiry=ExpiryPolicy(ExpiryKind.NEVER)), "expiry", "never-lapses"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_odd_is_found_where_it_is(programme: Programme, path: str, code: str) -> None:
    findings = [one for one in lint(validate(programme), NOW) if one.path == path and one.code == code]

    assert len(findings) == 1
    assert findings[0].words.zh
    assert findings[0].words.en


def test_a_coupon_that_makes_up_for_a_clearing_is_in_use() -> None:
    programme = replace(with_coupon(), compensation=CompensationPolicy(coupon="odd"))

    assert "unused-coupon" not in found(programme, "coupons[16]")


def test_the_built_in_programme_has_no_other_oddities() -> None:
    assert {one.code for one in lint(DEMO, NOW)} == {"gives-back", "without-spending"}


def test_two_programmes_are_told_apart_in_words() -> None:
    new = replace(
        DEMO,
        earning=replace(DEMO.earning, every_fen=4_000, day_cap=50, multipliers=()),
        rewards=(replace(DEMO.rewards[1], points=9), *DEMO.rewards[2:]),
        tiers=replace(DEMO.tiers, ladder=(TIERS[0], replace(TIERS[1], basis_points=12_500), *TIERS[2:])),
        check_in=replace(DEMO.check_in, points=1),
        rules=(rule("lunch", Bonus(3)),),
        revision=2,
    )

    changes = diff(DEMO, new)

    assert [one.words.en for one in changes] == [
        "tiers.ladder[silver] multiplier: 1.1x → 1.25x",
        "revision: 1 → 2",
        "earning every full: ¥50 → ¥40",
        "earning.multipliers[weekend-desserts]: removed Double points on weekend desserts",
        "earning cap a day: none → 50",
        "check_in points: 5 → 1",
        "rewards[free-plum-juice]: removed A plum juice",
        "rewards[off-10] points: 10 → 9",
        "rules[lunch v1]: added rule lunch",
    ]
    assert [one.words.zh for one in changes][2] == "earning 每满：¥50 → ¥40"
    assert diff(DEMO, DEMO) == ()


def test_another_order_is_a_change_too() -> None:
    (change,) = diff(DEMO, replace(DEMO, rewards=DEMO.rewards[::-1]))

    assert change.words == Words("rewards：顺序改变", "rewards: in another order")


def test_what_was_not_there_and_what_is_gone_are_named() -> None:
    without = replace(DEMO, earning=replace(DEMO.earning, first_order=None), referral=None)

    gone = {one.path: one.words.en for one in diff(DEMO, without)}
    came = {one.path: one.words.en for one in diff(without, DEMO)}

    assert gone == {"earning.first_order": "earning.first_order: removed", "referral": "referral: removed"}
    assert came == {"earning.first_order": "earning.first_order: added", "referral": "referral: added"}
    assert FirstOrder() == DEMO.earning.first_order
