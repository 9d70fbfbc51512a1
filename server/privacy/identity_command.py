"""`regulars-server identity …`: documents staff looked at, where the house keeps any.

Exit codes: 0 done, 1 there is no such member or document, 2 usage or configuration, 5 refused.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click

from server import auditing
from server.auditing import asked, by
from server.beside import clicked
from server.house import House
from server.privacy.finding import find
from server.privacy.identity import LARGEST_BYTES, Refused, attach, shown
from server.store.identity_checks import DocumentKind, IdentityCheck

REFUSED = 5


class RefusedHere(click.ClickException):
    exit_code = REFUSED


def main(arguments: list[str]) -> int:
    """The command; its exit code."""
    return auditing.typed(identity, arguments, "regulars-server identity")


@click.group(help="Identity documents that staff looked at: attach, list, show, remove.")
@click.option("--config", type=click.Path(path_type=Path), required=True, help="server.toml")
@click.pass_context
def identity(context: click.Context, config: Path) -> None:
    context.obj = config


@identity.command("attach")
@click.argument("who", metavar="KIND:VALUE")
@click.option("--kind", type=click.Choice(get_args(DocumentKind)), required=True)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--checked-by", required=True, help="Who looked at it.")
@asked("identity checked at the counter")
def attach_command(who: str, kind: DocumentKind, file: Path, checked_by: str) -> None:
    """Keep a JPEG, PNG or PDF of it, sealed, until its day; delete your own copy of the file."""
    with file.open("rb") as opened:
        document = opened.read(LARGEST_BYTES + 1)
    now = _now()
    with _house(now) as house, house.store.transaction():
        member = _member(house, who)
        try:
            check = attach(house, member, kind, document, checked_by, now)
        except Refused as error:
            raise RefusedHere(str(error)) from error
        by().note(house, now, "identity attach", member=member, check=check.id, kind=kind, checked_by=checked_by)
    click.echo(json.dumps(_plain(check, house), ensure_ascii=False, indent=2))


@identity.command("list")
@click.argument("who", metavar="KIND:VALUE")
def list_command(who: str) -> None:
    """What was looked at, by whom, and until when its copy is kept."""
    with _house(_now()) as house, house.store.reading():
        found = [_plain(one, house) for one in house.store.identity_checks.of_member(_member(house, who))]
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@identity.command("show")
@click.argument("check")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Written here, for your eyes only.")
@asked()
def show_command(check: str, out: Path) -> None:
    """Write the document to a new file."""
    now = _now()
    with _house(now) as house:
        with house.store.transaction():
            try:
                found, document = shown(house, check)
            except Refused as error:
                raise RefusedHere(str(error)) from error
            # Before anybody reads it.
            by().note(house, now, "identity show", member=found.member, check=check)
        try:
            descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise click.ClickException(f"{out}: {error.strerror}") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(document)
        click.echo(json.dumps(_plain(found, house) | {"out": str(out)}, ensure_ascii=False, indent=2))


@identity.command("remove")
@click.argument("check")
@asked()
def remove_command(check: str) -> None:
    """The document goes now; that it was looked at stays."""
    now = _now()
    with _house(now) as house:
        with house.store.transaction():
            found = house.store.identity_checks.get(check)
            if found is None:
                raise click.ClickException(f"there is no identity check {check}")
            removed = house.store.identity_checks.remove(check, now)
            if removed:
                by().note(house, now, "identity remove", member=found.member, check=check)
        house.store.scrub()
    click.echo(json.dumps({"check": check, "removed": removed}))


def _house(now: datetime) -> Any:
    config: Path = click.get_current_context().find_root().obj
    return clicked(config, now)


def _member(house: House, who: str) -> str:
    found = find(house, who)
    if found is None:
        raise click.ClickException("there is no such member")
    return found


def _plain(check: IdentityCheck, house: House) -> dict[str, Any]:
    local = house.programme.local
    return {
        "check": check.id,
        "kind": check.kind,
        "checked_by": check.checked_by,
        "checked_at": local(check.checked_at).isoformat(timespec="seconds"),
        "kept_until": local(check.expires_at).isoformat(timespec="seconds"),
        "gone_since": None if check.deleted_at is None else local(check.deleted_at).isoformat(timespec="seconds"),
        "media": check.media,
        "bytes": check.size,
    }


def _now() -> datetime:
    return datetime.now(UTC)
