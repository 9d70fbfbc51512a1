"""The merchant's leaderboard: any days, masked unless somebody answers for the names, and an objection holds (B12)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mqtt_bridge.messages import ProfileChanged
from server.app import main
from server.reports.leaderboard import leaders
from server.reports.period import Period


@pytest.fixture
def ranked(centre: Any, kiosk: Any) -> Any:
    """Three who earned this month: one by name, one with a formula for a name, one who does not want to be seen."""
    for points, name in ((70, "林晓雨"), (60, "=1+1"), (50, "王建国")):
        member = centre.member(points=points)
        with centre.store.transaction():
            centre.store.members.rename(member.id, name)
        last = member
    kiosk.tell(ProfileChanged(member=last.id, listed=False))
    return centre


@pytest.fixture
def command(ranked: Any, tmp_path: Path, databases: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    ranked.store.close()
    config = tmp_path / "server.toml"
    url = databases.url(ranked.folder)
    config.write_text(f'data = "{ranked.folder}"\n' + (f'database = "{url}"\n' if url else ""), "utf-8")

    def run(*words: str) -> str:
        assert main(["leaderboard", "--config", str(config), *words]) == 0
        return capsys.readouterr().out

    return run


THAT_MONTH = ("--from", "2026-11-01", "--to", "2026-11-30")


def test_names_are_masked_and_who_objected_has_none(command: Callable[..., str]) -> None:
    rows = json.loads(command(*THAT_MONTH, "--json"))

    assert [(row["rank"], row["points"]) for row in rows] == [(1, 70), (2, 60), (3, 50)]
    assert [row["name"] for row in rows] == ["林**", "=****", "—"]


def test_whole_names_are_for_who_answers_for_them_and_it_is_written_down(
    command: Callable[..., str], open_centre: Any
) -> None:
    rows = json.loads(command(*THAT_MONTH, "--json", "--names", "--operator", "Chen", "--reason", "prizes of November"))

    assert [row["name"] for row in rows] == ["林晓雨", "=1+1", "—"]
    (line,) = open_centre().store.audit.lines()
    assert (line.operator, line.action, line.reason) == ("Chen", "leaderboard names", "prizes of November")
    assert json.loads(line.detail) == {"from": "2026-11-01", "to": "2026-11-30", "places": 3}


@pytest.mark.parametrize("words", [("--names",), ("--names", "--operator", "Chen"), ("--names", "--operator", " ",
                                   "--reason", "x")])  # fmt: skip
def test_no_names_for_nobody_and_for_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["leaderboard", "--config", str(tmp_path / "none.toml"), *words])

    assert ended.value.code == 2


def test_a_spreadsheet_runs_nothing(command: Callable[..., str]) -> None:
    sheet = command(*THAT_MONTH, "--csv", "--names", "--operator", "Chen", "--reason", "prizes")

    rows = list(csv.reader(io.StringIO(sheet)))
    assert rows[0] == ["rank", "member", "name", "points"]
    assert [row[2] for row in rows[1:]] == ["林晓雨", "'=1+1", "—"]


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--from", "2026-12-01", "--to", "2026-11-30"), "before the first"), (("--top", "0"), "no place below 1")],
)
def test_days_that_end_before_they_begin_and_no_places_are_used_wrongly(
    words: tuple[str, ...], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n', "utf-8")
    try:
        code = main(["leaderboard", "--config", str(config), *words])
    except SystemExit as ended:
        code = ended.code

    assert code == 2
    assert says in capsys.readouterr().err


def test_any_days_may_be_asked_for(centre: Any) -> None:
    one, two = centre.member(points=30), centre.member(points=0)
    centre.now = datetime(2026, 12, 5, 4, tzinfo=UTC)
    with centre.store.transaction():
        centre.house.give(two.id, 40, centre.origin("later"), "test")

    def points(first: date, last: date) -> list[tuple[int, int]]:
        with centre.store.reading():
            return [(row.rank, row.points) for row in leaders(centre.house, Period(first, last), 10)]

    assert points(date(2026, 11, 1), date(2026, 12, 31)) == [(1, 40), (2, 30)]
    assert points(date(2026, 11, 1), date(2026, 11, 30)) == [(1, 30)]
    assert points(date(2026, 12, 1), date(2026, 12, 31)) == [(1, 40)]
    assert points(date(2026, 11, 22), date(2026, 11, 22)) == [(1, 30)]
    assert points(date(2025, 1, 1), date(2025, 1, 1)) == []
    assert one.id != two.id
