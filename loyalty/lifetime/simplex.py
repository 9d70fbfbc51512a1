"""The least value of a function of a few numbers, without its derivatives: the simplex of Nelder and Mead (1965)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

STEP = 0.5
# Both: by how much of themselves the corners' values differ, and how far apart the corners are.
VALUE_APART = 1e-11
CORNERS_APART = 1e-5
ROUNDS_MAX = 2000
STARTS_MAX = 8
Point = tuple[float, ...]
Corner = tuple[float, Point]


def least(cost: Callable[[Sequence[float]], float], start: Sequence[float]) -> Point:
    """Where `cost` is least, looked for from `start`; infinity where it may not be.

    Begun anew where it ended until that brings nothing: a simplex that has gone flat stops where there is no least.
    """
    best = tuple(start)
    value = cost(best)
    for _ in range(STARTS_MAX):
        best, before, value = *_once(cost, best), value
        if before - value < VALUE_APART * (1 + abs(value)):
            break
    return best


def _once(cost: Callable[[Sequence[float]], float], start: Point) -> tuple[Point, float]:
    size = len(start)
    points = [start, *(tuple(v + STEP * (i == axis) for i, v in enumerate(start)) for axis in range(size))]
    corners = [(cost(point), point) for point in points]
    for _ in range(ROUNDS_MAX):
        corners.sort()
        (low, best), (high, worst) = corners[0], corners[-1]
        if (
            high - low <= VALUE_APART * (1 + abs(low))
            and max(abs(a - b) for a, b in zip(best, worst, strict=True)) <= CORNERS_APART
        ):
            break
        centre = tuple(sum(point[i] for _, point in corners[:-1]) / size for i in range(size))

        def away(times: float, centre: Point = centre, worst: Point = worst) -> Corner:
            point = tuple(c + times * (c - w) for c, w in zip(centre, worst, strict=True))
            return cost(point), point

        turned = away(1.0)
        if turned[0] < low:
            corners[-1] = min(turned, away(2.0))
        elif turned[0] < corners[-2][0]:
            corners[-1] = turned
        else:
            drawn_in = away(0.5) if turned[0] < high else away(-0.5)
            if drawn_in[0] < min(turned[0], high):
                corners[-1] = drawn_in
            else:
                nearer = [tuple((b + v) / 2 for b, v in zip(best, point, strict=True)) for _, point in corners[1:]]
                corners[1:] = [(cost(point), point) for point in nearer]
    low, best = min(corners)
    return best, low
