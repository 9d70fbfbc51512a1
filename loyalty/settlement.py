"""What stores owe each other for pooled points: who gave them pays where they are spent (F10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from loyalty import checks
from loyalty.cash_offset import PointWorth


@dataclass(frozen=True, slots=True)
class Flow:
    """`points` given by one store and spent at another (negative: a redemption given back)."""

    issued_by: str
    redeemed_at: str
    points: int

    def __post_init__(self) -> None:
        checks.whole("points", self.points, -checks.POINTS_MAX, checks.POINTS_MAX)


@dataclass(frozen=True, slots=True)
class Due:
    """`debtor` owes `creditor` this, both directions between the two netted."""

    debtor: str
    creditor: str
    points: int
    fen: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """`dues` by pair of stores; `balances` by store (positive: gets money), sorted by name, sum 0."""

    dues: tuple[Due, ...]
    balances: tuple[tuple[str, int], ...]


def settle(flows: Iterable[Flow], worth: PointWorth) -> Settlement:
    """Net what every pair of stores owes. Money is floored once a pair, on the netted points."""
    net: Counter[tuple[str, str]] = Counter()
    stores: set[str] = set()
    for flow in flows:
        stores |= {flow.issued_by, flow.redeemed_at}
        if flow.issued_by != flow.redeemed_at:
            first, second = sorted((flow.issued_by, flow.redeemed_at))
            net[first, second] += flow.points if flow.issued_by == first else -flow.points
    dues = tuple(_due(pair, points, worth) for pair, points in sorted(net.items()) if points)
    balance = dict.fromkeys(sorted(stores), 0)
    for one in dues:
        balance[one.debtor] -= one.fen
        balance[one.creditor] += one.fen
    return Settlement(dues, tuple(balance.items()))


def payments(balances: Iterable[tuple[str, int]]) -> tuple[tuple[str, str, int], ...]:
    """A few transfers (from, to, fen) that clear these balances: always fewer than there are stores."""
    known = tuple(balances)
    owing = sorted((fen, store) for store, fen in known if fen < 0)
    getting = sorted((fen, store) for store, fen in known if fen > 0)
    if sum(fen for fen, _ in owing + getting):
        raise ValueError("these balances do not sum to 0")
    made: list[tuple[str, str, int]] = []
    while owing and getting:
        (debt, debtor), (claim, creditor) = owing.pop(), getting.pop()
        fen = min(-debt, claim)
        made.append((debtor, creditor, fen))
        if debt + fen:
            owing.append((debt + fen, debtor))
        if claim - fen:
            getting.append((claim - fen, creditor))
    return tuple(made)


def _due(pair: tuple[str, str], points: int, worth: PointWorth) -> Due:
    debtor, creditor = pair if points > 0 else (pair[1], pair[0])
    return Due(debtor, creditor, abs(points), abs(points) * worth.fen // worth.points)
