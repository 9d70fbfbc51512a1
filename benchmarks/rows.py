"""One row of the table: what was measured, and the plain thing it is compared with."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

# Says what is going on; a benchmark calls it as often as it likes.
Say = Callable[[str], None]
MS = 1000.0


@dataclass(frozen=True, slots=True)
class Goal:
    """The figure that must not be passed: the median itself, or its ratio to the baseline."""

    of: Literal["median", "ratio"]
    limit: float

    def __str__(self) -> str:
        return f"{'ratio ' if self.of == 'ratio' else ''}≤ {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """`median` and `p99` are in `unit`; `baseline` says what `baseline_median` is of; lower is better."""

    name: str
    unit: str
    median: float
    p99: float
    baseline: str
    baseline_median: float
    goal: Goal | None = None

    @property
    def ratio(self) -> float:
        return self.median / self.baseline_median if self.baseline_median else 0.0

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None: there is none."""
        if self.goal is None:
            return None
        return (self.median if self.goal.of == "median" else self.ratio) <= self.goal.limit

    def plain(self) -> dict[str, object]:
        """As it stands in the JSON file."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": round(self.median, 4),
            "p99": round(self.p99, 4),
            "baseline": self.baseline,
            "baseline_median": round(self.baseline_median, 4),
            "ratio": round(self.ratio, 3),
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
        }


def row(
    name: str, unit: str, samples: Sequence[float], baseline: str, plain: Sequence[float], goal: Goal | None = None
) -> Row:
    """The row of these samples, both in `unit`. Raises StatisticsError where there is none."""
    return Row(name, unit, statistics.median(samples), p99(samples), baseline, statistics.median(plain), goal)


def p99(samples: Sequence[float]) -> float:
    """The 99th percentile; with fewer than 100 samples the largest."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
