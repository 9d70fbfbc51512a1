"""`kioskctl card`: look at a member's card, and write new ones. Speaks to the reader itself; needs no running kiosk."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staff.kioskctl.talk import FINE, PROBLEM, REFUSED, as_lines, json_option, leave, quiet

if TYPE_CHECKING:
    from drivers.nfc.keys import KeyBook

PROOFS = {
    "uid_only": ("UID ONLY", "yellow", "anybody can copy it: points may be earned with it, not spent"),
    "challenged": ("PROVEN", "green", "it answered a fresh challenge with its own key"),
    "failed": ("COPY", "red", "it says that it is one of ours and cannot answer; a kiosk refuses it"),
}
wait_option = click.option(
    "--wait", "wait_s", type=click.FloatRange(0.1, 120), default=20.0, show_default=True, metavar="SECONDS"
)
reader_option = click.option("--reader", default="", metavar="NAME", help="Only readers whose name contains this.")


@click.group()
def card() -> None:
    """Members' cards."""


@card.command()
@click.option("--keys", type=click.Path(path_type=Path), help="The key file, to let the card prove itself.")
@reader_option
@wait_option
@json_option
def inspect(keys: Path | None, reader: str, wait_s: float, as_json: bool) -> None:
    """What the card on the reader is, and whether a kiosk with these keys would believe it. Changes nothing.

    Exit code 1 for a copy.
    """
    from drivers.nfc import desk
    from drivers.nfc.keys import KeyBook

    book = _keys(keys) if keys else KeyBook()
    with _on_the_reader(reader, wait_s) as (name, atr, connection):
        found = desk.inspect(name, atr, connection, book)
    if as_json:
        as_lines(dataclasses.asdict(found))
    else:
        word, colour, meaning = PROOFS[found.proof]
        click.echo(f"  {found.kind}   {found.uid}   {click.style(word, fg=colour)}: {meaning}")
        click.echo(f"  {found.address or 'no address on it'}   on {found.reader}")
    raise click.exceptions.Exit(PROBLEM if found.proof == "failed" else FINE)


@card.command()
@click.option("--keys", type=click.Path(path_type=Path), required=True, help="The key file with all four masters.")
@click.option("--address", required=True, metavar="URL", help="The web address the card shows to phones.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@reader_option
@wait_option
@json_option
def write(keys: Path, address: str, yes: bool, reader: str, wait_s: float, as_json: bool) -> None:
    """Make the NTAG 424 DNA on the reader one of our cards. It cannot be undone without the keys.

    A card torn away in the middle is finished the next time. No key is ever shown.
    """
    from drivers.nfc.provision import provision, template

    book = _keys(keys)
    try:
        template(address)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--address") from error
    if not yes and not quiet():
        click.confirm("The next card on the reader will be locked with your keys. Go on?", abort=True, err=True)
    with _on_the_reader(reader, wait_s) as (_name, _atr, connection):
        uid = provision(connection, book, address, lambda step: click.echo(f"{step} …", err=True))
    if as_json:
        as_lines({"uid": uid.hex(), "written": True})
    else:
        click.echo(f"card {uid.hex()} is ours: it proved itself with its new key")


def _keys(path: Path) -> KeyBook:
    from drivers.nfc.keys import BadKeys, load

    try:
        return load(str(path))
    except BadKeys as error:
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def _on_the_reader(only: str, wait_s: float) -> Iterator[tuple]:  # type: ignore[type-arg]
    """The card somebody lays down. What can go wrong with readers and cards ends the command in one sentence."""
    try:
        from drivers.nfc import desk
        from drivers.nfc.apdu import CardSays
        from drivers.nfc.ev2 import NotProven
        from drivers.nfc.provision import NotOurs
        from drivers.ports import DeviceError
    except ImportError as error:
        leave(PROBLEM, f"the card reader's library is not installed: {error}")
    click.echo(f"lay a card on the reader ({wait_s:g} s) …", err=True)
    try:
        with desk.card(only, wait_s) as found:
            yield found
    except DeviceError as error:
        leave(PROBLEM, str(error), "plug the reader in;  systemctl status pcscd")
    except desk.NoCard as error:
        leave(PROBLEM, str(error))
    except desk.CardGone as error:
        leave(PROBLEM, f"the card left too early: {error}", "lay it down again and leave it there")
    except NotOurs as error:
        leave(REFUSED, f"refused: {error}")
    except (CardSays, NotProven) as error:
        leave(PROBLEM, f"the card does not do as it is told: {error}")
