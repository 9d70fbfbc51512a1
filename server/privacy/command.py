"""`regulars-server member …`: what the house does when somebody stands at the counter and asks.

Exit codes: 0 done, 1 there is no such member, 2 usage or configuration.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click

from server import emails, phones
from server.beside import clicked
from server.correcting import adjust, compensate, duplicates
from server.house import House
from server.merging import CannotMerge, merge
from server.privacy.cards import block
from server.privacy.erase import erase
from server.privacy.export import export
from server.store.members import Kind


def main(arguments: list[str]) -> int:
    """The command; its exit code."""
    try:
        member.main(arguments, prog_name="regulars-server member", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@click.group(help="See, block or erase what is known of one member.")
@click.option("--config", type=click.Path(path_type=Path), required=True, help="server.toml")
@click.pass_context
def member(context: click.Context, config: Path) -> None:
    context.obj = config


def opened() -> AbstractContextManager[House]:
    """The house of this configuration, closed at the end."""
    config: Path = click.get_current_context().find_root().obj
    return clicked(config, _now())


def about(work: Callable[[House, str], Any]) -> Any:
    """Open the house, find the member, do it, print what came of it as JSON."""
    who: str = click.get_current_context().params["who"]
    with opened() as house:
        found = _find(house, who)
        done = None if found is None else work(house, found)
    if done is None:
        click.echo("there is no such member", err=True)
        sys.exit(1)
    click.echo(json.dumps(done, ensure_ascii=False, indent=2))


WHO = click.argument("who", metavar="KIND:VALUE")


@member.command("export")
@WHO
def export_command(who: str) -> None:
    """Everything that is known of them, as JSON, for them to take along."""
    about(lambda house, found: export(house, found, _now()))


@member.command("erase")
@WHO
@click.option("--yes", is_flag=True, help="Do it; without this it is only said what would be lost.")
def erase_command(who: str, yes: bool) -> None:
    """Forget them. Their points and coupons are lost; there is no way back."""

    def work(house: House, found: str) -> dict[str, Any] | None:
        if not yes:
            said = export(house, found, _now())
            return None if said is None else {"points_now": said["points_now"], "erased": False, "to_do_it": "--yes"}
        done = erase(house, found, "console", _now())
        return None if done is None else {"erased": True, "points_lost": done.points, "coupons_void": done.coupons}

    about(work)


@member.command("merge")
@WHO
@click.argument("gone", metavar="KIND:VALUE")
def merge_command(who: str, gone: str) -> None:
    """Two accounts are one person's: the first stays, all of the second is theirs. There is no way back."""

    def work(house: House, found: str) -> dict[str, Any]:
        other, now = _find(house, gone), _now()
        try:
            with house.transaction(now):
                return asdict(merge(house, found, other or "", "console", now))
        except CannotMerge as error:
            raise click.ClickException(str(error)) from error

    about(work)


@member.command("compensate")
@WHO
def compensate_command(who: str) -> None:
    """Give again what lapsed of late, as the programme's compensation says: points, or a gift."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        with house.transaction(now):
            return asdict(compensate(house, found, "console", now))

    about(work)


@member.command("adjust")
@WHO
@click.argument("points", type=int)
@click.option("--reason", required=True, help="Why; it stands in the ledger for ever.")
@click.option("--operator", required=True, help="Who does it.")
def adjust_command(who: str, points: int, reason: str, operator: str) -> None:
    """Correct a balance by hand, up or down (-- -50 for down); never below what is there."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        try:
            with house.transaction(now):
                return {"points": points, "balance": adjust(house, found, points, reason, operator, now)}
        except ValueError as error:
            raise click.ClickException(str(error)) from error

    about(work)


@member.command("duplicates")
def duplicates_command() -> None:
    """Members who may be one person: the same name and birthday, or the same way to pay; merge them by hand."""
    with opened() as house, house.store.reading():
        found = duplicates(house)
    click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))


@member.command("block-card")
@WHO
@click.option("--last4", default="", help="Only the card that ends so; without: every card of theirs.")
def block_command(who: str, last4: str) -> None:
    """A lost card finds nobody any more; the account stays."""

    def work(house: House, found: str) -> dict[str, Any]:
        with house.store.transaction():
            return {"blocked": block(house, found, _now(), last4)}

    about(work)


def _find(house: House, who: str) -> str | None:
    kind, _, value = who.partition(":")
    if kind == "id":
        person = house.store.members.get(value)
        return None if person is None else person.id
    kind = {"card": "nfc", "code": "qr"}.get(kind, kind)
    if kind not in get_args(Kind) or not value:
        raise click.UsageError("say who: card:UID, code:RGM-…, phone:NUMBER, email:ADDRESS or id:ID")
    if kind == "phone":
        value = phones.normalise(value, house.region) or value
    if kind == "email":
        value = emails.normalise(value) or value
    found = house.store.members.find(kind, value)  # type: ignore[arg-type]  # one of Kind, as was just asked
    return None if found is None else found.id


def _now() -> datetime:
    return datetime.now(UTC)
