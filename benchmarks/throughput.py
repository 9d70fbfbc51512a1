"""event_of_200_kiosks: how long one durable event takes the server when 200 kiosks send as fast as it lets them.

Rounds of the real server and of one that only acknowledges alternate, each with a broker of its own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import child
from benchmarks.rows import Goal, Row, Say, row
from devstack.broker import Broker

KIOSKS = 200
EVENTS = 250
ROUNDS = 3
US = 1e6
CONFIG = """
data = "{data}"
[broker]
port = {port}
[till]
port = 0
"""


def run(say: Say) -> list[Row]:
    real: list[float] = []
    echo: list[float] = []
    for number in range(ROUNDS):
        say(f"{KIOSKS} kiosks, {EVENTS} events each, round {number + 1} of {ROUNDS}")
        with _server() as port:
            real.append(_an_event_us(port))
        with _echo() as port:
            echo.append(_an_event_us(port))
    best = [min(real)], [min(echo)]
    goal = Goal("ratio", 1.25)
    baseline = "a worker that only acknowledges"
    # The machine has other things to do: the best round of each says what the program costs.
    return [row("event_of_200_kiosks", "µs", best[0], baseline, best[1], goal)]


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
def _server() -> Iterator[int]:
    with _broker() as broker, tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        config = Path(folder) / "server.toml"
        config.write_text(CONFIG.format(data=Path(folder) / "data", port=broker.port))
        with child("server.app", "--config", str(config)) as server:
            server.wait_for("ready ")
            server.wait_for("the link is up")
            yield broker.port


@contextmanager
def _echo() -> Iterator[int]:
    with _broker() as broker, child("benchmarks.echo_worker", str(broker.port)) as worker:
        worker.wait_for("ready")
        yield broker.port


def _an_event_us(port: int) -> float:
    with child("benchmarks.many_kiosks", str(port), str(KIOSKS), str(EVENTS)) as kiosks:
        kiosks.wait_for("ready")
        kiosks.say("go")
        _, line = kiosks.wait_for("seconds", timeout_s=180.0)
        return float(json.loads(line)["seconds"]) / (KIOSKS * EVENTS) * US
