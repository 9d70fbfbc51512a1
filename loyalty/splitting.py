"""One whole among several: shares in whole numbers that add up to it exactly (F10)."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty import checks


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` in shares by weight: everyone their floor, what is over to the largest remainders, ties to the first.

    Weights are whole and not negative; all 0 (or everybody equal): equal shares. The shares sum to `total`.
    """
    checks.whole("total", total, 0, checks.FEN_MAX)
    if not weights:
        raise ValueError("nobody to share with")
    parts = [checks.whole("weight", weight, 0, checks.FEN_MAX) for weight in weights]
    if not any(parts):
        parts = [1] * len(parts)
    whole = sum(parts)
    shares = [total * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(total * parts[place] % whole), place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def take_back(given: Sequence[int], points: int) -> tuple[int, ...]:
    """`points` of a refund among those who shared the bill, by what each still has of it; never more than that.

    Taking back all that is left, in any parts, leaves everybody with 0.
    """
    left = sum(checks.whole("given", share, 0, checks.POINTS_MAX) for share in given)
    checks.whole("points", points, 0, left)
    return largest_remainder(points, given) if points else (0,) * len(given)
