"""`kioskctl config`: what the kiosk runs with, and whether a file would do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import PROBLEM, as_lines, ask, json_option, leave, suggest


@click.group()
def config() -> None:
    """The kiosk's configuration."""


@config.command()
@json_option
@click.pass_obj
def show(place: Place, as_json: bool) -> None:
    """Every value the running kiosk uses, those nobody set too. Passwords are hidden."""
    found = ask(place, "config")
    if as_json:
        as_lines(found)
        return
    for key, value in _flat(found):
        click.echo(f"{key} = {json.dumps(value, ensure_ascii=False)}")


@config.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def validate(file: Path) -> None:
    """Check a configuration FILE before the kiosk is started with it: every key, and every driver it names."""
    from drivers.catalog import CatalogError, build
    from kiosk.config import BadConfig, load

    try:
        found = load(file)
        for kind, device in (("nfc", found.nfc), ("scanner", found.scanner), ("printer", found.printer)):
            build(kind, device.driver, **device.settings)
    except (BadConfig, CatalogError) as error:
        leave(PROBLEM, str(error), "correct it and run this again")
    click.echo(f"{file} is fine: kiosk {found.kiosk} of tenant {found.tenant}")
    suggest("systemctl restart regulars-kiosk")


def _flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield from _flat(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", inner
