"""How often members come again, and whether they still do: the BG/NBD model.

P. S. Fader, B. G. S. Hardie, K. L. Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD
Model, Marketing Science 24(2): a member who is alive orders at a rate of their own, spread over members as
Gamma(r, alpha), and stays away for good after each order with a probability of their own, spread as Beta(a, b).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log
from typing import NamedTuple

from loyalty.lifetime.simplex import least
from loyalty.lifetime.special import hypergeometric, log_beta

WEEK_DAYS = 7
# Parameters are looked for as logarithms, and no farther out: beyond, all members are alike, and nothing changes.
FARTHEST = 8.0
# The formula divides by a - 1; so near to it its limit is closer than its value.
NEAR_ONE = 1e-6


class History(NamedTuple):
    """`repeats`: days with an order after the first; `recency_days` from the first to the last, `age_days` to now."""

    repeats: int
    recency_days: int
    age_days: int


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The parameters; `alpha` is in weeks. Each is above 0."""

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, histories: Iterable[History]) -> BgNbd:
        """The parameters under which these histories are likeliest. Raises ValueError for none."""
        known = _Known(histories)
        if not known.days:
            raise ValueError("no histories to fit")

        def cost(logs: Sequence[float]) -> float:
            if max(abs(one) for one in logs) > FARTHEST:
                return inf
            return -cls(*(exp(one) for one in logs))._log_likelihood(known)

        return cls(*(exp(one) for one in least(cost, (0.0, log(5.0), 0.0, 0.0))))

    def log_likelihood(self, histories: Iterable[History]) -> float:
        return self._log_likelihood(_Known(histories))

    def _log_likelihood(self, known: _Known) -> float:
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        alone = r * log(alpha) - lgamma(r) - log_beta(a, b)
        # Days are few, members many: each logarithm once.
        upto = [log(alpha + day / WEEK_DAYS) for day in range(known.days)]
        total = 0.0
        for repeats, alike in known.by_repeats.items():
            shape = r + repeats
            each = alone + lgamma(shape) + log_beta(a, b + repeats)
            total += each * sum(times for _, _, times in alike)
            total -= shape * sum(upto[age] * times for _, age, times in alike)
            if repeats:
                # Alive still, or gone after the last order.
                odds = log(a / (b + repeats - 1))
                total += sum(
                    _log_1p_exp(odds + shape * (upto[age] - upto[recency])) * times for recency, age, times in alike
                )
        return total

    def alive(self, one: History) -> float:
        """The probability that they will order again one day. Of who ordered once the model takes it for certain."""
        return 1.0 if not one.repeats else exp(-_log_1p_exp(self._log_odds_gone(one)))

    def expected(self, one: History, weeks: float) -> float:
        """How many days with an order are expected of them in the next `weeks` (above 0)."""
        a = self.a if abs(self.a - 1) > NEAR_ONE else 1 + NEAR_ONE
        since = self.alpha + one.age_days / WEEK_DAYS
        shape, c = self.r + one.repeats, a + self.b + one.repeats - 1
        z, log_less = weeks / (since + weeks), log(since) - log(since + weeks)
        if c >= shape:
            # Euler's transformation of the published form: a few terms where many orders made that one long.
            sum_, scale = hypergeometric(c - shape, a - 1, c, z)
            never = sum_ * exp(scale + (a - 1) * log_less)
        else:
            # Here the terms of the transformed one would change their sign, and cancel.
            sum_, scale = hypergeometric(shape, self.b + one.repeats, c, z)
            never = sum_ * exp(scale + shape * log_less)
        ever = c / (a - 1) * (1 - never)
        return ever * self.alive(one)

    def _log_odds_gone(self, one: History) -> float:
        waited = log(self.alpha + one.age_days / WEEK_DAYS) - log(self.alpha + one.recency_days / WEEK_DAYS)
        return log(self.a / (self.b + one.repeats - 1)) + (self.r + one.repeats) * waited


class _Known:
    """Histories that are alike counted together, by repeats: what depends on these alone is reckoned once."""

    def __init__(self, histories: Iterable[History]) -> None:
        self.by_repeats: dict[int, list[tuple[int, int, int]]] = {}
        self.days = 0
        for one, times in Counter(histories).items():
            self.by_repeats.setdefault(one.repeats, []).append((one.recency_days, one.age_days, times))
            self.days = max(self.days, one.age_days + 1)


def _log_1p_exp(x: float) -> float:
    """log(1 + exp(x)), also where exp(x) is too large."""
    return x + log(1 + exp(-x)) if x > 0 else log(1 + exp(x))
