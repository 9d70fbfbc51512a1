"""Which benchmarks there are. A name chooses every benchmark with a row in whose name it occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from benchmarks.rows import Row, Say


class UnknownName(Exception):
    """No row is called like this; the message lists the rows there are."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`module` has a function `run(say)` that measures all of `rows` in one go."""

    module: str
    rows: tuple[str, ...]

    def run(self, say: Say) -> list[Row]:
        run: Callable[[Say], list[Row]] = import_module(f"benchmarks.{self.module}").run
        return run(say)


BENCHMARKS = (
    Benchmark("in_process", ("tap_to_greeting_in_process",)),
    Benchmark("million_members", ("known_card_among_million",)),
    Benchmark("night_of_a_million", ("night_of_a_million",)),
    Benchmark("over_broker", ("mqtt_question_answer_raw", "tap_to_confirmed_greeting_over_broker", "member_lookup")),
    Benchmark("durable", ("earn_to_durable_ack", "durable_commit_raw")),
    Benchmark("till", ("till_order",)),
    Benchmark("paper", ("printer_status", "coupon_to_paper")),
    Benchmark("throughput", ("event_of_200_kiosks", "worker_time_of_an_event")),
    Benchmark(
        "first_frame",
        (
            *("tap_to_first_changed_frame", "tap_at_reader_to_first_changed_frame"),
            *("tap_to_whole_greeting", "work_to_first_changed_frame"),
        ),
    ),
    Benchmark("cold_start", ("cold_start_to_first_frame", "cold_start_to_first_tap")),
    Benchmark(
        "building",
        (
            *("visit_pages_built", "all_pages_built", "work_to_build_all_pages", "longest_look_while_building"),
            *("tap_while_building_to_first_frame", "tap_while_building_to_greeting"),
            "work_to_first_frame_in_another_language",
        ),
    ),
    Benchmark("idle", ("idle_cpu", "idle_cpu_still")),
    Benchmark("memory", ("memory_growth_200_visits",)),
    Benchmark("memory_picture", ("picture_memory_1000_visits",)),
)


def choose(names: Sequence[str]) -> list[Benchmark]:
    """The benchmarks these names choose, in their order; all where no name is given. Raises UnknownName."""
    for name in names:
        if not any(name in row for benchmark in BENCHMARKS for row in benchmark.rows):
            known = ", ".join(row for benchmark in BENCHMARKS for row in benchmark.rows)
            raise UnknownName(f"no row is called {name!r}; there are: {known}")
    return [b for b in BENCHMARKS if not names or any(name in row for name in names for row in b.rows)]
