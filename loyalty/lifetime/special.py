"""Functions of mathematics that the standard library has not, in forms that neither overflow nor cancel."""

from __future__ import annotations

from math import lgamma, log

# A sum is scaled down before it could overflow.
LARGE = 1e200
LOG_LARGE = log(LARGE)
PRECISION = 1e-16


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def hypergeometric(a: float, b: float, c: float, z: float) -> tuple[float, float]:
    """Gauss's 2F1(a, b; c; z) for 0 <= z < 1 as (m, s): it is m * exp(s). By its series, so slow where z is near 1."""
    term = total = 1.0
    scale, n = 0.0, 0
    while abs(term) > PRECISION * abs(total) or n < -c:
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        n += 1
        if abs(total) > LARGE:
            term, total, scale = term / LARGE, total / LARGE, scale + LOG_LARGE
    return total, scale
