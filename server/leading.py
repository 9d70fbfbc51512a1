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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from loyalty.expiry import start_of_day
from loyalty.leaderboard import Score, masked, whole_board
from server.auditing import By
from server.beside import CannotRun, opened, run
from server.house import House

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
    parser.add_argument("--top", type=int, default=100, help="how many places (default: 100)")
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


def leaders(house: House, first: date, last: date, top: int, names: bool = False) -> list[Row]:
    """The places of these local days, both included. Raises ValueError for days that end before they begin."""
    if last < first or top < 1:
        raise ValueError("the last day is before the first" if last < first else "there is no place below 1")
    zone, store = house.programme.zone, house.store
    # Who shares the last place is told with it.
    earners = store.history.earners(start_of_day(first, zone), start_of_day(last + timedelta(days=1), zone), top)
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
        first, last = given.first or today.replace(day=1), given.last or today
        try:
            with house.store.reading():
                rows = leaders(house, first, last, given.top, given.names)
        except ValueError as error:
            raise CannotRun(str(error), 2) from error
        if given.names:
            # Before anybody reads them.
            with house.store.transaction():
                what = {"from": first.isoformat(), "to": last.isoformat(), "places": len(rows)}
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
