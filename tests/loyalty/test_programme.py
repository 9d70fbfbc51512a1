"""The configuration: what is built in, and that a wrong one is refused with its path."""

from __future__ import annotations

import json
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


WRONG = [
    (put("earning/poins", 1), "earning.poins", 'did you mean "points"?'),
    (put("joinning", {}), "joinning", 'did you mean "joining"?'),
    (put("earning/every_fen", 0), "earning.every_fen", "must be from 1 to"),
    (put("earning/every_fen", 0.5), "earning.every_fen", "a whole number, not 0.5"),
    (put("earning/points", True), "earning.points", "a whole number, not True"),
    (put("joining/points", "100"), "joining.points", "a whole number, not '100'"),
    (put("joining/points", -1), "joining.points", "must be from 0"),
    (put("joining/coupon", "nothing"), "joining.coupon", "there is no coupon 'nothing'"),
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


@pytest.mark.parametrize("data", [None, [], "programme", 7, {}])
def test_something_else_than_a_programme_is_refused(data: object) -> None:
    with pytest.raises(BadProgramme):
        load(data)
