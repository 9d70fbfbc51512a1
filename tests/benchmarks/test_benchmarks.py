"""The benchmarks can be run, what they say is written down, they leave nothing behind. No figure is tested."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.catalog import BENCHMARKS, UnknownName, choose
from benchmarks.processes import ChildFailed, child, until
from benchmarks.rows import Goal, Row, p99, row

ROOT = Path(__file__).resolve().parents[2]
FIELDS = {"name", "unit", "median", "p99", "baseline", "baseline_median", "ratio"}


def test_one_benchmark_alone_writes_its_rows(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "in_process", "--json", str(tmp_path / "rows.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert "tap_to_greeting_in_process" in done.stdout
    [measured] = json.loads((tmp_path / "rows.json").read_text())["rows"]
    assert measured.keys() >= FIELDS
    assert 0 < measured["median"] <= measured["p99"]


def test_an_unknown_name_is_a_slip_of_the_pen():
    done = subprocess.run([sys.executable, "-m", "benchmarks", "teapot"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 2
    assert "till_order" in done.stderr


def test_part_of_a_name_chooses_every_benchmark_that_has_it():
    assert [chosen.module for chosen in choose(["cold_start"])] == ["cold_start"]
    assert [chosen.module for chosen in choose(["tap_to"])] == ["in_process", "over_broker", "first_frame"]
    assert choose([]) == list(BENCHMARKS)
    with pytest.raises(UnknownName):
        choose(["idle", "teapot"])


@pytest.mark.parametrize("benchmark_", BENCHMARKS, ids=lambda b: b.module)
def test_every_benchmark_can_be_loaded(benchmark_):
    assert callable(import_module(f"benchmarks.{benchmark_.module}").run)


def test_every_row_is_explained():
    page = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    for benchmark_ in BENCHMARKS:
        for name in benchmark_.rows:
            assert f"`{name}`" in page, name


def test_a_goal_is_met_by_the_median_or_by_the_ratio():
    slow = row("x", "ms", [8.0, 9.0, 10.0], "plain", [3.0, 3.0], Goal("ratio", 3.0))
    assert (slow.ratio, slow.met) == (3.0, True)
    assert Row("x", "ms", 9.0, 9.0, "plain", 3.0, Goal("median", 8.0)).met is False
    assert Row("x", "ms", 9.0, 9.0, "plain", 3.0).met is None


def test_the_99th_percentile_of_few_samples_is_the_largest():
    assert p99([5.0, 1.0, 3.0]) == 5.0
    assert p99([float(number) for number in range(1000)]) == 990.0


def test_a_child_is_ended_with_its_block_whatever_happens():
    with pytest.raises(ChildFailed, match="no answer"), child("http.server", "0", "--bind", "127.0.0.1") as started:
        until(lambda: False, "no answer", timeout_s=0.05)
    assert started.process.poll() is not None


def test_a_child_that_ends_is_quoted():
    with child("http.server", "no-port") as started, pytest.raises(ChildFailed, match="invalid int value"):
        started.wait_for("ready")
