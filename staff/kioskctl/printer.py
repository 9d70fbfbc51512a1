"""`kioskctl printer`: move the paper, and print once more what was printed."""

from __future__ import annotations

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, ask, json_option, suggest

# Beyond what the kiosk itself waits for its printer.
PATIENCE_S = 20.0


@click.group()
def printer() -> None:
    """The kiosk's printer. What comes out is a job like any other: sent once, and its end is waited for."""


@printer.command()
@click.option("--lines", type=click.IntRange(1, 20), default=5, show_default=True, help="How far.")
@json_option
@click.pass_obj
def feed(place: Place, lines: int, as_json: bool) -> None:
    """Feed blank paper."""
    _do(place, "feed", as_json, lines=lines)


@printer.command()
@json_option
@click.pass_obj
def cut(place: Place, as_json: bool) -> None:
    """Feed to the knife and cut."""
    _do(place, "cut", as_json)


@printer.command("reprint-last")
@json_option
@click.pass_obj
def reprint_last(place: Place, as_json: bool) -> None:
    """Print the last ticket once more: a coupon keeps its code, so it is the same coupon on another paper.

    Only what was printed since the kiosk was started; the centre is told that staff did it.
    """
    _do(place, "reprint_last", as_json)


@printer.command("boot-ticket")
@json_option
@click.pass_obj
def boot_ticket(place: Place, as_json: bool) -> None:
    """Print which kiosk this is, where it is and how it is."""
    _do(place, "boot_ticket", as_json)


def _do(place: Place, act: str, as_json: bool, **arguments: int) -> None:
    verdict = ask(place, "printer", PATIENCE_S, act=act, **arguments)
    if as_json:
        as_lines(verdict)
    else:
        click.echo(verdict["evidence"])
    if not verdict["passed"]:
        suggest("kioskctl doctor --only printer")
    raise click.exceptions.Exit(FINE if verdict["passed"] else PROBLEM)
