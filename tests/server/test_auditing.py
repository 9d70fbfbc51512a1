"""Every command by which somebody changes something says who did it, when and why (A9)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from loyalty.programme import DEMO, Joining, dump
from server.app import COMMANDS, main
from server.privacy.command import member as member_group
from server.privacy.identity_command import identity as identity_group
from server.programme.command import programme as programme_group

BY = ("--operator", "Chen Jie", "--reason", "asked at the counter")
# What only looks changes nothing, and neither does what runs by a timer every night.
LOOKS = {
    *("verify", "nightly", "settlement", "leaderboard", "lifetime", "audit", "identity list"),
    *("member duplicates", "member wrong"),
    *("programme lint", "programme show", "programme diff", "programme versions"),
}
Type = Callable[..., Any]


@pytest.fixture
def typed(centre: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """Types a command of the server's; its code and what it printed."""
    if centre.store.database.dialect != "sqlite":
        pytest.skip("the commands open either database the same way")
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{centre.folder}"\n[identity_check]\nenabled = true\n')

    def typed(command: str, *words: str) -> tuple[int, Any]:
        group, _, rest = command.partition(" ")
        inner = group in ("member", "identity")
        line = [group, "--config", str(config), *rest.split(), *words] if inner else [group, *rest.split(), *words]
        code = main(line if inner else [*line, "--config", str(config)])
        said = capsys.readouterr()
        return code, said.out or said.err

    return typed


def test_A9_every_command_that_changes_something_leaves_a_line_of_who_when_and_why(
    centre: Any, typed: Type, tmp_path: Path
) -> None:
    one, other, third = (centre.member(points=20, card=f"04aa{n}bccddee") for n in (1, 2, 3))
    own, scan = tmp_path / "own.json", tmp_path / "scan.png"
    own.write_text(json.dumps(dump(replace(DEMO, joining=Joining(points=88)))))
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    attached: list[str] = []

    def check() -> str:
        return attached[0]

    commands: dict[str, Callable[[], tuple[str, ...]]] = {
        "member export": lambda: (f"id:{one.id}",),
        "member change": lambda: (f"id:{one.id}", "--name", "林小雨", "--birthday", "05-03"),
        "member adjust": lambda: (f"id:{one.id}", "5"),
        "member compensate": lambda: (f"id:{one.id}",),
        "member block-card": lambda: (f"id:{one.id}",),
        "member merge": lambda: (f"id:{one.id}", f"id:{other.id}"),
        "identity attach": lambda: (f"id:{one.id}", "--kind", "passport", "--file", str(scan), "--checked-by", "Wu"),
        "identity show": lambda: (check(), "--out", str(tmp_path / "seen.png")),
        "identity remove": lambda: (check(),),
        "programme publish": lambda: (str(own),),
        "grant": lambda: ("off-10", "--event", "spring"),
        "member erase": lambda: (f"id:{third.id}", "--yes"),
    }
    groups = {"member": member_group, "identity": identity_group, "programme": programme_group}
    assert set(commands) == every_command(groups) - LOOKS

    for name, words in commands.items():
        code, said = typed(name, *words(), *BY)
        assert code == 0, (name, said)
        if name == "identity attach":
            attached.append(json.loads(said)["check"])

    lines = centre.store.audit.lines()
    assert [line.action for line in lines] == list(commands)
    assert {(line.operator, line.reason) for line in lines} == {("Chen Jie", "asked at the counter")}
    kept = json.dumps([line.detail for line in lines])
    assert all(secret not in kept for secret in (one.phone[3:], "林小雨", "05-03"))
    assert [row["action"] for row in json.loads(typed("audit", "--json", "--member", third.id)[1])] == ["member erase"]
    assert typed("audit", "--last", "1")[1].count("\n") == 1


def every_command(groups: dict[str, click.Group]) -> set[str]:
    inner = {f"{name} {command}" for name, group in groups.items() for command in group.commands}
    return (set(COMMANDS) - set(groups)) | inner


def test_a_change_that_is_refused_leaves_no_line_and_a_reason_is_asked_for(centre: Any, typed: Type) -> None:
    one, other = centre.member(points=5), centre.member()

    assert typed("member adjust", "--reason", "typo", f"id:{one.id}", "--", "-50")[0] == 1
    assert typed("member change", f"id:{one.id}", "--phone", other.phone, *BY)[0] == 1
    assert typed("member change", f"id:{one.id}", "--phone", "12", *BY)[0] == 1
    for name in ("", "\u202eevil", "Bob\x1bp", "x" * 81, "a\nb"):
        assert typed("member change", f"id:{one.id}", "--name", name, *BY)[0] == 1
    for birthday in ("02-30", "2031-01-01", "tomorrow"):
        assert typed("member change", f"id:{one.id}", "--birthday", birthday, *BY)[0] == 1
    assert typed("member merge", f"id:{one.id}", f"id:{other.id}")[0] == 2
    assert typed("member adjust", f"id:{one.id}", "5", "--reason", " ")[0] == 2
    assert centre.store.audit.lines() == []


def test_a_night_of_another_moment_is_somebodys_decision(centre: Any, typed: Type) -> None:
    assert typed("nightly", "--now", "2026-11-23T03:00:00+08:00")[0] == 0

    (line,) = centre.store.audit.lines()
    assert (line.action, line.detail) == ("nightly", '{"moment": "2026-11-22T19:00:00+00:00"}')


def test_who_was_found_by_a_wrong_number_is_found_by_the_right_one_and_the_profile_is_confirmed(
    centre: Any, typed: Type
) -> None:
    member = centre.member()

    code, said = typed("member change", f"phone:{member.phone}", "--phone", "139 0013 9000", "--email", "A@b.cn", *BY)

    assert (code, json.loads(said)) == (0, {"changed": ["phone", "email"]})
    members = centre.store.members
    assert members.find("phone", member.phone) is None
    found = members.find("phone", "+8613900139000")
    assert (found.id, found.phone, found.email) == (member.id, "+8613900139000", "a@b.cn")
    assert members.find("email", "a@b.cn").confirmed_at is not None
