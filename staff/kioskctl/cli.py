"""The door: global options, and which module holds which command. A command is imported when it is named."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import click

from staff.kioskctl.place import NoPlace, find

# The order is that of the help: look, look closer, do, understand.
COMMANDS = {
    "status": "status:status",
    "doctor": "doctor:doctor",
    "test": "selftest:test",
    "queue": "queue:queue",
    "logs": "logs:logs",
    "events": "events:events",
    "card": "card:card",
    "printer": "printer:printer",
    "screen": "screen:screen",
    "maintenance": "maintenance:maintenance",
    "config": "config:config",
    "time": "time:time",
    "sim": "sim:sim",
    "top": "top:top",
    "support-bundle": "support_bundle:support_bundle",
    "replay": "replay:replay",
}


class Lazy(click.Group):
    """A group whose commands are loaded by name, so that one command does not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"staff.kioskctl.{module}"), name)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--kiosk-dir",
    type=click.Path(path_type=Path),
    help="The kiosk's data folder. Else $REGULARS_KIOSK, /var/lib/regulars/kiosk or ./var/demo/kiosk-1.",
)
@click.version_option(package_name="regulars")
@click.pass_context
def kioskctl(ctx: click.Context, kiosk_dir: Path | None) -> None:
    """Look after this kiosk.

    Exit codes: 0 fine, 1 problem found, 2 usage, 3 not running, 4 needs root, 5 refused.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    try:
        ctx.obj = find(kiosk_dir)
    except NoPlace as error:
        raise click.UsageError(str(error)) from error
