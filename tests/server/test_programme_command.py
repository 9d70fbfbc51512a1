"""A programme is looked at, published and followed, without anybody losing what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loyalty.programme import DEMO, dump
from mqtt_bridge.messages import RewardList
from server import nightly
from server.app import main
from server.house import House
from server.programme.adopting import adopt
from server.programme.files import read


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "server.toml"
    path.write_text(f'data = "{tmp_path / "data"}"\n', "utf-8")
    return path


def written(folder: Path, name: str = "own.json", **changes: Any) -> Path:
    """The built-in programme with other figures: `earning__every_fen=4000`."""
    plain: dict[str, Any] = dump(DEMO)
    for path, value in changes.items():
        *way, last = path.split("__")
        at = plain
        for step in way:
            at = at[step]
        at[last] = value
    file = folder / name
    file.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    return file


def test_the_built_in_one_is_shown_and_can_be_read_again(tmp_path: Path, capsys: Any) -> None:
    assert main(["programme", "show", "demo"]) == 0

    shown = tmp_path / "shown.json"
    shown.write_text(capsys.readouterr().out, "utf-8")
    assert read(str(shown)) == DEMO


def test_lint_says_what_it_gives_back(capsys: Any) -> None:
    assert main(["programme", "lint", "demo"]) == 0
    assert "gives back 2.0 % at ¥500" in capsys.readouterr().out

    assert main(["programme", "lint", "demo", "--json", "--language", "zh"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["code"] == "gives-back"


def test_lint_finds_what_can_never_work(tmp_path: Path, capsys: Any) -> None:
    assert main(["programme", "lint", str(written(tmp_path, earning__balance_cap=100))]) == 1
    assert "more than a balance may be" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", '{"name": {"zh": "a", "en": "a"}, "earning": {"poins": 1}}', "earning.poins: unknown key; did you"),
        ("a.json", '{"name": {"zh": "a", "en": "a"}, "earning": {"points": 0.5}}', "earning.points: must be a whole"),
        ("a.json", '{"currency": "CNY", "currency": "EUR"}', "currency: stands twice in one table"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", '{"earning": {"points": 1e400}}', "earning.points: must be a whole number, not inf"),
        ("a.json", "{", "is no JSON"),
        ("a.toml", "name = [", "is no TOML"),
        ("a.toml", "[earning]\nevery_fen = -5\n", "is missing"),
        ("a.json", "\xff\xfe", "cannot be read"),
    ],
)
def test_a_wrong_one_is_refused_with_the_path_and_the_reason(
    tmp_path: Path, capsys: Any, name: str, text: str, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text.encode("latin-1"))

    assert main(["programme", "lint", str(file)]) == 1
    assert says in capsys.readouterr().err


def test_a_wrong_rule_is_refused_by_its_place_in_the_tree(tmp_path: Path, capsys: Any) -> None:
    rule = {"key": "lunch", "title": {"zh": "午市", "en": "Lunch"}, "give": {"bonus": {"points": 5}}}
    wrong = {**rule, "when": {"all": [{"when": {"weekdays": [1]}}, {"spend_form": 100}]}}

    assert main(["programme", "lint", str(written(tmp_path, rules=[wrong]))]) == 1
    assert 'rules[0].when.all[1].spend_form: unknown key; did you mean "spend_from"?' in capsys.readouterr().err


def test_what_changes_is_said(tmp_path: Path, capsys: Any) -> None:
    own = written(tmp_path, earning__every_fen=4_000)

    assert main(["programme", "diff", "demo", str(own)]) == 0
    assert capsys.readouterr().out == "earning every full: ¥50 → ¥40\n"
    assert main(["programme", "diff", "demo", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["path"] == "earning.every_fen"


def test_a_published_one_is_kept_and_counts(tmp_path: Path, config: Path, capsys: Any) -> None:
    own = written(tmp_path, earning__every_fen=4_000)

    assert main(["programme", "publish", str(own), "--config", str(config)]) == 0
    assert "version 2, in force" in capsys.readouterr().out
    assert main(["programme", "publish", str(own), "--config", str(config)]) == 0
    assert capsys.readouterr().out == "it is version 2 already\n"

    assert main(["programme", "versions", "--config", str(config), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["version"], row["in_force"]) for row in rows] == [(1, False), (2, True)]
    assert main(["programme", "diff", "@1", "@", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "earning every full: ¥50 → ¥40\n"


def test_one_for_a_moment_to_come_waits_and_one_for_a_past_moment_is_refused(
    tmp_path: Path, config: Path, capsys: Any
) -> None:
    own = str(written(tmp_path, earning__every_fen=4_000))

    assert main(["programme", "publish", own, "--config", str(config), "--from", "2020-01-01T00:00:00Z"]) == 1
    assert "is past" in capsys.readouterr().err
    assert main(["programme", "publish", own, "--config", str(config), "--from", "2999-01-01T00:00:00Z"]) == 0
    capsys.readouterr()
    assert main(["programme", "versions", "--config", str(config), "--json"]) == 0
    assert [row["in_force"] for row in json.loads(capsys.readouterr().out)] == [True, False]


@pytest.mark.parametrize(
    "words",
    [["lint", "@"], ["lint"], ["show", "@x", "--config", "CONFIG"], ["publish", "demo", "--config", "/nowhere.toml"]],
    ids=" ".join,
)
def test_used_wrongly_it_says_how(config: Path, words: list[str], capsys: Any) -> None:
    assert main(["programme", *(str(config) if word == "CONFIG" else word for word in words)]) == 2
    assert capsys.readouterr().err


def test_a_house_begins_with_its_own_file(tmp_path: Path, capsys: Any) -> None:
    own = written(tmp_path, earning__every_fen=4_000)
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\nprogramme = "{own}"\n', "utf-8")

    assert main(["programme", "diff", "demo", "@", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "earning every full: ¥50 → ¥40\n"
    own.unlink()
    assert main(["programme", "show", "@", "--config", str(config)]) == 0


def published(house: House, now: Any, file: Path, **when: Any) -> None:
    with house.transaction(now):
        adopt(house, read(str(file)), now, file.name, **when)


def test_tiers_and_coupons_that_people_hold_cannot_be_taken_away(centre: Any, tmp_path: Path, till: Any) -> None:
    centre.joined("13800138000")
    plain: Any = dump(DEMO)
    ladder, coupons = plain["tiers"]["ladder"], plain["coupons"]
    renamed = [{**ladder[0], "key": "green"}, *ladder[1:]]
    dearer = [{**one, "skus": ["tap-water"]} if one["key"] == "join-gift" else one for one in coupons]

    for changes, path in (
        ({"tiers__ladder": renamed}, "tiers.ladder"),
        ({"coupons": dearer}, "coupons[join-gift].skus"),
    ):
        with pytest.raises(ValueError, match="^" + path.replace("[", r"\[").replace("]", r"\]")):
            published(centre.house, centre.now, written(tmp_path, **changes))
    assert centre.store.programmes.newest() == 1


def test_an_order_is_reckoned_with_the_programme_of_its_day_and_so_is_its_refund(
    centre: Any, tmp_path: Path, till: Any
) -> None:
    member = centre.member(points=0)
    ring_up = order_of(member.code, centre.now.isoformat(), 48_000)
    published(centre.house, centre.now, written(tmp_path, earning__every_fen=1_000), valid_from=centre.now)
    before = order_of(member.code, (centre.now.replace(hour=3)).isoformat(), 48_000)

    centre.wait(minutes=1)
    new = till.post("/orders", json={**ring_up, "order_id": "new"}).json()
    old = till.post("/orders", json={**before, "order_id": "old"}).json()
    published(centre.house, centre.now, written(tmp_path, earning__every_fen=100_000))
    half = {"refund_id": "r1", "lines": [{"sku": "duck", "qty": 1}]}

    assert (new["points"]["earned"], old["points"]["earned"]) == (48 + 50, 9)
    assert till.post("/orders/new/refunds", json=half).json()["points"]["taken_back"] == 24
    assert till.post("/orders/old/refunds", json=half).json()["points"]["taken_back"] == 5
    assert centre.house.programme.earning.every_fen == 100_000


def order_of(code: str, paid_at: str, fen: int) -> dict[str, Any]:
    return {
        "store": "s1",
        "member": {"code": code},
        "lines": [{"sku": "duck", "name": "烤鸭", "category": "main", "qty": 2, "amount_fen": fen}],
        "total_fen": fen,
        "paid_at": paid_at,
    }


def test_rules_as_trees_count_at_the_till_with_their_own_caps(centre: Any, tmp_path: Path, till: Any) -> None:
    rules = [
        {
            "key": "here",
            "title": {"zh": "本店奖励", "en": "This store's bonus"},
            "when": {"all": [{"stores": ["s1"]}, {"spend_from": 10_000}]},
            "give": {"bonus": {"points": 7}},
            "caps": {"day": 10},
        },
        {
            "key": "elsewhere",
            "title": {"zh": "二店奖励", "en": "The other store's bonus"},
            "when": {"stores": ["s2"]},
            "give": {"bonus": {"points": 1_000}},
        },
    ]
    published(centre.house, centre.now, written(tmp_path, rules=rules, earning__first_order=None))
    member = centre.member(points=0)

    def pay(order_id: str) -> Any:
        body = order_of(member.code, centre.now.isoformat(), 10_000)
        return till.post("/orders", json={**body, "order_id": order_id}).json()

    first, second, third = pay("o1"), pay("o2"), pay("o3")

    assert [one["points"]["earned"] for one in (first, second, third)] == [2 + 7, 2 + 3, 2]
    assert {"points": 7, "zh": "本店奖励 +7 点", "en": "This store's bonus: +7 points"} in first["why"]
    assert any(why["points"] == 0 and why["zh"].startswith("二店奖励未满足") for why in first["why"])
    till.post("/orders/o2/refunds", json={"refund_id": "r1", "lines": None})
    assert centre.points(member) == 11


def test_the_kiosks_next_question_is_answered_under_the_new_programme(centre: Any, tmp_path: Path, kiosk: Any) -> None:
    rewards: Any = dump(DEMO)["rewards"]
    published(centre.house, centre.now, written(tmp_path, rewards=rewards[:1]))

    assert len(kiosk.ask(RewardList(member="x")).rewards) == 1
    assert centre.house.number == 2


def test_after_a_publication_every_account_has_a_night_when_it_begins(centre: Any) -> None:
    for _ in range(3):
        centre.member()
    nightly.run(centre.house, centre.now)
    assert centre.store.nights.count_due(centre.now) == 0

    with centre.store.transaction():
        assert centre.store.nights.wake_by(centre.now, 2) == 2
        assert centre.store.nights.wake_by(centre.now, 2) == 1
        assert centre.store.nights.wake_by(centre.now, 2) == 0

    assert centre.store.nights.count_due(centre.now) == 3


def test_a_birthday_by_the_moon_counts_on_its_day_of_this_year(centre: Any, tmp_path: Path, till: Any) -> None:
    gift = {
        "key": "birthday",
        "title": {"zh": "生日加赠", "en": "Birthday"},
        "when": {"birthday": "day"},
        "give": {"bonus": {"points": 20}},
    }
    published(centre.house, centre.now, written(tmp_path, rules=[gift], earning__first_order=None))
    member = centre.member(points=0)
    with centre.store.transaction():
        # The 14th of the tenth month of that year is 22 November 2026.
        centre.store.members.set_birthday(member.id, "L-10-14")

    told = till.post("/orders", json={**order_of(member.code, centre.now.isoformat(), 5_000), "order_id": "o1"}).json()

    assert told["points"]["earned"] == 21
