"""The doctor's word on the paper that is left, by the kiosk's own count."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.health import Vitals, checks
from kiosk.state import State


@pytest.mark.parametrize(("left_m", "level"), [(75, "ok"), (4, "ok"), (3, "warn"), (1, "warn")])
def test_staff_are_told_before_the_paper_ends(left_m: int, level: str, tmp_path: Path) -> None:
    (roll,) = [check for check in checks(State(), vitals(tmp_path, left_m)) if check.code == "printer.roll"]

    assert (roll.level, roll.evidence) == (level, f"about {left_m} m of paper left")
    assert bool(roll.fix) == (level == "warn")


@pytest.mark.parametrize("left_m", [None, 0])
def test_a_count_that_says_nothing_is_not_shown(left_m: int | None, tmp_path: Path) -> None:
    assert "printer.roll" not in [check.code for check in checks(State(), vitals(tmp_path, left_m))]


def vitals(folder: Path, paper_left_m: int | None) -> Vitals:
    return Vitals("1.0", 60, 0, 0, 0, 0, "", folder, None, "ntp", paper_left_m)
