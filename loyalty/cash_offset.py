"""Points as money on a bill (B7): whole points only, each at its full worth, integers throughout."""

from __future__ import annotations

from dataclasses import dataclass

from loyalty import checks


@dataclass(frozen=True, slots=True)
class PointWorth:
    """`points` are worth `fen`: 10 points for ¥10 is (10, 1000), ¥0.03 a point is (1, 3)."""

    points: int
    fen: int

    def __post_init__(self) -> None:
        checks.points("points", self.points)
        checks.whole("fen", self.fen, 1, checks.FEN_MAX)


@dataclass(frozen=True, slots=True)
class NothingOff:
    """Not one step of `worth` can be taken: too few points, or too small an order."""

    worth: PointWorth
    have: int
    order_fen: int


@dataclass(frozen=True, slots=True)
class Offset:
    """What `points` take off a bill."""

    points: int
    fen: int


def offset(worth: PointWorth, have: int, order_fen: int) -> Offset:
    """The most that `have` points can take off this order, never spending a point on less than it is worth."""
    checks.points("have", have, least=0)
    checks.fen("order_fen", order_fen)
    steps = min(have // worth.points, order_fen // worth.fen)
    return Offset(steps * worth.points, steps * worth.fen)
