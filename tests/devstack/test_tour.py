"""The tour as a test: every journey, through the real processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devstack.tour.acts import Journey
from devstack.tour.journeys import JOURNEYS
from devstack.tour.run import tour, walk_all

# Nobody looks at these pictures: they need not be taken when everything stands still.
HASTE_S = 0.3


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.id)
def test_a_journey_passes(journey: Journey, restaurant: dict[str, Any], tmp_path: Path) -> None:
    results = walk_all([journey], restaurant, tmp_path / "tour", HASTE_S)
    assert results["passed"], results["journeys"][0].get("error")
    written = json.loads((tmp_path / "tour" / "tour.json").read_text())
    (walked,) = written["journeys"]
    assert all({"step", "ms", "screen", "picture"} <= step.keys() for step in walked["steps"])
    for step in walked["steps"]:
        assert not step["picture"] or (tmp_path / "tour" / step["picture"]).stat().st_size > 0
    for ticket in walked["tickets"]:
        assert (tmp_path / "tour" / ticket["bytes"]).stat().st_size > 0
        assert (tmp_path / "tour" / ticket["picture"]).stat().st_size > 0


def test_a_journey_nobody_knows_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tour(tmp_path, "no-such-journey") == 2
    assert "there is no journey 'no-such-journey'; there are: tap-check-in-print" in capsys.readouterr().err
