"""`kioskctl maintenance`: close the kiosk for work, and open it again."""

from __future__ import annotations

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import ask, suggest


@click.group()
def maintenance() -> None:
    """Close the kiosk for work. It stays closed over a restart, until somebody opens it."""


@maintenance.command()
@click.pass_obj
def on(place: Place) -> None:
    """Say "out of service" as soon as nobody is there. Who is there finishes first; the centre is told."""
    ask(place, "maintenance", on=True)
    screen = ask(place, "state")["screen"]
    click.echo("closed" if screen == "out_of_service" else f"it closes when whoever is there has finished ({screen})")
    suggest("kioskctl maintenance off")


@maintenance.command()
@click.pass_obj
def off(place: Place) -> None:
    """Open it again. The centre is told."""
    ask(place, "maintenance", on=False)
    click.echo("open")
