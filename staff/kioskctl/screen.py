"""`kioskctl screen`: the picture as it is now."""

from __future__ import annotations

import base64
from typing import BinaryIO

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import ask


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
