"""`kioskctl queue`: the events that wait for the server, and those it refused."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, ask, json_option, leave, limit_option, span, suggest

WIDE = 300
WHY = {
    "online": "the server has not said yet that it has them",
    "server_down": "the broker answers, the server does not",
    "offline": "there is no connection",
}


@click.group()
def queue() -> None:
    """Events that wait for the server: nothing in here is lost."""


@queue.command()
@limit_option(20, "events")
@json_option
@click.pass_obj
def show(place: Place, limit: int, as_json: bool) -> None:
    """What waits, the oldest first, and why."""
    state = ask(place, "state")
    rows = ask(place, "queue", limit=limit)
    if as_json:
        as_lines(rows)
        return
    if not rows:
        click.echo("nothing waits: the server has everything")
        return
    oldest = int((datetime.now().astimezone() - datetime.fromisoformat(rows[0]["time"])).total_seconds())
    waiting = max(state["queue"], len(rows))
    click.echo(f"{waiting} events wait, the oldest for {span(max(0, oldest))}: {WHY[state['link']]}")
    _table(rows, ("seq", "time", "type", "id"))
    suggest("kioskctl doctor" if state["link"] != "online" else "kioskctl queue flush")


@queue.command()
@limit_option(20, "events")
@json_option
@click.pass_obj
def dead(place: Place, limit: int, as_json: bool) -> None:
    """What the server refused, and with which code. Exit code 1 when there is any."""
    rows = ask(place, "dead", limit=limit)
    if as_json:
        as_lines(rows)
    elif not rows:
        click.echo("none: the server has refused nothing")
    else:
        _table(rows, ("seq", "type", "code", "message", "id"))
        suggest("tell the centre the ids; they stay here until somebody has looked")
    raise click.exceptions.Exit(PROBLEM if rows else FINE)


@queue.command()
@click.pass_obj
def flush(place: Place) -> None:
    """Send everything that waits once more, from the oldest. Sending twice is safe: the server counts once."""
    state = ask(place, "state")
    waiting = ask(place, "flush")["waiting"]
    if waiting and state["link"] != "online":
        leave(PROBLEM, f"{waiting} events wait on: {WHY[state['link']]}", "kioskctl doctor --only link")
    click.echo(f"{waiting} events were sent again" if waiting else "nothing waits")
    if waiting:
        suggest("kioskctl queue show")


@queue.command()
@click.pass_obj
def retry(place: Place) -> None:
    """Send every dead letter once more, as a new event: after the centre has mended what made it refuse them."""
    retried = ask(place, "retry")["retried"]
    click.echo(f"{retried} events were taken up again" if retried else "none: the server has refused nothing")
    if retried:
        suggest("kioskctl queue dead  in a minute: what is refused again comes back there")


def _table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # In a pipe a line is never broken: whoever reads it may cut columns.
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(row[column])) for column in columns))
    console.print(table)
