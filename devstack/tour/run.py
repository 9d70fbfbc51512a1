"""`scripts/demo --tour`: starts a restaurant, walks the journeys, writes down what it saw."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from devstack.tour.acts import Journey
from devstack.tour.bench_client import BenchClient, BenchSaidNo
from devstack.tour.demo import DemoFailed, running_demo
from devstack.tour.journeys import JOURNEYS
from devstack.tour.walk import LONGEST_REST_S, StepFailed, Walk


def tour(out: Path, only: str | None = None) -> int:
    """Walk every journey, or only one; returns 0 when all passed. Writes `out`/tour.json and the pictures."""
    chosen = [journey for journey in JOURNEYS if only in (None, journey.id)]
    if not chosen:
        _say(f"there is no journey {only!r}; there are: {', '.join(journey.id for journey in JOURNEYS)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="regulars-tour-") as folder:
        try:
            with running_demo(Path(folder)) as ready:
                results = walk_all(chosen, ready, out)
        except DemoFailed as error:
            _say(str(error))
            return 1
    failed = [journey["id"] for journey in results["journeys"] if not journey["passed"]]
    _say(f"{len(chosen) - len(failed)} of {len(chosen)} journeys passed; see {out / 'tour.json'}")
    return 1 if failed else 0


def walk_all(
    journeys: list[Journey], ready: dict[str, Any], out: Path, longest_rest_s: float = LONGEST_REST_S
) -> dict[str, Any]:
    """Walk these journeys in a running restaurant; returns what tour.json says, and writes it.

    `longest_rest_s`: a picture is taken after this at the latest, whether the screen has come to rest or not.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    walked = [_walk(journey, ready, out, longest_rest_s) for journey in journeys]
    results = {"journeys": walked, "passed": all(journey["passed"] for journey in walked)}
    (out / "tour.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    return results


def _walk(journey: Journey, ready: dict[str, Any], out: Path, longest_rest_s: float) -> dict[str, Any]:
    folder = out / journey.id
    folder.mkdir()
    walk = Walk(journey.id, journey.name, BenchClient(ready), Path(ready["data"]), folder, _say, longest_rest_s)
    _say(f"{journey.id}: {journey.name}")
    error = ""
    try:
        walk.go_home()
        walk.pass_over_tickets()
        journey.path(walk)
        walk.go_home()
    except (StepFailed, BenchSaidNo) as failure:
        error = str(failure)
        _say(f"  FAILED: {error}")
    result: dict[str, Any] = {"id": walk.id, "name": walk.name, "passed": not error}
    if error:
        result["error"] = error
    return {**result, "steps": walk.steps, "tickets": walk.tickets}


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
