"""How every command speaks: data on stdout, talk on stderr, and how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from kiosk.control.client import ControlError, NotRunning, call
from staff.kioskctl.place import Place

FINE, PROBLEM, USAGE, NOT_RUNNING, NEEDS_ROOT, REFUSED = range(6)

# What went wrong inside the kiosk; every other code is the kiosk saying no.
TROUBLES = ("failed", "stuck", "timeout")

Command = TypeVar("Command", bound=Callable[..., Any])


def ask(place: Place, do: str, timeout_s: float = 5.0, **arguments: Any) -> Any:
    """The running kiosk's answer. Where there is none, says why and what next, and leaves with the right code."""
    try:
        return call(place.control, do, timeout_s, **arguments)
    except ControlError as error:
        give_up(place, error)


def give_up(place: Place, error: ControlError) -> NoReturn:
    """End the command that got this error: say why and what next, with the exit code that belongs to it."""
    if isinstance(error, NotRunning):
        if isinstance(error.__cause__, PermissionError):
            leave(NEEDS_ROOT, f"{place.control} is not yours to use", "run it with sudo")
        leave(NOT_RUNNING, str(error), "see why with  kioskctl logs , start it with  systemctl start regulars-kiosk")
    if error.code in TROUBLES:
        leave(PROBLEM, str(error), "see what happened with  kioskctl logs")
    leave(REFUSED, f"refused: {error}")


def leave(code: int, why: str = "", next_step: str = "") -> NoReturn:
    """End the command with this exit code, saying why and what next on stderr."""
    if why:
        click.echo(f"kioskctl: {why}", err=True)
    if next_step:
        suggest(next_step)
    raise click.exceptions.Exit(code)


def suggest(next_step: str) -> None:
    """The next step, on stderr."""
    click.secho(f"next: {next_step}", err=True, dim=True)


def json_option(command: Command) -> Command:
    """Give a command `--json`; it arrives as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for scripts.")(command)


def limit_option(default: int, what: str) -> Callable[[Command], Command]:
    """Give a command `-n`; it arrives as `limit`."""
    return click.option(
        *("-n", "--limit"),
        type=click.IntRange(1, 1000),
        default=default,
        show_default=True,
        help=f"At most so many {what}.",
    )


def as_lines(value: Any) -> None:
    """Print JSON a program can read and a person too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def quiet() -> bool:
    """Nobody watches stderr: no spinner."""
    return not sys.stderr.isatty()


def span(seconds: int) -> str:
    """A length of time in its two largest units: `12d 3h`, `41s`."""
    units = (("d", seconds // 86400), ("h", seconds // 3600 % 24), ("m", seconds // 60 % 60), ("s", seconds % 60))
    first = next((at for at, (_, count) in enumerate(units) if count), len(units) - 1)
    return " ".join(
        f"{count}{unit}" for unit, count in units[first : first + 2] if count or unit == "s" == units[first][0]
    )
