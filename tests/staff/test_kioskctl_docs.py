"""docs/kioskctl.md says what `kioskctl --help` says: every command, every option, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from staff.kioskctl.cli import kioskctl as door

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "kioskctl.md").read_text("utf-8")


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


COMMANDS = dict(_commands(door, "kioskctl"))


def _section(path: str) -> str:
    found = re.search(rf"^#+ {path}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/kioskctl.md has no section {path!r}"
    return found[1]


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_on_the_page(path):
    section = _section(path)
    for parameter in COMMANDS[path].params:
        for option in parameter.opts if isinstance(parameter, click.Option) else ():
            assert f"`{option}" in section, f"{path} {option} is not explained"
        if isinstance(parameter.type, click.Choice):
            for choice in parameter.type.choices:
                assert choice in section


def test_every_command_of_the_page_is_there():
    assert set(re.findall(r"^#+ (kioskctl [a-z -]+)$", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_every_command_says_in_its_help_what_it_does():
    assert all(command.get_short_help_str() for command in COMMANDS.values())


def test_every_reading_command_takes_json():
    doing = {"kioskctl queue flush", "kioskctl screen shot", "kioskctl screen updating", "kioskctl config validate"}
    doing |= {"kioskctl screen blank", "kioskctl screen wake", "kioskctl maintenance on", "kioskctl maintenance off"}
    doing |= {"kioskctl queue retry", "kioskctl config set", "kioskctl config reset"}
    for path, command in COMMANDS.items():
        if path not in doing and not isinstance(command, click.Group):
            assert "--json" in [option for parameter in command.params for option in parameter.opts], path
