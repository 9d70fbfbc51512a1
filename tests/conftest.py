"""Tests marked `testbed` meet devices that are not there: each module of them runs in a process of its own, under
umockdev-wrapper, and reports here what it found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.rig import pcscd as rig
from drivers.rig.pcscd import Pcscd
from drivers.rig.umockdev import Testbed, preloaded

REPORTS = "REGULARS_TEST_REPORTS"
CHILD_S = 1800.0
SLOW_S = 7200


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long runs are given hours before they count as hung; for the others `timeout` in setup.cfg holds."""
    for item in items:
        if item.get_closest_marker("slow") is not None and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(SLOW_S))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if REPORTS in os.environ:
        with open(os.environ[REPORTS], "a") as file:
            plain = {key: value for key, value in report._to_json().items() if key != "user_properties"}
            file.write(json.dumps(plain) + "\n")


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("testbed") is None or preloaded():
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in _reports(item):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    item.session._setupstate.teardown_exact(nextitem)
    return True


_CHILDREN = pytest.StashKey[dict[Path, tuple[list[pytest.TestReport], str]]]()


def _reports(item: pytest.Item) -> list[pytest.TestReport]:
    """What the child said of this test."""
    if shutil.which("umockdev-wrapper") is None:
        return [_report(item, "skipped", "umockdev-wrapper is not installed (Debian package umockdev)")]
    children = item.session.stash.setdefault(_CHILDREN, {})
    if item.path not in children:
        children[item.path] = _run_child(item)
    reports, said = children[item.path]
    own = [report for report in reports if report.nodeid == item.nodeid]
    return own or [_report(item, "failed", f"the process with the testbed died before this test:\n{said}")]


def _report(item: pytest.Item, outcome: str, why: str) -> pytest.TestReport:
    where = (str(item.path), item.location[1] or 0, f"Skipped: {why}")
    return pytest.TestReport(
        item.nodeid,
        item.location,
        {},
        outcome,
        where if outcome == "skipped" else why,
        "setup",  # type: ignore[arg-type]
    )


def _run_child(item: pytest.Item) -> tuple[list[pytest.TestReport], str]:
    """Run all chosen tests of this test's module in a process that can have a testbed; what it said comes too."""
    chosen = [other.nodeid for other in item.session.items if other.path == item.path]
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        reports.touch()
        command = ["umockdev-wrapper", sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        environment = dict(os.environ, **{REPORTS: str(reports)})
        child = subprocess.run(
            [*command, *chosen],
            env=environment,
            cwd=item.config.rootpath,
            capture_output=True,
            text=True,
            timeout=CHILD_S,
        )
        lines = reports.read_text().splitlines()
    return [pytest.TestReport._from_json(json.loads(line)) for line in lines], (child.stdout + child.stderr)[-3000:]


@pytest.fixture
def bed() -> Iterator[Testbed]:
    with Testbed() as bed:
        yield bed


@pytest.fixture(scope="module")
def daemon() -> Iterator[Pcscd]:
    """One pcscd for the module: libpcsclite learns its socket's name once in a process."""
    if why := rig.why_not():
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="rg-") as folder, Testbed() as bed:
        daemon = Pcscd(Path(folder), bed)
        os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket)
        yield daemon
        daemon.close()


@pytest.fixture
def pcscd(daemon: Pcscd) -> Iterator[Pcscd]:
    """The daemon with one reader plugged in; the readers and cards of a test go with it."""
    daemon.start()
    daemon.plug(1)
    yield daemon
    for reader in (1, 2):
        daemon.field.take(reader)
        daemon.unplug(reader)
    daemon.stop()
