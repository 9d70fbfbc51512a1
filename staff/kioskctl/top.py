"""`kioskctl top`: how the kiosk is and what happens to it, as it happens."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import click

from staff.kioskctl.events import in_short
from staff.kioskctl.place import Place
from staff.kioskctl.status import banner
from staff.kioskctl.talk import ask, json_option

LAST_EVENTS = 12


@click.command()
@click.option(
    "--every", type=click.FloatRange(0.2, 60.0), default=1.0, show_default=True, help="Seconds between looks."
)
@click.option("--count", type=click.IntRange(1), help="Stop after so many looks; else with Ctrl-C.")
@json_option
@click.pass_obj
def top(place: Place, every: float, count: int | None, as_json: bool) -> None:
    """Look again and again: the banner, and the last events. In a terminal it stays in its place."""
    in_place = sys.stdout.isatty() and not as_json
    looked = 0
    try:
        while count is None or looked < count:
            if looked:
                time.sleep(every)
            looked += 1
            found = {"status": ask(place, "status"), "events": ask(place, "events", limit=LAST_EVENTS)}
            if as_json:
                click.echo(json.dumps(found, ensure_ascii=False))
                continue
            if in_place:
                click.clear()
            click.echo("\n".join(page(found)))
    except KeyboardInterrupt:
        return


def page(found: dict[str, Any]) -> list[str]:
    """One look, line by line."""
    lines = [*banner(found["status"]), ""]
    problems = found["status"]["problems"]
    if problems:
        lines += [click.style(f"  {', '.join(problems)}", fg="red"), ""]
    return lines + [f"  {row['at'][11:23]}  {in_short(row['event'])}" for row in found["events"]]
