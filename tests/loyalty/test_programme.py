"""The configuration: what is built in, and that a wrong one is refused with its path."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.coupons import CouponKind
from loyalty.programme import DEMO, BadProgramme, Reward, dump, load, validate


def plain() -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(dump(DEMO)))
    return copy


def test_the_built_in_programme_is_valid_and_survives_json() -> None:
    assert validate(DEMO) is DEMO
    assert load(plain()) == DEMO


def test_the_built_in_programme_has_the_articles_figures() -> None:
    assert (DEMO.earning.every_fen, DEMO.earning.points) == (5_000, 1)
    assert DEMO.joining.points == 100
    assert DEMO.earning.first_order is not None
    assert (DEMO.earning.first_order.min_fen, DEMO.earning.first_order.points) == (20_000, 50)
    assert (DEMO.check_in.points, DEMO.check_in.bonus_every, DEMO.check_in.bonus_points) == (5, 7, 20)
    assert [tier.key for tier in DEMO.tiers.ladder] == ["bronze", "silver", "gold", "platinum"]
    assert (DEMO.currency, DEMO.time_zone) == ("CNY", "Asia/Shanghai")


def test_the_catalogue_has_rewards_of_every_kind_and_gifts_have_stock() -> None:
    kinds: dict[CouponKind, list[Reward]] = {}
    for reward in DEMO.rewards:
        template = DEMO.template(reward.coupon)
        assert template is not None
        kinds.setdefault(template.kind, []).append(reward)

    assert len(DEMO.rewards) >= 8
    assert set(kinds) == set(CouponKind)
    assert all(reward.stock for reward in kinds[CouponKind.GIFT])


def test_points_and_coupons_of_the_programme_end_at_local_midnight() -> None:
    issued = datetime(2026, 3, 2, 17, tzinfo=UTC)
    template = DEMO.template("join-gift")
    assert template is not None

    assert DEMO.expires_at(issued) == datetime(2027, 3, 3, 16, tzinfo=UTC)
    assert DEMO.coupon_expires_at(template, issued) == datetime(2026, 5, 1, 16, tzinfo=UTC)


def test_a_tier_may_have_an_expiry_of_its_own() -> None:
    data = plain()
    data["tiers"]["ladder"][2]["expiry"] = {"kind": "never"}

    programme = load(data)

    assert programme.expires_at(datetime(2026, 3, 2, tzinfo=UTC), "gold") is None
    assert programme.expires_at(datetime(2026, 3, 2, tzinfo=UTC), "silver") is not None


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        *way, last = path.split("/")
        at: Any = data
        for part in way:
            at = at[int(part)] if part.isdigit() else at[part]
        at[last] = value

    return change


RULE = {"key": "lunch", "title": {"zh": "午市", "en": "lunch"}, "give": {"bonus": {"points": 3}}}
WRONG = [
    (put("earning/poins", 1), "earning.poins", 'did you mean "points"?'),
    (put("joinning", {}), "joinning", 'did you mean "joining"?'),
    (put("earning/every_fen", 0), "earning.every_fen", "must be from 1 to"),
    (put("earning/every_fen", 0.5), "earning.every_fen", "a whole number, not 0.5"),
    (put("earning/points", True), "earning.points", "a whole number, not True"),
    (put("joining/points", "100"), "joining.points", "a whole number, not '100'"),
    (put("joining/points", -1), "joining.points", "must be from 0"),
    (put("joining/recommends", {"zh": "鸭" * 17, "en": "duck"}), "joining.recommends.zh", "at most 16"),
    (put("joining/recommends", {"zh": "鸭", "en": ""}), "joining.recommends.en", "must not be empty"),
    (put("refresh", {"months": -1}), "refresh.months", "must be from 0"),
    (put("refresh", {"later_days": 0}), "refresh.later_days", "must be from 1"),
    (put("joining/coupon", "nothing"), "joining.coupon", "there is no coupon 'nothing'"),
    (put("birthday_choices", ["nothing"]), "birthday_choices[0]", "there is no coupon 'nothing'"),
    (put("birthday_choices", ["birthday"]), "birthday_choices[0]", "'birthday' is there twice"),
    (put("birthday_choices", ["off-10", "off-10"]), "birthday_choices[1]", "'off-10' is there twice"),
    (put("birthday_choices", ["off-10", "off-50", "lunch-15"]), "birthday_choices", "a screen shows 2 at most"),
    (put("referral/ladder", [{"friends": 3}]), "referral.ladder[0]", "a rung gives points or a coupon"),
    (put("referral/ladder", [{"friends": 0, "points": 1}]), "referral.ladder[0].friends", "must be from 1"),
    (put("referral/ladder", [{"friends": 1, "coupon": "nothing"}]), "referral.ladder[0].coupon", "there is no coupon"),
    (
        put("referral/ladder", [{"friends": 3, "points": 1}, {"friends": 3, "points": 2}]),
        "referral.ladder[1].friends",
        "not above the rung below",
    ),
    (put("referral/ladder", [{"friends": n, "points": 1} for n in (1, 2, 3, 4)]), "referral.ladder", "3 rungs at most"),
    (put("birthday_coupon", ""), "birthday_choices", "no birthday_coupon to take"),
    (
        put("rules", [RULE | {"when": {"holidays": ["mid-autum"]}}]),
        "rules[0].when",
        "there is no holiday 'mid-autum'",
    ),
    (put("rules", [RULE | {"when": {"holidays": []}}]), "rules[0].when.holidays", "needs 1 to 200 names"),
    (put("offers/0/when", {"weekdays": [8]}), "offers[0].when.weekdays", "must be from 1 to 7"),
    (put("offers/0/when", {"start": "14:00"}), "offers[0].when", "start and end go together"),
    (put("holidays/0/day", "02-30"), "holidays[0].day", "'02-30' is no day like 10-01"),
    (put("holidays/3/day", "qinming"), "holidays[3].day", "'qinming' is no solar term; there are: dongzhi"),
    (put("holidays/0/greeting", {"zh": "好", "en": ""}), "holidays[0].greeting.en", "must not be empty"),
    (put("holidays/0/greeting", {"zh": "快" * 15, "en": "joy"}), "holidays[0].greeting.zh", "at most 14"),
    (put("holidays/0/after_days", 31), "holidays[0].after_days", "must be from 0 to 30"),
    (put("holidays/0/coupon", "nothing"), "holidays[0].coupon", "there is no coupon 'nothing'"),
    (put("holidays/0/coupon", "birthday-tote"), "holidays[0].coupon", "is a birthday gift"),
    (put("holidays/1/key", "new-year"), "holidays[1].key", "'new-year' is there twice"),
    (put("time_zone", "Asia/Shanghia"), "time_zone", "is no time zone"),
    (put("time_zone", "../etc/passwd"), "time_zone", "is no time zone"),
    (put("currency", "EUR"), "currency", "only CNY"),
    (put("name", "Regulars"), "name", "a table of keys"),
    (put("name/zh", " "), "name.zh", "must not be empty"),
    (put("name/en", "\ud800"), "name.en", "half a character"),
    (put("expiry", {"kind": "rollin"}), "expiry.kind", 'did you mean "rolling"?'),
    (put("expiry", {"kind": "calendar", "months": 5}), "expiry.months", "no whole number of periods"),
    (put("tiers/ladder", []), "tiers.ladder", "at least one tier"),
    (put("tiers/ladder/2/spend_fen", 100), "tiers.ladder[2].spend_fen", "not above the tier below"),
    (put("tiers/ladder/0/visits", 1), "tiers.ladder[0]", "the first tier is everybody's"),
    (put("tiers/ladder/1/basis_points", 9_000), "tiers.ladder[1].basis_points", "must be from 10000"),
    (put("tiers/warn_days", [1, 7, 30]), "tiers.warn_days", "must fall"),
    (put("rewards/1/points", 0), "rewards[1].points", "must be from 1"),
    (put("rewards/1/coupon", "off-11"), "rewards[1].coupon", "there is no coupon"),
    (put("rewards/1/key", "lunch-15"), "rewards[2].key", "is there twice"),
    (put("rewards/1/key", "Lunch 15"), "rewards[1].key", "is not like"),
    (put("rewards/1/title", {"zh": "券"}), "rewards[1].title.en", "is missing"),
    (put("coupons/0/value_fen", 0), "coupons[0].value_fen", "needs an amount"),
    (put("coupons/3/when", {"start": "25:00", "end": "26:00"}), "coupons[3].when.start", "no time like 11:30"),
    (put("coupons/3/when", {"start": "11:00"}), "coupons[3].when", "go together"),
    (put("coupons/3/when", {"weekdays": [0]}), "coupons[3].when.weekdays", "must be from 1 to 7"),
    (put("coupons", {}), "coupons", "must be a list"),
    (put("redemption/hold_s", 5), "redemption.hold_s", "must be from 10"),
    (put("rules", [{}]), "rules[0].key", "is missing"),
    (put("rules", [{**RULE, "key": "A B"}]), "rules[0].key", "is not like"),
    (put("rules", [{**RULE, "titel": 1}]), "rules[0].titel", 'did you mean "title"?'),
    (put("rules", [{**RULE, "title": {"zh": "规", "en": "x" * 101}}]), "rules[0].title.en", "at most 100"),
    (put("rules", [{**RULE, "when": {"tiers": ["gld"]}}]), "rules[0].when", "there is no tier 'gld'"),
    (
        put("rules", [{**RULE, "when": {"not": {"when": {"start": "9:00", "end": "10:00"}}}}]),
        "rules[0].when.start",
        "no time",
    ),
    (put("rules", [{**RULE, "when": {"any": [{"spend_form": 1}]}}]), "rules[0].when.any[0].spend_form", "did you mean"),
    (
        put("rules", [{**RULE, "effective_until": "1970-01-01T00:00:00+00:00"}]),
        "rules[0].effective_until",
        "before it begins",
    ),
    (put("rules", [RULE, RULE]), "rules[1].version", "1 is there"),
    (
        put("rules", [{**RULE, "effective_from": "2026-03-02T00:00:00+08:00"}, {**RULE, "version": 2}]),
        "rules[1].effective_from",
        "begins later",
    ),
    (put("rules", [{**RULE, "version": n + 1} for n in range(65)]), "rules", "at most 64"),
    (put("earning/multipliers/0/key", "base"), "earning.multipliers[0].key", "a rule of its own"),
    (put("earning/period_cap", -1), "earning.period_cap", "must be from 0"),
    (put("earning/period_days", 0), "earning.period_days", "must be from 1"),
    (put("tiers/near_percent", 0), "tiers.near_percent", "must be from 1"),
    (
        put("tiers/ladder/1/privileges", [{"kind": "que", "title": {"zh": "队", "en": "queue"}}]),
        "tiers.ladder[1].privileges[0].kind",
        "is none of",
    ),
    (
        put("tiers/ladder/1/privileges", [{"kind": "queue", "title": {"zh": "", "en": "queue"}}]),
        "tiers.ladder[1].privileges[0].title.zh",
        "empty",
    ),
    (put("coupons/0/per_member", 0), "coupons[0].per_member", "must be from 1"),
    (put("coupons/0/passes", -1), "coupons[0].passes", "must be from 0"),
    (put("coupons/0/group", "A B"), "coupons[0].group", "is not like"),
    (put("rewards/0/cost_fen", -1), "rewards[0].cost_fen", "must be from 0"),
    (put("referral", {"min_order_fen": 0}), "referral.min_order_fen", "must be from 1"),
    (put("referral", {"month_cap": -1}), "referral.month_cap", "must be from 0"),
    (put("sharing", {"least_points": 9, "most_points": 8}), "sharing.most_points", "below the least"),
    (
        put("reminders", {"steps": [{"days": 1, "min_fen": 1}, {"days": 7, "min_fen": 1}]}),
        "reminders.steps",
        "must fall",
    ),
    (put("reminders", {"worth": {"points": 0, "fen": 1}}), "reminders.worth", "points must be from 1"),
    (put("compensation", {"coupon": "nothing"}), "compensation.coupon", "there is no coupon"),
    (put("compensation", {"basis_points": 10_001}), "compensation.basis_points", "must be from 0"),
]


@pytest.mark.parametrize(("change", "path", "reason"), WRONG, ids=[f"{path}: {why}" for _, path, why in WRONG])
def test_a_wrong_programme_is_refused_with_the_path_and_the_reason(
    change: Callable[[dict[str, Any]], None], path: str, reason: str
) -> None:
    data = plain()
    change(data)

    with pytest.raises(BadProgramme) as bad:
        load(data)

    assert bad.value.path == path
    assert reason in bad.value.reason


def test_points_of_an_order_open_when_its_void_window_has_closed_and_live_from_there() -> None:
    paid = datetime(2026, 3, 31, 15, tzinfo=UTC)
    data = plain()
    data["earning"]["void_window_minutes"] = 7 * 24 * 60
    data["expiry"] = {"kind": "calendar", "months": 1}

    opens_at, lapses_at = load(data).order_times(paid)

    assert DEMO.order_times(paid) == (None, DEMO.expires_at(paid))
    assert opens_at == datetime(2026, 4, 7, 15, tzinfo=UTC)
    assert lapses_at == datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_a_moment_may_be_written_as_toml_has_it() -> None:
    data = tomllib.loads("from = 2026-04-01T00:00:00+08:00")
    rule = {**RULE, "effective_from": data["from"]}

    assert load({**plain(), "rules": [rule]}).rules[0].effective_from == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_rules_of_a_programme_are_a_part_of_its_file() -> None:
    data = plain()
    data["rules"] = [RULE, {**RULE, "version": 2, "effective_from": "2026-04-01T00:00:00+08:00"}]

    programme = load(data)

    assert [rule.key for rule in programme.rule_set][-2:] == ["lunch", "lunch"]
    assert load(json.loads(json.dumps(dump(programme)))) == programme


@pytest.mark.parametrize("data", [None, [], "programme", 7, {}])
def test_something_else_than_a_programme_is_refused(data: object) -> None:
    with pytest.raises(BadProgramme):
        load(data)
