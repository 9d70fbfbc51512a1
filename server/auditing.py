"""Who did what by hand, when and why: what every command that changes something asks, and `regulars-server audit`.

The lines are in the table audit, which only grows, and hold no personal data: members by their id, what changed by the
name of the field. A line is written in the transaction of what it tells of: neither is there without the other.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from server.beside import opened, run
from server.house import House
from server.store.audit import Line

Command = TypeVar("Command", bound=Callable[..., Any])
OPERATOR = "who does it (default: who is signed in here)"


@dataclass(frozen=True, slots=True)
class By:
    """Whoever is at the keyboard, and what moved them."""

    operator: str
    reason: str

    def note(self, house: House, now: datetime, action: str, **of_what: object) -> None:
        """Write the line. Inside the transaction of what it tells of."""
        house.store.audit.note(now, self.operator, action, self.reason, of_what)


def signed_in() -> str:
    """The account at this machine; through sudo, that of whoever called it."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def asked(reason: str = "") -> Callable[[Command], Command]:
    """`--operator` and `--reason` for a command of click's, found again by `by`. "": the reason must be given."""

    def wrap(command: Command) -> Command:
        why = click.option(
            *("--reason", "_reason"),
            **({"default": reason} if reason else {"required": True}),
            expose_value=False,
            callback=_given,
            help="Why; kept for ever." + (f" (default: {reason})" if reason else ""),
        )
        who = click.option(
            *("--operator", "_operator"),
            default=signed_in,
            show_default=False,
            expose_value=False,
            callback=_given,
            help=OPERATOR[0].upper() + OPERATOR[1:] + ".",
        )
        return why(who(command))

    return wrap


def typed(group: click.Group, arguments: list[str], name: str) -> int:
    """Run a command of click's; its exit code."""
    try:
        group.main(arguments, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def by() -> By:
    """What was answered to the options of `asked`."""
    said = click.get_current_context().meta
    return By(said["_operator"], said["_reason"])


def _given(context: click.Context, option: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("must not be empty")
    context.meta[str(option.name)] = value
    return value


def main(arguments: list[str]) -> int:
    """0 done, 1 it could not be read, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server audit", description="Who did what by hand, when and why?")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--member", default="", metavar="ID", help="only what was done to this member")
    parser.add_argument("--last", type=int, default=0, metavar="N", help="only the last so many lines")
    parser.add_argument("--json", action="store_true", help="for programs")
    given = parser.parse_args(arguments)
    return run(lambda: _said(given))


def _said(given: argparse.Namespace) -> int:
    with opened(given.config, datetime.now(UTC)) as house, house.store.reading():
        lines = [line for line in house.store.audit.lines() if not given.member or given.member in _members(line)]
        zone = house.programme.zone
    shown = lines[-given.last :] if given.last > 0 else lines
    if given.json:
        rows = [
            {
                "at": one.at.astimezone(zone).isoformat(),
                "operator": one.operator,
                "action": one.action,
                "reason": one.reason,
                "detail": json.loads(one.detail),
            }
            for one in shown
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return 0
    for one in shown:
        at = one.at.astimezone(zone)
        sys.stdout.write(f"{at:%Y-%m-%d %H:%M:%S}  {one.operator}  {one.action}  {one.detail}  {one.reason}\n")
    return 0


def _members(line: Line) -> set[object]:
    told = json.loads(line.detail)
    return {told.get(name) for name in ("member", "kept", "gone")}
