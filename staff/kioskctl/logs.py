"""`kioskctl logs`: what the kiosk wrote down. Works when it does not run, too."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import click

from staff.kioskctl.logfile import NAME, Entry, follow, read
from staff.kioskctl.place import Place
from staff.kioskctl.talk import PROBLEM, json_option, leave

COLOURS = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red"}
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
ALL = 100_000


def _moment(_ctx: click.Context, _param: click.Parameter, text: str | None) -> datetime | None:
    """`15m`, `2h`, `1d`, or a moment like `2026-11-22T18:00`; becomes an aware datetime."""
    if text is None:
        return None
    ago = re.fullmatch(r"(\d{1,6})([smhd])", text)
    try:
        if ago is not None:
            return datetime.now().astimezone() - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{text!r} is neither a length like 15m, 2h, 1d nor a moment like 2026-11-22T18:00"
        ) from error


@click.command()
@click.option(
    "-f", "--follow", "following", is_flag=True, help="Go on with what is written from now on; Ctrl-C ends it."
)
@click.option("--since", callback=_moment, metavar="WHEN", help="Not older than 15m, 2h, 1d, or 2026-11-22T18:00.")
@click.option(
    *("-n", "--limit"), type=click.IntRange(0, ALL), help="At most so many entries. [default: 50; with --since: all]"
)
@json_option
@click.pass_obj
def logs(place: Place, following: bool, since: datetime | None, limit: int | None, as_json: bool) -> None:
    """What the kiosk wrote down, the oldest first. With --json, one object a line."""
    if limit is None:
        limit = 50 if since is None else ALL
    if not (place.data / NAME).exists():
        leave(PROBLEM, f"there is no {NAME} in {place.data}", "has a kiosk run here? name its folder with --kiosk-dir")
    for entry in read(place.data, limit, since) if limit else ():
        _print(entry, as_json)
    if following:
        try:
            for entry in follow(place.data):
                _print(entry, as_json)
        except KeyboardInterrupt:
            return


def _print(entry: Entry, as_json: bool) -> None:
    if as_json:
        at = entry.at.isoformat(timespec="milliseconds") if entry.at is not None else None
        plain = {"at": at, "level": entry.level, "logger": entry.logger, "message": entry.message}
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        click.echo(click.style(entry.text, fg=COLOURS.get(entry.level)) if entry.level in COLOURS else entry.text)
