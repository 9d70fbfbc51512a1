"""`regulars-server lifetime`: the CDNOW sample as orders of a store gives the published figures (F2)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.app import main
from server.merging import merge
from server.privacy.erase import erase
from server.store.lifetime import regulars
from server.store.moments import to_us

SAMPLE = Path(__file__).parents[1] / "loyalty" / "data" / "cdnow_sample.csv"
LAST = date(1997, 9, 30)
# (exit code, what was printed, what was said on the standard error)
Said = tuple[int, str, str]


@pytest.fixture
def command(centre: Any, tmp_path: Path, databases: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    config = tmp_path / "server.toml"
    url = databases.url(centre.folder)
    config.write_text(f'data = "{centre.folder}"\n' + (f'database = "{url}"\n' if url else ""), "utf-8")

    def run(*words: str) -> Said:
        code = main(["lifetime", "--config", str(config), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def days_of(repeats: int, recency: int, age: int) -> list[date]:
    """Days with an order: the first, the last, and the others on the days after the first."""
    first = LAST - timedelta(days=age)
    later = [*range(1, repeats), recency] if repeats else []
    return [first + timedelta(days=after) for after in (0, *later)]


def fill(centre: Any) -> None:
    """Every customer of the sample a member, every purchase an order; all after the first at their mean."""
    with SAMPLE.open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    members, orders = [], []
    for number, row in enumerate(rows, 1):
        member = f"m{number:04}"
        members.append((member, "", "", "zh", 0, f"RGM-{number:04}", 0))
        for n, day in enumerate(days_of(*(int(row[name]) for name in ("repeats", "recency_days", "age_days")))):
            paid_at = to_us(datetime.combine(day, time(4), UTC))
            # What is spent the first time says nothing in this model.
            fen = int(row["mean_cents"]) if n else 99_900
            orders.append(
                ("s1", f"{member}-{n}", member, fen, paid_at, day.isoformat(), 0, f"{member}-{n}", "", b"", b"")
            )
    with centre.store.transaction():
        centre.store.database.run_many(
            "INSERT INTO member (member, name, phone, language, marketing, code, joined_at) VALUES (?,?,?,?,?,?,?)",
            members,
        )
        centre.store.database.run_many(
            "INSERT INTO order_seen (store, order_id, member, total_fen, paid_at, on_date, points, receipt_code, "
            "digest, body, answer) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            orders,
        )


def test_F2_the_cdnow_sample_as_orders_gives_the_published_figures(centre: Any, command: Callable[..., Said]) -> None:
    fill(centre)

    code, out, _ = command("--to", LAST.isoformat(), "--json")
    said = json.loads(out)

    assert (code, said["weeks"], said["ordered"], said["ordered_again"]) == (0, 39, 2357, 946)
    visits, spend = said["bg_nbd"], said["gamma_gamma"]
    assert [round(visits[name], 3) for name in ("r", "alpha_weeks", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert round(visits["log_likelihood"], 1) == -9582.4
    assert [round(spend[name], 2) for name in ("p", "q")] == [6.25, 3.74]
    assert spend["gamma_yuan"] == pytest.approx(15.44, abs=0.01)
    assert round(spend["log_likelihood"], 2) == -4055.92
    assert len(said["members"]) == 2357
    (first,) = (one for one in said["members"] if one["member"] == "m0001")
    # E[Y(39) | x = 2, t_x = 30.43, T = 38.86]
    assert (first["orders"], first["last_order"], first["expected_orders"]) == (3, "1997-08-02", 1.226)
    assert type(first["value_fen"]) is int

    _, table, _ = command("--to", LAST.isoformat())
    assert "r 0.243  alpha 4.414 weeks  a 0.793  b 2.426  log-likelihood -9582.4" in table
    assert "log-likelihood -4055.92" in table
    shown = [line.split()[-1] for line in table.splitlines()[6:]]
    assert shown == [one["member"] for one in said["members"][:20]]


def test_too_few_who_came_again_are_said_to_be_too_few(centre: Any, command: Callable[..., Said]) -> None:
    member = centre.member()
    centre.order(6000, "o1", member)
    centre.wait(days=3)
    centre.order(7000, "o2", member)
    centre.order(5000, "o3", centre.member())

    code, out, err = command("--to", "2026-11-26")

    assert (code, out) == (1, "")
    assert err == (
        "regulars-server: too little to go by: up to 2026-11-26 1 of 2 members with orders came again on another day, "
        "and the models need 50\n"
    )


def test_nobody_can_have_stayed_away_until_a_day_to_come(command: Callable[..., Said]) -> None:
    code, out, err = command("--to", "2999-01-01")

    assert (code, out) == (2, "")
    assert "2999-01-01 is still to come" in err


@pytest.mark.parametrize("weeks", ["0", "-3", "521", "many"])
def test_weeks_that_are_none_are_used_wrongly(weeks: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["lifetime", "--config", str(tmp_path / "none.toml"), "--weeks", weeks])

    assert ended.value.code == 2


def test_orders_of_a_day_are_one_and_what_went_back_is_none(centre: Any) -> None:
    member = centre.member()
    centre.order(6000, "o1", member)
    centre.wait(days=3)
    for fen, order_id in ((7000, "o2"), (1000, "o3")):
        centre.order(fen, order_id, member)
    centre.wait(days=4)
    centre.order(9000, "o4", member)
    centre.refund("o4")

    (seen,) = known(centre, date(2026, 12, 2))

    assert (seen.member, seen.history, seen.repeat_fen) == (member.id, (1, 3, 10), 8000)
    assert known(centre, date(2026, 11, 21)) == []
    assert known(centre, date(2026, 11, 22))[0].history == (0, 0, 0)


def test_two_accounts_of_one_person_are_one_and_who_was_erased_is_nobody(centre: Any) -> None:
    kept, gone, erased = (centre.member() for _ in range(3))
    centre.order(6000, "o1", gone)
    centre.order(6000, "o2", erased)
    centre.wait(days=7)
    centre.order(5000, "o3", kept)
    with centre.store.transaction():
        merge(centre.house, kept.id, gone.id, "test", centre.now)
    assert erase(centre.house, erased.id, "test", centre.now)

    (seen,) = known(centre, date(2026, 11, 30))

    assert (seen.member, seen.history, seen.repeat_fen) == (kept.id, (1, 7, 8), 5000)


def known(centre: Any, last: date) -> Any:
    with centre.store.reading():
        return regulars(centre.store.database, last)
