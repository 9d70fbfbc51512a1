"""The supervisor with small real processes: it is run in a process of its own, as scripts/demo does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack.logs import LogFile

DEADLINE_S = 10.0
HEAD = """
import sys
from pathlib import Path
from devstack.child import Child
from devstack.supervisor import StartError, Supervisor
here = Path(sys.argv[1])
def child(name, script, ready=lambda: True, **more):
    return Child(name, ("/bin/sh", "-c", script.format(here=here)), ready, **more)
"""
TAIL = """
supervisor = Supervisor(children, here / "logs", here / "pids", lambda words: print(words, flush=True))
with supervisor.signals():
    try:
        supervisor.start()
    except StartError as error:
        sys.exit(str(error))
    print("up", flush=True)
    supervisor.watch()
    supervisor.stop()
"""
SLEEPER = "trap 'echo {name} >> {{here}}/order; exit 0' TERM; echo $$ >> {{here}}/lives; while :; do sleep 0.05; done"
TWO_SLEEPERS = f"""
children = [child("first", {SLEEPER.format(name="first")!r}), child("second", {SLEEPER.format(name="second")!r})]
"""


class Run:
    """A supervisor in its own process."""

    def __init__(self, folder: Path, children: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", HEAD + children + TAIL, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def pid(self, name: str) -> int:
        wait_for(lambda: (self.folder / "pids" / f"{name}.pid").exists())
        return int((self.folder / "pids" / f"{name}.pid").read_text())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def ignored(pid: int) -> list[signal.Signals]:
    """What the process ignores; a shell in the background gave it more than its own."""
    mask = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigIgn:"))
    return [number for number in signal.Signals if int(mask.split()[1], 16) >> (number - 1) & 1]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """A zombie whose new parent has not looked yet is gone too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], Run]]:
    runs: list[Run] = []

    def start(children: str) -> Run:
        runs.append(Run(tmp_path, children))
        return runs[-1]

    yield start
    for each in runs:
        each.end()


def test_a_killed_child_is_started_again_within_a_second_and_said_so(run: Callable[[str], Run]) -> None:
    demo = run(TWO_SLEEPERS)
    assert demo.line() == "up"
    before = demo.pid("first")
    killed = time.monotonic()
    os.kill(before, signal.SIGKILL)
    assert demo.line() == "first was killed (SIGKILL); starting it again in 0.2 s"
    assert demo.line().startswith("first started again (process ")
    assert time.monotonic() - killed < 1.0
    assert demo.pid("first") != before


def test_a_child_that_keeps_dying_is_started_again_ever_more_slowly(run: Callable[[str], Run]) -> None:
    demo = run('children = [child("weak", "sleep 0.05; exit 3")]')
    assert demo.line() == "up"
    waits = [line.rpartition(" in ")[2] for line in (demo.line() for _ in range(6)) if "ended (exit code 3)" in line]
    assert waits == ["0.2 s", "0.4 s", "0.8 s"]


def test_a_signal_stops_the_last_child_first_and_leaves_no_process(run: Callable[[str], Run]) -> None:
    demo = run(TWO_SLEEPERS)
    assert demo.line() == "up"
    pids = [demo.pid("first"), demo.pid("second")]
    lives = demo.folder / "lives"
    wait_for(lambda: lives.exists() and len(lives.read_text().split()) == 2)
    demo.process.send_signal(signal.SIGTERM)
    demo.process.communicate(timeout=DEADLINE_S)
    assert demo.process.returncode == 0
    assert (demo.folder / "order").read_text().split() == ["second", "first"]
    assert all(gone(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_killed_in_the_end(run: Callable[[str], Run]) -> None:
    demo = run("children = [child('deaf', \"trap '' TERM; while :; do sleep 0.05; done\", stop_s=0.3)]")
    assert demo.line() == "up"
    pid = demo.pid("deaf")
    # It must have set its trap before the signal comes.
    wait_for(lambda: signal.SIGTERM in ignored(pid))
    demo.process.send_signal(signal.SIGINT)
    out, _ = demo.process.communicate(timeout=DEADLINE_S)
    assert "deaf did not stop in 0 s and was killed" in out
    assert gone(pid)


def test_no_child_outlives_a_supervisor_that_is_killed(run: Callable[[str], Run]) -> None:
    demo = run(TWO_SLEEPERS)
    assert demo.line() == "up"
    pids = [demo.pid("first"), demo.pid("second")]
    demo.process.kill()
    wait_for(lambda: all(gone(pid) for pid in pids))


def test_a_child_that_does_not_come_up_is_one_sentence_with_its_last_words(run: Callable[[str], Run]) -> None:
    good = f'child("good", {SLEEPER.format(name="good")!r})'
    demo = run(f'children = [{good}, child("bad", "echo the oven is cold; exit 1", lambda: False)]')
    _, errors = demo.process.communicate(timeout=DEADLINE_S)
    assert demo.process.returncode == 1
    assert errors == "bad did not start: the oven is cold\n"
    assert (demo.folder / "order").read_text().split() == ["good"]


def test_a_log_never_grows_past_its_limit(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "noisy.log", most_bytes=10_000)
    for number in range(1000):
        log.write(f"line {number:04} and some more words to make it longer\n".encode())
    log.close()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 2 * 10_100
    assert log.last_words() == "line 0999 and some more words to make it longer"
