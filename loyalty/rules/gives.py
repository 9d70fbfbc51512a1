"""What a rule gives, and its plain form: a table with one key, `{"times": {"basis_points": 20000}}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loyalty import checks, plain
from loyalty.awards import OrderLine


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose money counts: lines of these categories or articles; both empty: all of the order."""

    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return not self.categories and not self.skus

    def holds(self, line: OrderLine) -> bool:
        return self.everything or line.category in self.categories or line.sku in self.skus


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class PerSpend:
    """Every full `every_fen` of what counts is `points`: the base that multipliers multiply."""

    every_fen: int
    points: int
    of: Scope = EVERYTHING

    def __post_init__(self) -> None:
        checks.whole("every_fen", self.every_fen, 1, checks.FEN_MAX)
        checks.whole("points", self.points, 0, 10_000)


@dataclass(frozen=True, slots=True)
class TierTimes:
    """The multiplier of the member's own tier, on the whole base."""


@dataclass(frozen=True, slots=True)
class Times:
    """More of the base, for what counts. 20000 basis points: twice as many."""

    basis_points: int
    of: Scope = EVERYTHING

    def __post_init__(self) -> None:
        checks.whole("basis_points", self.basis_points, 10_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Caps:
    """At most so many points an order, a local day, in the last `period_days`, and up to a balance (None: no cap)."""

    order: int | None = None
    day: int | None = None
    period: int | None = None
    balance: int | None = None
    period_days: int = 30

    def __post_init__(self) -> None:
        for name in ("order", "day", "period", "balance"):
            if (limit := getattr(self, name)) is not None:
                checks.points(name, limit, least=0)
        checks.whole("period_days", self.period_days, 1, 366)


NO_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Cap:
    """Caps on all points by spend together (bonuses are not under them)."""

    caps: Caps


@dataclass(frozen=True, slots=True)
class Bonus:
    """A fixed number of points."""

    points: int

    def __post_init__(self) -> None:
        checks.points("points", self.points, least=0)


Gives = PerSpend | TierTimes | Times | Cap | Bonus

_NAMES: dict[str, type[Gives]] = {
    "per_spend": PerSpend,
    "tier_times": TierTimes,
    "times": Times,
    "cap": Cap,
    "bonus": Bonus,
}


def dump_gives(give: Gives) -> dict[str, Any]:
    name = next(name for name, kind in _NAMES.items() if type(give) is kind)
    return {name: plain.dump(give)}


def load_gives(data: object, path: str = "give") -> Gives:
    """Raises `plain.BadPlain`."""
    name, value = plain.one_key(data, path, list(_NAMES))
    give: Gives = plain.load(_NAMES[name], value, f"{path}.{name}")
    return give
