"""What members spend on an order: the Gamma-Gamma model of monetary value.

P. S. Fader, B. G. S. Hardie (2013), The Gamma-Gamma Model of Monetary Value: an order comes to Gamma(p, v), and v is
spread over members as Gamma(q, gamma). Who orders often is taken to spend neither more nor less for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log
from typing import NamedTuple

from loyalty.lifetime.simplex import least

FEN = 100
FARTHEST = 8.0
# With q at 1 or below the mean over all members would be without end.
LEAST_Q = 1.05


class Spend(NamedTuple):
    """What `orders` (above 0) came to in all, in fen (above 0)."""

    orders: int
    fen: int


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The parameters; `gamma` is in yuan. `p` and `gamma` are above 0, `q` above 1."""

    p: float
    q: float
    gamma: float

    @classmethod
    def fit(cls, spends: Sequence[Spend]) -> GammaGamma:
        """The parameters under which these are likeliest. Raises ValueError for none."""
        if not spends:
            raise ValueError("no orders to fit")
        known = _Known(spends)
        mean = sum(one.fen for one in spends) / sum(one.orders for one in spends) / FEN

        def model(logs: Sequence[float]) -> GammaGamma:
            return cls(exp(logs[0]), LEAST_Q + exp(logs[1]), mean * exp(logs[2]))

        def cost(logs: Sequence[float]) -> float:
            return inf if max(abs(one) for one in logs) > FARTHEST else -known.log_likelihood(model(logs))

        return model(least(cost, (0.0, 0.0, 0.0)))

    def log_likelihood(self, spends: Sequence[Spend]) -> float:
        """Of the means of these, in yuan."""
        return _Known(spends).log_likelihood(self)

    def expected_fen(self, orders: int = 0, fen: int = 0) -> float:
        """What an order of theirs is expected to come to, knowing that `orders` came to `fen` in all."""
        return self.p * (self.gamma * FEN + fen) / (self.p * orders + self.q - 1)


class _Known:
    """What does not change with the parameters is summed up once."""

    def __init__(self, spends: Sequence[Spend]) -> None:
        self._sums: dict[int, list[float]] = {}
        self._log_means = self._weighted = 0.0
        for one in spends:
            whole = one.fen / FEN
            self._sums.setdefault(one.orders, []).append(whole)
            self._log_means += log(whole / one.orders)
            self._weighted += one.orders * log(whole)

    def log_likelihood(self, it: GammaGamma) -> float:
        p, q, gamma = it.p, it.q, it.gamma
        alone = q * log(gamma) - lgamma(q)
        total = p * self._weighted - self._log_means
        for orders, sums in self._sums.items():
            shape = p * orders
            each = alone + lgamma(shape + q) - lgamma(shape)
            total += len(sums) * each - (shape + q) * sum(log(gamma + whole) for whole in sums)
        return total
