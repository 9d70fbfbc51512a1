"""Both models together: what each member is worth in the weeks to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.lifetime.bg_nbd import BgNbd, History
from loyalty.lifetime.gamma_gamma import GammaGamma, Spend

# Seven parameters from fewer members than this would be a guess.
FEWEST_REPEATING = 50


@dataclass(frozen=True, slots=True)
class Regular:
    """A member with an order. `repeat_fen`: what they spent on all days but the first."""

    member: str
    history: History
    repeat_fen: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is expected of one member. `alive` is None for who ordered once: nothing yet says how they stay away.

    `orders`: days with an order in the weeks asked for; `order_fen`: what one comes to; `value_fen`: all of them.
    """

    member: str
    history: History
    alive: float | None
    orders: float
    order_fen: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The models, how likely they make what was seen, and everybody's prospects, the most valuable first."""

    weeks: int
    repeating: int
    visits: BgNbd
    visits_log_likelihood: float
    spend: GammaGamma
    spend_log_likelihood: float
    prospects: tuple[Prospect, ...]


@dataclass(frozen=True, slots=True)
class TooFew:
    """Too few members ordered on more than one day for a model to be fitted."""

    repeating: int


def outlook(regulars: Sequence[Regular], weeks: int) -> Outlook | TooFew:
    """What to expect of these members in the next `weeks` (at least 1)."""
    if weeks < 1:
        raise ValueError("there is nothing to expect of less than a week")
    histories = [one.history for one in regulars]
    spends = [Spend(one.history.repeats, one.repeat_fen) for one in regulars if one.history.repeats]
    if len(spends) < FEWEST_REPEATING:
        return TooFew(len(spends))
    visits, spend = BgNbd.fit(histories), GammaGamma.fit(spends)
    # Members who are alike are reckoned once.
    expected = {history: visits.expected(history, weeks) for history in set(histories)}

    def prospect(one: Regular) -> Prospect:
        orders = expected[one.history]
        order_fen = spend.expected_fen(one.history.repeats, one.repeat_fen)
        alive = visits.alive(one.history) if one.history.repeats else None
        return Prospect(one.member, one.history, alive, orders, round(order_fen), round(orders * order_fen))

    prospects = sorted((prospect(one) for one in regulars), key=lambda one: (-one.value_fen, one.member))
    return Outlook(
        *(weeks, len(spends), visits, visits.log_likelihood(histories)),
        *(spend, spend.log_likelihood(spends), tuple(prospects)),
    )
