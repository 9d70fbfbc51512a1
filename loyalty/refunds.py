"""Refunds by item: what is left is reckoned anew, so that any split ends where one whole refund ends (I6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from loyalty import checks
from loyalty.awards import OrderLine
from loyalty.rules import Facts, RuleVersion, evaluate


def left_of(lines: Iterable[OrderLine], back: Mapping[str, int]) -> tuple[OrderLine, ...]:
    """The lines as if only what has not gone `back` (pieces by sku) had been bought.

    Pieces of a line share its money to the fen: what came back and what is left always add up to it.
    """
    gone, left = Counter(back), []
    for line in lines:
        part = min(line.qty, gone[line.sku])
        gone[line.sku] -= part
        if line.qty > part:
            kept_fen = line.amount_fen - line.amount_fen * part // line.qty
            left.append(replace(line, qty=line.qty - part, amount_fen=kept_fen))
    too_much = {sku: pieces for sku, pieces in gone.items() if pieces > 0}
    if too_much:
        raise ValueError(f"more goes back than was bought: {too_much}")
    return tuple(left)


def facts_left(facts: Facts, back: Mapping[str, int]) -> Facts:
    """The facts of the order as if only what is left had been bought; an order's own discount shrinks with it."""
    left = left_of(facts.lines, back)
    whole, part = (sum(line.amount_fen for line in lines) for lines in (facts.lines, left))
    return replace(facts, lines=left, spend_fen=facts.spend_fen * part // whole if whole else 0)


def owed(versions: Iterable[RuleVersion], facts: Facts, earned: int, back: Mapping[str, int], taken: int) -> int:
    """Points to claw back now that `back` has gone in all: of those `earned`, `taken` were asked back before.

    With the rules and the facts the order was taken with. Never below 0: a refund earns nothing.
    """
    checks.points("earned", earned, least=0)
    checks.points("taken", taken, least=0)
    left = facts_left(facts, back)
    due = evaluate(versions, left).points if left.lines else 0
    return max(0, earned - taken - due)
