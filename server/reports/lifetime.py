"""`regulars-server lifetime`: who still comes, and what they are worth in the weeks to come (F2).

Members are named by their id and by nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from loyalty.lifetime import FEWEST_REPEATING, Outlook, Prospect, TooFew, outlook
from server.beside import CannotRun, opened, run
from server.store.lifetime import regulars

TOP = 20
WEEKS_MAX = 520


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be read or there is too little to go by, 2 used wrongly."""
    parser = argparse.ArgumentParser(
        prog="regulars-server lifetime", description="Who still comes, and what are they worth?"
    )
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--weeks", type=_weeks, default=39, help="how many weeks ahead (default: 39)")
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, help="last day of orders that count (default: today)"
    )
    parser.add_argument("--json", action="store_true", help="every member, for programs")
    given = parser.parse_args(arguments)
    return run(lambda: _said(given, datetime.now(UTC)))


def _said(given: argparse.Namespace, now: datetime) -> int:
    with opened(given.config, now) as house:
        today = house.programme.local(now).date()
        last = given.last or today
        if last > today:
            # Everybody would look as if they had stayed away until then.
            raise CannotRun(f"{last} is still to come: today is {today}", 2)
        with house.store.reading():
            known = regulars(house.store.database, last)
    seen = outlook(known, given.weeks)
    if isinstance(seen, TooFew):
        raise CannotRun(
            f"too little to go by: up to {last} {seen.repeating} of {len(known)} members with orders came again on "
            f"another day, and the models need {FEWEST_REPEATING}"
        )
    sys.stdout.write(_as_json(seen, last) if given.json else _as_text(seen, last))
    return 0


def _weeks(text: str) -> int:
    weeks = int(text)
    if not 1 <= weeks <= WEEKS_MAX:
        raise argparse.ArgumentTypeError(f"from 1 to {WEEKS_MAX}")
    return weeks


def _as_json(seen: Outlook, last: date) -> str:
    visits, spend = seen.visits, seen.spend
    said = {
        "to": last.isoformat(),
        "weeks": seen.weeks,
        "ordered": len(seen.prospects),
        "ordered_again": seen.repeating,
        "bg_nbd": _rounded(
            r=visits.r, alpha_weeks=visits.alpha, a=visits.a, b=visits.b, log_likelihood=seen.visits_log_likelihood
        ),
        "gamma_gamma": _rounded(p=spend.p, q=spend.q, gamma_yuan=spend.gamma, log_likelihood=seen.spend_log_likelihood),
        "members": [_row(one, last) for one in seen.prospects],
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _rounded(**figures: float) -> dict[str, float]:
    return {name: round(figure, 4) for name, figure in figures.items()}


def _row(one: Prospect, last: date) -> dict[str, Any]:
    return {
        "member": one.member,
        "orders": one.history.repeats + 1,
        "last_order": _last_order(one, last).isoformat(),
        "alive": None if one.alive is None else round(one.alive, 4),
        "expected_orders": round(one.orders, 3),
        "order_fen": one.order_fen,
        "value_fen": one.value_fen,
    }


def _as_text(seen: Outlook, last: date) -> str:
    visits, spend, everybody = seen.visits, seen.spend, seen.prospects
    orders, fen = sum(one.orders for one in everybody), sum(one.value_fen for one in everybody)
    lines = [
        f"up to {last}: {len(everybody)} members with orders, {seen.repeating} of them on more than one day",
        f"BG/NBD       r {visits.r:.3f}  alpha {visits.alpha:.3f} weeks  a {visits.a:.3f}  b {visits.b:.3f}  "
        f"log-likelihood {seen.visits_log_likelihood:.1f}",
        f"Gamma-Gamma  p {spend.p:.2f}  q {spend.q:.2f}  gamma ¥{spend.gamma:.2f}  "
        f"log-likelihood {seen.spend_log_likelihood:.2f}",
        f"expected in {seen.weeks} weeks: {orders:,.0f} orders, ¥{fen / 100:,.2f}",
        "",
        f"{'value':>13} {'orders':>7} {'an order':>11} {'alive':>6}  {'so far':>6}  {'last order':10}  member",
    ]
    for one in everybody[:TOP]:
        alive = "—" if one.alive is None else f"{one.alive:.0%}"
        lines.append(
            f"{_yuan(one.value_fen):>13} {one.orders:>7.2f} {_yuan(one.order_fen):>11} {alive:>6}  "
            f"{one.history.repeats + 1:>6}  {_last_order(one, last)}  {one.member}"
        )
    return "".join(f"{line}\n" for line in lines)


def _last_order(one: Prospect, last: date) -> date:
    return last - timedelta(days=one.history.age_days - one.history.recency_days)


def _yuan(fen: int) -> str:
    return f"¥{fen / 100:,.2f}"
