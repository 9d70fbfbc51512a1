"""`regulars-server settlement`: what stores owe each other for points given in one and spent in another (F10)."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from loyalty.cash_offset import PointWorth
from loyalty.programme import give_back
from loyalty.settlement import Flow, Settlement, payments, settle
from server.beside import CannotRun, opened, run
from server.house import House
from server.reports.period import Period, asked
from server.store.flows import flows


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be read, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server settlement", description="What do stores owe each other?")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, help="first day, YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, help="last day, included")
    parser.add_argument("--worth", type=_worth, help="POINTS:FEN, like 10:1000 (default: as the programme says)")
    parser.add_argument("--json", action="store_true", help="for programs")
    given = parser.parse_args(arguments)
    return run(lambda: _done(given))


def _done(given: argparse.Namespace) -> int:
    with opened(given.config, datetime.now(UTC)) as house:
        period = asked(given.first, given.last)
        try:
            known, settled = settlement(house, period, given.worth)
        except ValueError as error:
            raise CannotRun(str(error)) from error
    sys.stdout.write(_as_json(known, settled) if given.json else _as_text(known, settled))
    return 0


def settlement(house: House, period: Period, worth: PointWorth | None = None) -> tuple[list[Flow], Settlement]:
    """The flows of these days, and what comes of them.

    Raises ValueError when nothing says what a point is worth.
    """
    value = worth or house.programme.cash or _usual(house)
    if value is None:
        raise ValueError("nothing in the programme says what a point is worth: give --worth POINTS:FEN")
    with house.store.reading():
        known = flows(house.store.database, *period.moments(house.programme.zone))
    return known, settle(known, value)


def _usual(house: House) -> PointWorth | None:
    usual = give_back.usual(house.programme)
    fen = None if usual is None else give_back.worth_fen(house.programme, usual.reward)
    return None if usual is None or not fen else PointWorth(usual.reward.points, fen)


def _worth(text: str) -> PointWorth:
    points, _, fen = text.partition(":")
    return PointWorth(int(points), int(fen))


def _as_json(known: list[Flow], settled: Settlement) -> str:
    said = {
        "flows": [asdict(one) for one in known],
        "dues": [asdict(one) for one in settled.dues],
        "balances_fen": dict(settled.balances),
        "payments": [{"from": a, "to": b, "fen": fen} for a, b, fen in payments(settled.balances)],
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _as_text(known: list[Flow], settled: Settlement) -> str:
    lines = [f"{one.issued_by} gave {one.points} points that were spent at {one.redeemed_at}" for one in known]
    lines += [f"{a} pays {b} ¥{fen / 100:.2f}" for a, b, fen in payments(settled.balances)]
    return "".join(f"{line}\n" for line in lines) or "nothing was spent\n"
