"""Whatever stands in a programme's file: it is a programme that works, or it is refused by path."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loyalty import explain
from loyalty.ledger import Account, Posting, earn
from loyalty.ledger.entries import Origin
from loyalty.nightly import Facts as NightFacts
from loyalty.nightly import plan, wakes_at
from loyalty.programme import DEMO, BadProgramme, dump, load
from loyalty.rules import Facts, evaluate, record, reproduce
from loyalty.tiers import joined

NOW = datetime(2026, 3, 5, 4, tzinfo=UTC)
RULES = [
    {
        "key": "lunch",
        "title": {"zh": "午市", "en": "Lunch"},
        "when": {
            "all": [
                {"any": [{"when": {"weekdays": [4], "start": "11:00", "end": "14:00"}}, {"tiers": ["gold"]}]},
                {"not": {"dates": {"first": "2026-05-01", "last": "2026-05-05"}}},
                {"spend_from": 100},
            ]
        },
        "give": {"times": {"basis_points": 20_000, "of": {"categories": ["main"]}}},
        "caps": {"order": 40, "day": 60},
        "effective_from": "2026-01-01T00:00:00+08:00",
    },
    {"key": "bonus", "title": {"zh": "礼", "en": "Gift"}, "give": {"bonus": {"points": 3}}},
]
BASE: dict[str, Any] = json.loads(json.dumps({**dump(DEMO), "rules": RULES, "compensation": {"coupon": "join-gift"}}))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.integers()
    | st.sampled_from([0, 1, 59, 10_000, 20_000, 10**6, 10**9, 2**31, 10**11, 2**63])
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["\ud800", "2026-02-30", "24:00", "25:00", "gold", "base", "", "\u202e", "' OR 1=1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(at: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = list(at.items()) if isinstance(at, dict) else list(enumerate(at)) if isinstance(at, list) else []
    return [way, *(deeper for key, part in inside for deeper in places(part, (*way, key)))][0 if way else 1 :]


PLACES = places(BASE)


def put(data: Any, way: tuple[Any, ...], value: object) -> None:
    for key in way[:-1]:
        data = data[key]
    data[way[-1]] = value


@given(st.sampled_from(PLACES), ANYTHING)
def test_any_value_anywhere_is_a_programme_that_works_or_is_refused_by_path(
    way: tuple[Any, ...], value: object
) -> None:
    data = copy.deepcopy(BASE)
    put(data, way, value)
    try:
        programme = load(data)
    except BadProgramme as bad:
        assert bad.path
        assert bad.reason
        return

    assert load(dump(programme)) == programme
    tier = programme.tiers.ladder[-1]
    facts = Facts(programme.local(NOW), 61_200, tier=tier.key, tier_name=tier.name, tier_basis_points=tier.basis_points)
    award = evaluate(programme.rule_set, facts)
    assert reproduce(record(programme.rule_set, facts)) == award
    opens_at, lapses_at = programme.order_times(NOW, tier.key)
    origin = Origin("e1", "s", NOW, NOW, explain.trace(award))
    account = Account("a")
    if award.points:
        posting = earn(account, award.points, origin, expires_at=lapses_at, activates_at=opens_at)
        assert isinstance(posting, Posting)
        account = posting.account
    night = NightFacts(joined(programme.tiers, programme.local(NOW).date()), birthday=NOW.date())
    plan(programme, account, night, NOW)
    assert wakes_at(programme, account, night, NOW) > NOW
