"""Every driver is documented, and says honestly how good it is."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from drivers.catalog import BUILT_IN

ROOT = Path(__file__).parents[2]
EVERY = [(kind, name, where) for kind, drivers in BUILT_IN.items() for name, where in drivers.items()]
GRADES = {"bronze": 1, "silver": 2, "gold": 3}


def _table(text: str, first_column: str) -> list[dict[str, str]]:
    """The Markdown table whose first column is called `first_column`, a dict a row."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_column} |"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


QUALITY = (ROOT / "drivers" / "QUALITY.md").read_text(encoding="utf-8")
RULES = {row["rule"]: row["grade"] for row in _table(QUALITY, "rule")}
DRIVERS = {row["driver"]: row for row in _table(QUALITY, "driver")}
GUIDE = _table((ROOT / "docs" / "adding_a_driver.md").read_text(encoding="utf-8"), "kind")


def test_the_quality_page_lists_the_drivers_there_are_and_no_others() -> None:
    assert list(DRIVERS) and set(DRIVERS) == {f"{kind}/{name}" for kind, name, _where in EVERY}


@pytest.mark.parametrize(("kind", "name", "where"), EVERY)
def test_a_driver_answers_every_rule_and_its_grade_follows(kind: str, name: str, where: str) -> None:
    row = DRIVERS[f"{kind}/{name}"]
    assert set(row) == {"driver", "grade", *RULES}
    assert all(row[rule] in ("yes", "no", "n/a") for rule in RULES)

    missed = [GRADES[grade] for rule, grade in RULES.items() if row[rule] == "no"]
    reached = min(missed, default=4) - 1
    assert GRADES.get(row["grade"], 0) == reached


@pytest.mark.parametrize(("kind", "name", "where"), EVERY)
def test_a_driver_is_in_the_guide_with_all_its_settings(kind: str, name: str, where: str) -> None:
    (row,) = (row for row in GUIDE if (row["kind"], row["name in the config"]) == (kind, f"`{name}`"))
    module, _, attribute = where.partition(":")
    driver = getattr(import_module(module), attribute)

    assert row["class"] == f"`{module}.{attribute}`"
    parameters = [] if driver.__init__ is object.__init__ else list(inspect.signature(driver).parameters)
    assert [part.split("`")[1] for part in row["settings"].split(", ") if part] == parameters
    assert driver.__doc__ and driver.__doc__.startswith("Driver: ")
