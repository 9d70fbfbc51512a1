"""Rules as they are stored: awards that stay the same for ever, and files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loyalty import explain, plain, rules

GOLDEN = Path(__file__).parent / "golden"
RULE = {"key": "b", "title": {"zh": "b规则", "en": "Rule b"}, "give": {"bonus": {"points": 5}}}


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("award_*.json")))
def test_a_stored_award_is_the_same_for_ever(name: str) -> None:
    kept = json.loads((GOLDEN / name).read_text("utf-8"))

    award = rules.reproduce(json.dumps(kept["record"]))

    assert award.points == kept["points"]
    assert [[one.points, one.zh, one.en] for one in explain.why(award)] == kept["why"]


@pytest.mark.parametrize(
    "kept", ["[]", "{}", '{"engine":2,"rules":[],"facts":{}}', '{"engine":1,"rules":[{}],"facts":{}}']
)
def test_what_is_no_record_is_refused(kept: str) -> None:
    with pytest.raises(ValueError):
        rules.reproduce(kept)


def wrong(**changes: object) -> dict[str, Any]:
    return {**RULE, **changes}


DEEP: dict[str, Any] = {"first_order": True}
for _ in range(20):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (wrong(when={"spend_form": 5}), "when.spend_form", 'did you mean "spend_from"?'),
        (wrong(when={"spend_from": -5}), "when.spend_from", "must be from 0"),
        (wrong(when={"spend_from": 0.1}), "when.spend_from", "whole number"),
        (wrong(when={"spend_from": 2**63}), "when.spend_from", "must be from 0 to"),
        (wrong(when={}), "when", "exactly one key"),
        (wrong(when={"all": [], "any": []}), "when", "exactly one key"),
        (wrong(when=[]), "when", "exactly one key"),
        (wrong(when={"any": []}), "when.any", "at least one"),
        (wrong(when={"all": {"tiers": ["gold"]}}), "when.all", "a list of conditions"),
        (wrong(when={"all": [{"not": {"tiers": []}}]}), "when.all[0].not.tiers", "1 to 200 names"),
        (wrong(when={"dates": {"first": "2026-02-30", "last": "2026-03-01"}}), "when.dates", ""),
        (wrong(when={"dates": {"first": "2026-03-02", "last": "2026-03-01"}}), "when.dates", "is before"),
        (wrong(when={"birthday": "week"}), "when.birthday", "none of"),
        (wrong(when={"when": {"weekday": [1]}}), "when.when.weekday", 'did you mean "weekdays"?'),
        (wrong(when=DEEP), "when" + ".not" * 8, "at most 8 deep"),
        (wrong(when={"all": [{"first_order": True}] * 64}), "when.all[63]", "64 conditions"),
        (wrong(give={"bonus": {"points": -1}}), "give.bonus", "must be from 0"),
        (wrong(give={"bonu": {"points": 1}}), "give.bonu", 'did you mean "bonus"?'),
        (wrong(give={"times": {"basis_points": 5}}), "give.times", "must be from 10000"),
        (wrong(give={"per_spend": {"every_fen": 0, "points": 1}}), "give.per_spend", "must be from 1"),
        (wrong(give={"cap": {"caps": {"order": -1}}}), "give.cap.caps", "must be from 0"),
        (wrong(effective_from="yesterday"), "effective_from", "must be a moment like"),
        (wrong(effective_from="2026-03-01T00:00:00"), "effective_from", "must be a moment like"),
        (wrong(caps={"day": True}), "caps.day", "whole number"),
        (wrong(priority=10**9), "", "priority must be from"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_path_and_the_reason(data: object, path: str, reason: str) -> None:
    with pytest.raises(plain.BadPlain) as bad:
        rules.load_rule(data)

    assert bad.value.path == path
    assert reason in bad.value.reason
