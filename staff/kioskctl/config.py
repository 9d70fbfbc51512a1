"""`kioskctl config`: what the kiosk runs with, whether a file would do, and one value of it changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kiosk.control.client import ControlError, NotRunning, call
from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, ask, give_up, json_option, leave, suggest

Command = Callable[..., Any]
RESTART = "systemctl restart regulars-kiosk"


def file_option(command: Command) -> Command:
    """Give a command `--file`."""
    return click.option(
        "--file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file; else kiosk.toml of the kiosk's folder.",
    )(command)


@click.group()
def config() -> None:
    """The kiosk's configuration."""


@config.command()
@json_option
@click.pass_obj
def show(place: Place, as_json: bool) -> None:
    """Every value the running kiosk uses, those nobody set too. Passwords are hidden."""
    from staff.kioskctl.config_file import flat

    found = ask(place, "config")
    if as_json:
        as_lines(found)
        return
    for key, value in flat(found):
        click.echo(f"{key} = {_shown(value)}")


@config.command()
@file_option
@json_option
@click.pass_obj
def diff(place: Place, file: Path | None, as_json: bool) -> None:
    """What the file says otherwise than where nobody says anything, and what the running kiosk does not know yet.

    Exit code 1 when the kiosk must be started again to follow its file.
    """
    from staff.kioskctl import config_file

    path = config_file.path_of(place, file)
    written, usual, running = config_file.read(path), config_file.defaults(), _running(place)
    rows = [
        {
            "key": key,
            "default": _hidden(key, usual.get(key)),
            "file": _hidden(key, written.get(key)),
            "waits": running is not None and _of(key, running) != _of(key, written),
        }
        for key in dict.fromkeys((*written, *(running or ())))
        if written.get(key) != usual.get(key) or (running is not None and _of(key, running) != _of(key, written))
    ]
    if as_json:
        as_lines({"file": str(path), "running": running is not None, "rows": rows})
    else:
        for row in rows:
            waits = "  (not yet: start the kiosk again)" if row["waits"] else ""
            click.echo(f"{row['key']} = {_shown(row['file'])}{waits}")
    waiting = any(row["waits"] for row in rows)
    if waiting:
        suggest(RESTART)
    raise click.exceptions.Exit(PROBLEM if waiting else FINE)


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
    suggest(RESTART)


@config.command("set")
@click.argument("key")
@click.argument("value")
@file_option
@click.pass_obj
def set_(place: Place, key: str, value: str, file: Path | None) -> None:
    """Write one VALUE under KEY, as in `display.motion reduced`. The file is checked whole before it is replaced."""
    from staff.kioskctl import config_file

    path = config_file.path_of(place, file)
    written = config_file.change(path, key, value)
    click.echo(f"{path}: {key} = {'***' if key in config_file.HIDDEN else written}")
    suggest(RESTART)


@config.command()
@click.argument("key")
@file_option
@click.pass_obj
def reset(place: Place, key: str, file: Path | None) -> None:
    """Take KEY out of the file: it is what it is where nobody says."""
    from staff.kioskctl import config_file

    path = config_file.path_of(place, file)
    config_file.change(path, key, None)
    click.echo(f"{path}: {key} is {_shown(_hidden(key, config_file.defaults().get(key)))} again")
    suggest(RESTART)


def _running(place: Place) -> dict[str, Any] | None:
    """What the kiosk runs with; None where none runs."""
    from staff.kioskctl.config_file import flat

    try:
        return dict(flat(call(place.control, "config", 5.0)))
    except NotRunning as error:
        if isinstance(error.__cause__, PermissionError):
            give_up(place, error)
        return None
    except ControlError as error:
        give_up(place, error)


def _of(key: str, values: dict[str, Any]) -> Any:
    """A password is hidden by the kiosk: it can be told only whether there is one."""
    value = values.get(key)
    return bool(value) if key == "mqtt.password" else value


def _hidden(key: str, value: Any) -> Any:
    from staff.kioskctl.config_file import HIDDEN

    return "***" if value and key in HIDDEN else value


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
