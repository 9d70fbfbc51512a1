"""event_of_200_kiosks: how long one durable event takes the server when 200 kiosks send as fast as it lets them.

Rounds of the real server and of one that only acknowledges alternate, each with a broker of its own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Child, child
from benchmarks.rows import Goal, Row, Say
from devstack.broker import Broker

KIOSKS = 200
EVENTS = 250
ROUNDS = 3
US = 1e6
ECHO = "a worker that only acknowledges"
CONFIG = """
data = "{data}"
[broker]
port = {port}
[till]
port = 0
"""


def run(say: Say) -> list[Row]:
    real: list[Round] = []
    echo: list[Round] = []
    for number in range(ROUNDS):
        say(f"{KIOSKS} kiosks, {EVENTS} events each, round {number + 1} of {ROUNDS}")
        # Turn by turn, and each goes first as often as the other.
        for subject, rounds in ((_server, real), (_echo, echo))[:: 1 - 2 * (number % 2)]:
            with subject() as (port, worker):
                rounds.append(_round(port, worker))
    # The machine has other things to do: the best round of each says what the program costs.
    best, plain = min(one.wall_us for one in real), min(one.wall_us for one in echo)
    busy, plainly_busy = min(one.worker_us for one in real), min(one.worker_us for one in echo)
    return [
        Row("event_of_200_kiosks", "µs", best, max(one.wall_us for one in real), ECHO, plain, Goal("ratio", 1.25)),
        Row("worker_time_of_an_event", "µs", busy, max(one.worker_us for one in real), ECHO, plainly_busy),
    ]


@dataclass(frozen=True, slots=True)
class Round:
    """What one event cost: on the clock, and of a core in the process that took it."""

    wall_us: float
    worker_us: float


@contextmanager
def _broker() -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        broker = Broker(Path(folder))
        broker.start()
        try:
            yield broker
        finally:
            broker.stop()


@contextmanager
def _server() -> Iterator[tuple[int, Child]]:
    with _broker() as broker, tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        config = Path(folder) / "server.toml"
        config.write_text(CONFIG.format(data=Path(folder) / "data", port=broker.port))
        with child("server.app", "--config", str(config)) as server:
            # It says that it is ready before this or after it.
            server.wait_for("the link is up")
            yield broker.port, server


@contextmanager
def _echo() -> Iterator[tuple[int, Child]]:
    with _broker() as broker, child("benchmarks.echo_worker", str(broker.port)) as worker:
        worker.wait_for("ready")
        yield broker.port, worker


def _round(port: int, worker: Child) -> Round:
    with child("benchmarks.many_kiosks", str(port), str(KIOSKS), str(EVENTS)) as kiosks:
        kiosks.wait_for("ready")
        before_s = worker.cpu_s()
        kiosks.say("go")
        _, line = kiosks.wait_for("seconds", timeout_s=180.0)
        worked_s, took_s = worker.cpu_s() - before_s, float(json.loads(line)["seconds"])
        return Round(took_s / (KIOSKS * EVENTS) * US, worked_s / (KIOSKS * EVENTS) * US)
