"""`regulars-server grant`: a personal coupon for everybody of a segment (D2), once each."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from loyalty.coupons import Coupon
from mqtt_bridge.codes import CodeKind
from server import auditing
from server.auditing import By
from server.beside import CannotRun, opened, run
from server.house import House
from server.store.segments import Segment, members

AT_ONCE = 500


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be, or not all of it (run it again: nobody gets two), 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server grant", description="A coupon for everybody of a segment.")
    parser.add_argument("template", help="the key of the coupon in the programme")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--event", required=True, help="a name of it, like spring-2027: nobody gets two of one name")
    parser.add_argument("--tier", action="append", default=[], help="only of this tier; may be given several times")
    parser.add_argument("--birthday-month", type=int, choices=range(1, 13), help="only who is born in this month")
    parser.add_argument("--not-here-for", type=int, metavar="DAYS", help="only who has not ordered for so long")
    parser.add_argument("--operator", default=auditing.signed_in(), help=auditing.OPERATOR)
    parser.add_argument("--reason", default="", help="why; kept for ever (default: the name of the event)")
    parser.add_argument("--dry-run", action="store_true", help="only say how many they are")
    given = parser.parse_args(arguments)
    return run(lambda: _done(given, datetime.now(UTC)))


def _done(given: argparse.Namespace, now: datetime) -> int:
    with opened(given.config, now) as house:
        since = None if given.not_here_for is None else now - timedelta(days=given.not_here_for)
        segment = Segment(tuple(given.tier), given.birthday_month, since)
        if given.dry_run:
            with house.store.reading():
                sys.stdout.write(f"{len(members(house.store.database, segment))} members\n")
        else:
            try:
                who = By(given.operator, given.reason or given.event)
                sys.stdout.write(f"{grant(house, given.template, segment, given.event, now, who)} coupons\n")
            except ValueError as error:
                raise CannotRun(str(error)) from error
    return 0


def grant(house: House, key: str, segment: Segment, event: str, now: datetime, who: By | None = None) -> int:
    """Give everybody of the segment this coupon, who has none of this event yet; how many got one.

    `who` decided it: each group of them is a line of the audit.
    Raises ValueError for a coupon that is not in the programme.
    """
    template = house.programme.template(key)
    if template is None:
        raise ValueError(f"there is no coupon {key!r} in the programme")
    with house.store.reading():
        everybody = members(house.store.database, segment)
    given = 0
    for first in range(0, len(everybody), AT_ONCE):
        with house.transaction(now):
            before = given
            for member in everybody[first : first + AT_ONCE]:
                if f"grant:{event}" in house.store.nights.said(member):
                    continue
                house.store.nights.say(member, [f"grant:{event}"], now)
                made = Coupon(house.new_code(CodeKind.COUPON), key, house.programme.coupon_expires_at(template, now))
                house.store.coupons.add(made, member, now, "grant", f"grant:{event}")
                given += 1
            if who is not None and given > before:
                who.note(house, now, "grant", coupon=key, event=event, members=given - before)
    return given
