"""`regulars-server programme …`: look at a programme before it counts, and let it count.

Exit codes: 0 fine, 1 refused or an error found, 2 usage or configuration.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from loyalty.programme import BadProgramme, Level, Programme, diff, dump, lint
from server import auditing
from server.auditing import asked, by
from server.beside import clicked
from server.programme import files
from server.programme.publishing import publish

WHICH = "FILE|demo|@|@NUMBER"
CONFIG = click.option("--config", type=click.Path(path_type=Path), help="server.toml; needed for @, the running house")
JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), default="en", show_default=True)


def main(arguments: list[str]) -> int:
    """The command; its exit code."""
    return auditing.typed(programme, arguments, "regulars-server programme")


@click.group()
def programme() -> None:
    """Check, show, compare and publish a programme: a TOML or JSON file, `demo`, or @ for the one in force."""


@programme.command("lint")
@click.argument("which", metavar=WHICH)
@CONFIG
@JSON
@LANGUAGE
def lint_command(which: str, config: Path | None, as_json: bool, language: Literal["zh", "en"]) -> None:
    """What a merchant should know before it counts; 1 when something in it can never work."""
    found = lint(_read(which, config), _now())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"{one.level.value:<8} {one.path}  {getattr(one.words, language)}")
    if any(one.level is Level.ERROR for one in found):
        sys.exit(1)


@programme.command("show")
@click.argument("which", metavar=WHICH)
@CONFIG
def show_command(which: str, config: Path | None) -> None:
    """All of it as JSON, defaults and all: a file to start one's own from."""
    click.echo(json.dumps(dump(_read(which, config)), ensure_ascii=False, indent=2))


@programme.command("diff")
@click.argument("old", metavar=WHICH)
@click.argument("new", metavar=WHICH)
@CONFIG
@JSON
@LANGUAGE
def diff_command(old: str, new: str, config: Path | None, as_json: bool, language: Literal["zh", "en"]) -> None:
    """What changes from one to the other."""
    changes = [one for one in diff(_read(old, config), _read(new, config)) if one.path != "revision"]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in changes], ensure_ascii=False, indent=2))
        return
    for one in changes:
        click.echo(getattr(one.words, language))


@programme.command("publish")
@click.argument("file", metavar="FILE|demo")
@click.option("--config", type=click.Path(path_type=Path), required=True, help="server.toml")
@click.option("--from", "begins", metavar="MOMENT", help="From when on, like 2026-12-01T00:00:00+08:00 (default: now).")
@JSON
@asked("a programme is published")
def publish_command(file: str, config: Path, begins: str | None, as_json: bool) -> None:
    """Let it count from now or a moment to come. Servers that run take it by themselves; kiosks hear its number."""
    new, valid_from = _read(file, None), None if begins is None else _moment(begins)
    with clicked(config, _now()) as house:
        now = _now()
        with _refused():
            version = publish(house, new, now, file, by(), valid_from)
        number = house.store.programmes.newest()
    said = {"version": number, "new": version is not None, "from": (valid_from or now).isoformat(timespec="seconds")}
    if as_json:
        click.echo(json.dumps(said))
    elif version is None:
        click.echo(f"it is version {number} already")
    else:
        click.echo(f"version {number}, in force from {said['from']} on")


@programme.command("versions")
@click.option("--config", type=click.Path(path_type=Path), required=True, help="server.toml")
@JSON
def versions_command(config: Path, as_json: bool) -> None:
    """Every version there was, and the one that counts now."""
    with clicked(config, _now()) as house, house.store.reading():
        kept = [house.store.programmes.get(number) for _, number in house.store.programmes.begins()]
        rows = [
            {
                "version": one.number,
                "from": one.valid_from.isoformat(timespec="seconds"),
                "taken": one.taken_at.isoformat(timespec="seconds"),
                "source": one.source,
                "sha256": one.digest,
                "in_force": one.number == house.number,
            }
            for one in kept
            if one is not None
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "*" if row["in_force"] else " "
        click.echo(f"{mark} {row['version']:>3}  from {row['from']}  {str(row['sha256'])[:12]}  {row['source']}")


def _read(which: str, config: Path | None) -> Programme:
    if not which.startswith("@"):
        with _refused():
            return files.read(which)
    if config is None:
        raise click.UsageError("@ needs --config: whose programme?")
    if which != "@" and not which[1:].isdecimal():
        raise click.UsageError(f"{which} is no version: say @ or @NUMBER")
    with clicked(config, _now()) as house, house.store.reading():
        try:
            return house.version(house.number if which == "@" else int(which[1:])).programme
        except LookupError as error:
            raise click.ClickException(str(error)) from error


@contextmanager
def _refused() -> Iterator[None]:
    """A programme that is refused is said by path and reason."""
    try:
        yield
    except BadProgramme as bad:
        raise click.ClickException(str(bad)) from bad


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise click.UsageError("a moment is like 2026-12-01T00:00:00+08:00")
    return moment.astimezone(UTC)


def _now() -> datetime:
    return datetime.now(UTC)
