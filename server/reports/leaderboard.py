"""`regulars-server leaderboard`: who has earned most, for the merchant at any time (B12).

Names are masked as on a kiosk. With `--names` they are whole, for whoever says who they are and why: that is written
down. Who does not want to be on the board stays without a name there, too: their points count, their objection holds.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from loyalty.leaderboard import Score, masked, whole_board
from server.auditing import By
from server.beside import opened, run
from server.house import House
from server.reports.period import Period, asked

HIDDEN = "—"
# A spreadsheet would run what begins so (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is empty for who never said one, and a dash for who does not want to be on the board."""

    rank: int
    member: str
    name: str
    points: int
    hidden: bool


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be read, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server leaderboard", description="Who has earned most?")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day (default: the month's first)")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day, included (default: today)")
    parser.add_argument("--top", type=_places, default=100, help="how many places (default: 100)")
    parser.add_argument("--names", action="store_true", help="whole names; needs --operator and --reason")
    parser.add_argument("--operator", default="", help="who asks for names")
    parser.add_argument("--reason", default="", help="what they are for; kept for ever")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form", help="for programs")
    form.add_argument("--csv", action="store_const", const="csv", dest="form", help="for spreadsheets")
    given = parser.parse_args(arguments)
    if given.names and not (given.operator.strip() and given.reason.strip()):
        parser.error("--names needs --operator and --reason")
    return run(lambda: _said(given, datetime.now(UTC)))


def _places(text: str) -> int:
    places = int(text)
    if places < 1:
        raise argparse.ArgumentTypeError("there is no place below 1")
    return places


def leaders(house: House, period: Period, top: int, names: bool = False) -> list[Row]:
    """The places of these days, `top` of them."""
    store = house.store
    # Who shares the last place is told with it.
    earners = store.history.earners(*period.moments(house.programme.zone), top)
    people = {one.member: store.members.get(one.member) for one in earners}
    board = whole_board([Score(one.member, "", one.points) for one in earners], top)
    rows = []
    for place in board.places:
        person = people[place.member]
        hidden, name = (False, "") if person is None else (person.hidden, person.name)
        shown = HIDDEN if hidden else name if names else masked(name)
        rows.append(Row(place.rank, place.member, shown, place.points, hidden))
    return rows


def _said(given: argparse.Namespace, now: datetime) -> int:
    with opened(given.config, now) as house:
        today = house.programme.local(now).date()
        period = asked(given.first or today.replace(day=1), given.last or today)
        with house.store.reading():
            rows = leaders(house, period, given.top, given.names)
        if given.names:
            # Before anybody reads them.
            with house.store.transaction():
                what = {"from": period.first.isoformat(), "to": period.last.isoformat(), "places": len(rows)}
                By(given.operator, given.reason).note(house, now, "leaderboard names", **what)
    sys.stdout.write(_written(rows, given.form))
    return 0


def _written(rows: list[Row], form: str | None) -> str:
    if form == "json":
        return json.dumps([asdict(row) for row in rows], ensure_ascii=False) + "\n"
    if form == "csv":
        paper = io.StringIO()
        sheet = csv.writer(paper, lineterminator="\n")
        sheet.writerow(("rank", "member", "name", "points"))
        sheet.writerows((row.rank, row.member, _harmless(row.name), row.points) for row in rows)
        return paper.getvalue()
    return "".join(f"{row.rank:>4}  {row.points:>9,}  {row.name or row.member}\n" for row in rows) or "nobody yet\n"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
