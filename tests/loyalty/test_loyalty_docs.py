"""What docs/loyalty.md shows is what the code does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from loyalty import nightly, plain, rules
from loyalty.holidays import Holiday
from loyalty.programme import DEMO, lint
from loyalty.rules.gives import load_gives
from loyalty.rules.tree import LEAVES, TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "loyalty.md").read_text("utf-8")
CODE = Path(__file__).parents[2] / "loyalty"


def test_the_rule_and_the_holiday_that_are_shown_are_a_rule_and_a_holiday() -> None:
    rule_shown, holiday_shown = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    rule = rules.load_rule(json.loads(rule_shown))

    assert (rule.key, rule.version, rule.caps.balance) == ("members-lunch", 2, 5_000)
    assert plain.load(Holiday, json.loads(holiday_shown)) in DEMO.holidays


def test_every_condition_and_gift_is_named() -> None:
    assert all(f"`{name}`" in PAGE for name in (*LEAVES, *TABLES, "all", "any", "not"))
    for name in ("per_spend", "tier_times", "times", "bonus", "cap"):
        assert f"`{name}`" in PAGE
    assert load_gives({"tier_times": {}}) == rules.TierTimes()


def test_the_findings_that_are_shown_are_those_of_the_built_in_programme() -> None:
    shown = " ".join(PAGE.split())

    for finding in lint(DEMO, datetime(2026, 3, 5, tzinfo=UTC)):
        assert f"{finding.level} {finding.path} {finding.words.en}" in shown


def test_the_order_of_the_night_is_that_of_the_page() -> None:
    assert " → ".join(name for name, _ in nightly.STEPS) in PAGE


def test_every_file_of_the_rules_is_on_the_page() -> None:
    unsaid = {"__init__.py", "checks.py", "plain.py", "slots.py", "words.py"}
    for path in CODE.iterdir():
        if path.suffix == ".py" and path.name not in unsaid:
            assert f"`{path.name}`" in PAGE
        if (path / "__init__.py").exists():
            assert f"`{path.name}/`" in PAGE
