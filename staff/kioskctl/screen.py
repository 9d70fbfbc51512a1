"""`kioskctl screen`: the picture as it is now, and what it says while the kiosk is updated."""

from __future__ import annotations

import base64
import subprocess
from typing import BinaryIO

import click

from kiosk.control.client import ControlError, call
from staff.kioskctl.place import Place
from staff.kioskctl.talk import PROBLEM, ask, leave


@click.group()
def screen() -> None:
    """The kiosk's screen."""


@screen.command()
@click.argument("file", type=click.File("wb", lazy=True))
@click.pass_obj
def shot(place: Place, file: BinaryIO) -> None:
    """Save what the screen shows as a PNG in FILE; - is the standard output.

    It shows what the diner sees: do not pass it on while somebody is there.
    """
    found = ask(place, "picture", timeout_s=15.0)
    png = base64.b64decode(found["png"])
    try:
        file.write(png)
    except OSError as error:
        raise click.FileError(file.name, error.strerror) from error
    click.echo(f"{len(png)} bytes, frame {found['frame']}, in {file.name}", err=True)


@screen.command()
@click.pass_obj
def blank(place: Place) -> None:
    """Make the screen dark until somebody comes. Refused (5) while somebody is there."""
    ask(place, "screen", act="blank")


@screen.command()
@click.pass_obj
def wake(place: Place) -> None:
    """Make the screen bright again."""
    ask(place, "screen", act="wake")


@screen.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_obj
def updating(place: Place, command: tuple[str, ...]) -> None:
    """Run COMMAND, and let the screen say meanwhile that the kiosk is being updated.

    Who is there finishes first; nobody can begin. The screen comes back when COMMAND ends, well or not.
    """
    ask(place, "update", began=True)
    try:
        done = subprocess.run(command, check=False).returncode
    except OSError as error:
        leave(PROBLEM, f"cannot run {command[0]}: {error.strerror}")
    finally:
        _ended(place)
    if done:
        leave(PROBLEM, f"{command[0]} ended with {done}")


def _ended(place: Place) -> None:
    try:
        call(place.control, "update", 5.0, began=False)
    except ControlError as error:
        # A kiosk that was started again by the update begins with its resting screen anyway.
        click.echo(f"the kiosk was not told: {error}", err=True)
