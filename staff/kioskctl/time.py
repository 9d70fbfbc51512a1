"""`kioskctl time`: what time the kiosk goes by, and how far the clock on the wall is from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, ask, json_option, span, suggest

# A wall that is off by more misleads whoever reads logs beside receipts.
FAR_S = 60
SOURCES = {
    "ntp": "told by the centre or the network",
    "rtc": "told by the clock on the board; the centre has not spoken since the start",
    "unsynced": "nobody has told it; it counts on from what it last knew",
}


@click.group()
def time() -> None:
    """The kiosk's time."""


@time.command()
@json_option
@click.pass_obj
def status(place: Place, as_json: bool) -> None:
    """What time the kiosk goes by, who told it, and how far the system's clock is off. Exit code 1 when it is wrong."""
    found = ask(place, "time", timeout_s=2.0)
    if as_json:
        as_lines(found)
    else:
        for line in said(found):
            click.echo(line)
    wrong = found["clock"] == "unsynced" or abs(found["wall_off_s"]) > FAR_S
    if wrong:
        suggest("timedatectl status")
    raise click.exceptions.Exit(PROBLEM if wrong else FINE)


def said(found: dict[str, Any]) -> list[str]:
    """The three lines of it."""
    off_s = found["wall_off_s"]
    apart = "agrees" if abs(off_s) < 1 else f"is {span(int(abs(off_s)))} {'ahead' if off_s > 0 else 'behind'}"
    return [
        f"  {datetime.fromisoformat(found['now']):%Y-%m-%d %H:%M:%S}  {found['zone']}",
        f"  {found['clock']}: {SOURCES[found['clock']]}",
        f"  the system's clock {apart}",
    ]
