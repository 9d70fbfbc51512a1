"""Every capability the programme promises is described, and a test names it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROMISED = [
    *(f"A{number}" for number in range(1, 10)),
    *(f"B{number}" for number in range(1, 14)),
    *(f"C{number}" for number in range(1, 7)),
    *(f"D{number}" for number in range(1, 7)),
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "F2",
    "F10",
]


def test_the_table_of_capabilities_has_every_one() -> None:
    table = re.findall(r"^\| ([A-F]\d+) \|", (ROOT / "docs" / "loyalty.md").read_text("utf-8"), re.MULTILINE)

    assert table == PROMISED


def test_each_capability_is_named_by_a_test_that_goes_through_the_server() -> None:
    named = set[str]()
    for path in (ROOT / "tests" / "server").glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE):
            named |= set(re.findall(r"(?<=_)[A-F]\d+(?=_)", name))

    assert sorted(set(PROMISED) - named) == []
