"""The language of tickets. The layouts that ship are tested in tests/kiosk/test_tickets.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.layout import BadLayout, fill, names, parse
from drivers.printer.ticket import SMALL, Align, Bars, Gap, Pair, Qr, Rule, Text


def test_every_element_can_be_written_down() -> None:
    source = """
    # a comment

    text center size=2 bold | {house}
    text | plain
    text center fit size=3 | {house}
    text small | terms
    pair bold | {left} | right
    qr | {code}
    qr | {code} | under it
    bars | {code} | {code}
    rule
    rule heavy
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
        Text("馆", 3, False, Align.CENTER, fit=True),
        Text("terms", SMALL),
        Pair("L", "right", True),
        Qr("RGC-1"),
        Qr("RGC-1", "under it"),
        Bars("RGC-1", "RGC-1"),
        Rule(),
        Rule(heavy=True),
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
        ("rule bold", "rule knows no 'bold'"),
        ("pair small | a | b", "pair knows no 'small'"),
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
