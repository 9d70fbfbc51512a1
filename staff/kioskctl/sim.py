"""`kioskctl sim`: be the diner and the bad luck of a kiosk whose devices are simulated."""

from __future__ import annotations

from typing import Any

import click

from drivers.bench_device import HandRefused, NobodySimulates, reach
from drivers.printer.emulator import Fault
from staff.kioskctl.place import Place
from staff.kioskctl.talk import NOT_RUNNING, REFUSED, ask, json_option, leave

# What staff call the devices, and the part of the configuration that makes each.
DEVICES = {"reader": "nfc", "scanner": "scanner", "printer": "printer", "presence": "presence"}
WELL = "none"

which = click.argument("device", type=click.Choice(tuple(DEVICES)))


@click.group()
def sim() -> None:
    """Act on simulated devices: a real kiosk refuses (exit code 5)."""


@sim.command()
@click.argument("card")
@click.option("--with", "other", metavar="CARD", help="A second card, held up at the same time.")
@json_option
@click.pass_obj
def tap(place: Place, card: str, other: str | None, as_json: bool) -> None:
    """Hold CARD to the reader: its UID, 4, 7 or 10 bytes in hex."""
    if other is None:
        _do(place, "reader", as_json, "tap", uid=card)
    else:
        _do(place, "reader", as_json, "tap_together", uid=card, other=other)


@sim.command()
@click.argument("text")
@json_option
@click.pass_obj
def scan(place: Place, text: str, as_json: bool) -> None:
    """Hold a code that says TEXT to the scanner."""
    _do(place, "scanner", as_json, "scan", text=text)


@sim.command()
@json_option
@click.pass_obj
def come(place: Place, as_json: bool) -> None:
    """Walk up to the kiosk, as its presence sensor sees it."""
    _do(place, "presence", as_json, "come")


@sim.command()
@click.argument("what", type=click.Choice((*(fault.value for fault in Fault), WELL)))
@json_option
@click.pass_obj
def fault(place: Place, what: str, as_json: bool) -> None:
    """Break the printer; "none" cures it."""
    _do(place, "printer", as_json, "break_", fault=None if what == WELL else what)


@sim.command()
@which
@json_option
@click.pass_obj
def unplug(place: Place, device: str, as_json: bool) -> None:
    """Pull the plug of DEVICE."""
    _do(place, device, as_json, "unplug")


@sim.command()
@which
@json_option
@click.pass_obj
def plug(place: Place, device: str, as_json: bool) -> None:
    """Put the plug of DEVICE back."""
    _do(place, device, as_json, "plug")


def _do(place: Place, device: str, as_json: bool, do: str, **arguments: Any) -> None:
    made = ask(place, "config")[DEVICES[device]]
    if made["driver"] != "simulated":
        leave(REFUSED, f"refused: the {device} of this kiosk is not simulated (driver {made['driver']!r})")
    try:
        reach(made["settings"]["socket"], do, **arguments)
    except NobodySimulates as error:
        leave(NOT_RUNNING, str(error), "start the bench:  scripts/demo")
    except HandRefused as error:
        if error.code == "bad_request":
            raise click.UsageError(str(error)) from error
        leave(REFUSED, f"refused: {error}", "kioskctl status")
    if as_json:
        click.echo('{"done": true}')
