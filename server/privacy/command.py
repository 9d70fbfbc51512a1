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
from typing import Any, Literal

import click

from server import auditing
from server.amending import Amendment, CannotChange, amend
from server.auditing import asked, by
from server.beside import clicked
from server.correcting import adjust, compensate, duplicates, wrong
from server.house import House
from server.merging import CannotMerge, merge
from server.privacy.cards import block
from server.privacy.erase import forget
from server.privacy.export import export
from server.privacy.finding import find


def main(arguments: list[str]) -> int:
    """The command; its exit code."""
    return auditing.typed(member, arguments, "regulars-server member")


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
        found = find(house, who)
        done = None if found is None else work(house, found)
    if done is None:
        click.echo("there is no such member", err=True)
        sys.exit(1)
    click.echo(json.dumps(done, ensure_ascii=False, indent=2))


WHO = click.argument("who", metavar="KIND:VALUE")


@member.command("export")
@WHO
@asked("they asked for what is known of them")
def export_command(who: str) -> None:
    """Everything that is known of them, as JSON, for them to take along."""

    def work(house: House, found: str) -> dict[str, Any] | None:
        now = _now()
        with house.store.transaction():
            by().note(house, now, "member export", member=found)
        return export(house, found, now)

    about(work)


@member.command("erase")
@WHO
@asked("they asked to be forgotten")
@click.option("--yes", is_flag=True, help="Do it; without this it is only said what would be lost.")
def erase_command(who: str, yes: bool) -> None:
    """Forget them. Their points and coupons are lost; there is no way back."""

    def work(house: House, found: str) -> dict[str, Any] | None:
        if not yes:
            said = export(house, found, _now())
            return None if said is None else {"points_now": said["points_now"], "erased": False, "to_do_it": "--yes"}
        now = _now()
        with house.store.transaction():
            done = forget(house, found, "console", now)
            if done is not None:
                by().note(house, now, "member erase", member=found, points=done.points, coupons=done.coupons)
        house.store.scrub()
        return None if done is None else {"erased": True, "points_lost": done.points, "coupons_void": done.coupons}

    about(work)


@member.command("merge")
@WHO
@click.argument("gone", metavar="KIND:VALUE")
@asked()
def merge_command(who: str, gone: str) -> None:
    """Two accounts are one person's: the first stays, all of the second is theirs. There is no way back."""

    def work(house: House, found: str) -> dict[str, Any]:
        other, now = find(house, gone), _now()
        try:
            with house.transaction(now):
                done = asdict(merge(house, found, other or "", "console", now))
                by().note(house, now, "member merge", kept=found, gone=other, **done)
                return done
        except CannotMerge as error:
            raise click.ClickException(str(error)) from error

    about(work)


@member.command("compensate")
@WHO
@asked("what lapsed is given again, as the programme says")
def compensate_command(who: str) -> None:
    """Give again what lapsed of late, as the programme's compensation says: points, or a gift."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        with house.transaction(now):
            done = asdict(compensate(house, found, "console", now))
            by().note(house, now, "member compensate", member=found, **done)
            return done

    about(work)


@member.command("adjust")
@WHO
@click.argument("points", type=int)
@asked()
def adjust_command(who: str, points: int) -> None:
    """Correct a balance by hand, up or down (-- -50 for down); never below what is there."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        try:
            with house.transaction(now):
                balance = adjust(house, found, points, by().reason, by().operator, now)
                by().note(house, now, "member adjust", member=found, points=points, balance=balance)
                return {"points": points, "balance": balance}
        except ValueError as error:
            raise click.ClickException(str(error)) from error

    about(work)


@member.command("change")
@WHO
@click.option("--name")
@click.option("--phone")
@click.option("--email")
@click.option("--birthday", help="YYYY-MM-DD, MM-DD, or L-MM-DD by the moon.")
@click.option("--language", type=click.Choice(["zh", "en"]))
@asked()
def change_command(
    who: str,
    name: str | None,
    phone: str | None,
    email: str | None,
    birthday: str | None,
    language: Literal["zh", "en"] | None,
) -> None:
    """Put right what is wrong of them; an old number or address finds them no more."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        try:
            with house.transaction(now):
                changed = amend(house, found, Amendment(name, phone, email, birthday, language), now)
                by().note(house, now, "member change", member=found, changed=changed)
        except CannotChange as error:
            raise click.ClickException(str(error)) from error
        return {"changed": changed}

    about(work)


@member.command("duplicates")
def duplicates_command() -> None:
    """Members who may be one person: the same name and birthday, or the same way to pay; merge them by hand."""
    with opened() as house, house.store.reading():
        found = duplicates(house)
    click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))


@member.command("wrong")
def wrong_command() -> None:
    """Records that cannot be right, by member and field; put them right with `change`."""
    with opened() as house, house.store.reading():
        found = wrong(house, _now())
    click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))


@member.command("block-card")
@WHO
@click.option("--last4", default="", help="Only the card that ends so; without: every card of theirs.")
@asked("they lost it")
def block_command(who: str, last4: str) -> None:
    """A lost card finds nobody any more; the account stays."""

    def work(house: House, found: str) -> dict[str, Any]:
        now = _now()
        with house.store.transaction():
            blocked = block(house, found, now, last4)
            by().note(house, now, "member block-card", member=found, cards=len(blocked))
            return {"blocked": blocked}

    about(work)


def _now() -> datetime:
    return datetime.now(UTC)
