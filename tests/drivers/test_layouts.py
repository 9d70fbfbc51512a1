"""The language of tickets, and every layout that ships: golden bytes, and codes read back from the paper."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.emulator import Emulator
from drivers.printer.encode import encoder
from drivers.printer.layout import BadLayout, fill, names, parse
from drivers.printer.ticket import Align, Bars, Gap, Pair, Qr, Rule, Text
from kiosk.layouts import NAMES, layout, ticket

GOLDEN = Path(__file__).parent / "golden"
HOUSE = {"house_zh": "莲火小馆", "house_en": "Lotus & Ember", "place": "s1 · kiosk-1", "printed": "2026-11-22 12:30"}
VALUES: dict[str, dict[str, Any]] = {
    "gift": HOUSE | {"value": "¥200", "note": "生日快乐！小林", "code": "RGC-7GQ2M9XK4T8VB3NC", "until": "2027-11-22"},
    "referral": HOUSE
    | {
        "offer_zh": "你和朋友各得 100 积分",
        "offer_en": "100 points for both of you",
        "code": "RGR-7GQ2M9XK4T8VB3NC",
        "until": "2026-12-31",
    },
    "receipt": HOUSE
    | {
        "lines": [
            {"name": "招牌牛肉面", "qty": 2, "amount": "¥76.00"},
            {"name": "冰柠檬茶 Iced lemon tea", "qty": 1, "amount": "¥16.00"},
        ],
        "total": "¥92.00",
        "earned": [{"reason": "消费积分", "points": 92}, {"reason": "周二双倍", "points": 92}],
        "code": "RGR-0123456789ABCDEF",
        "order": "T-20261122-0042",
    },
    "boot": HOUSE
    | {
        "kiosk": "kiosk-1",
        "store": "s1",
        "version": "0.1.0",
        "address": "192.168.1.40",
        "server": "online",
        "devices": [{"device": "reader", "state": "ok"}, {"device": "printer", "state": "low"}],
        "problems": "",
    },
}


def test_every_element_can_be_written_down() -> None:
    source = """
    # a comment

    text center size=2 bold | {house}
    text | plain
    pair bold | {left} | right
    qr | {code}
    qr | {code} | under it
    bars | {code} | {code}
    rule
    gap
    gap 3
    ? note text | {note}
    * lines pair | {name} | {left}
    """
    values = {
        "house": "馆",
        "left": "L",
        "code": "RGC-1",
        "note": "",
        "lines": [{"name": "a"}, {"name": "b", "left": "M"}],
    }

    assert names(parse(source)) == {"house", "left", "code", "note", "lines"}
    assert fill(parse(source), values).elements == (
        Text("馆", 2, True, Align.CENTER),
        Text("plain"),
        Pair("L", "right", True),
        Qr("RGC-1"),
        Qr("RGC-1", "under it"),
        Bars("RGC-1", "RGC-1"),
        Rule(),
        Gap(),
        Gap(3),
        Pair("a", "L"),
        Pair("b", "M"),
    )
    assert Text("here") in fill(parse(source), values | {"note": "here"}).elements


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("txet | a", "line 1: 'txet' is none of text, pair"),
        ("\ntext blod | a", "line 2: text knows no 'blod'"),
        ("text | a | b", "line 1: text does not take 2 texts"),
        ("pair | a", "pair does not take 1 texts"),
        ("rule | a", "rule does not take 1 texts"),
        ("gap center", "gap knows no 'center'"),
        ("? note", "needs the name of a value and an element"),
        ("text size=9 | a", "knows no 'size=9'"),
    ],
)
def test_a_slip_in_a_layout_is_found_when_it_is_read(source: str, why: str) -> None:
    with pytest.raises(BadLayout, match=why):
        parse(source)


def test_a_value_that_is_missing_or_no_list_is_named() -> None:
    with pytest.raises(BadLayout, match="line 1: there is no value 'code'"):
        fill(parse("qr | {code}"), {})
    with pytest.raises(BadLayout, match="line 1: 'lines' is not a list"):
        fill(parse("* lines text | a"), {"lines": "no"})


@given(st.text(max_size=60))
def test_a_value_is_never_read_as_layout(value: str) -> None:
    (element,) = fill(parse("pair | {a} | x"), {"a": value, "b": "secret"}).elements
    assert element == Pair(value, "x")


@pytest.mark.parametrize("width_mm", [58, 80])
@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_ticket_that_ships_is_the_same_bytes_as_ever_and_its_code_can_be_read(
    name: str, chinese: bool, width_mm: int
) -> None:
    """WRITE_GOLDEN=1 writes the files anew; look at the paper before you commit them."""
    job = encoder(width_mm, chinese=chinese)(ticket(name, VALUES[name]))
    golden = GOLDEN / f"{name}_{width_mm}mm{'_gb18030' if chinese else ''}.bin"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_bytes(job)
    assert job == golden.read_bytes()
    assert len(job) <= 15_000

    printer = Emulator(width_mm)
    printer.feed(job)
    assert (len(printer.cuts), printer.unknown_commands) == (1, 0)
    read = [code.text for code in zxingcpp.read_barcodes(printer.cuts[0].sheet.whole())]
    assert read == ([VALUES[name]["code"]] if "code" in VALUES[name] else [])


@pytest.mark.parametrize("name", NAMES)
def test_a_ticket_needs_exactly_the_values_it_is_given(name: str) -> None:
    assert names(layout(name)) <= set(VALUES[name])


def test_there_is_no_other_ticket() -> None:
    with pytest.raises(KeyError):
        layout("../../etc/passwd")
    folder = Path(__file__).parents[2] / "kiosk" / "layouts"
    assert {file.stem for file in folder.glob("*.ticket")} == set(NAMES)
