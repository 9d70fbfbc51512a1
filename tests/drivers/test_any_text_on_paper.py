"""Whatever a text holds, it cannot drive the printer, fall off the paper or use up the roll."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drivers.printer import letters
from drivers.printer.emulator import DOTS, Emulator
from drivers.printer.encode import encoder
from drivers.printer.ticket import Align, Gap, Pair, Qr, Rule, Text, Ticket
from drivers.printer.tokens import TEXT, Tokenizer
from drivers.printer.wrap import balance, clean, wrap

# A name that opens the cash drawer, cuts the paper and asks for the status, on a printer that is not protected.
ATTACK = "Bob\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01\x00\x01\x10\x04\x01\x9b\u202e"
OURS = {b"\x1b@", b"\x1bE", b"\x1ba", b"\x1bJ", b"\x1bd", b"\x1bt", b"\x1bM", b"\x1b2", b"\x1b3"} | {
    b"\x1b$",
    b"\x1b*",
    b"\x1d!",
    b"\x1db",
    b"\x1dv0",
    b"\x1d(k",
    b"\x1dV",
}
TEXTS = st.one_of(st.text(max_size=60), st.text(st.characters(max_codepoint=0x9F), max_size=60), st.just(ATTACK))
ELEMENTS = st.one_of(
    st.builds(Text, TEXTS, st.integers(-1, 9), st.booleans(), st.sampled_from(Align), st.booleans()),
    st.builds(Pair, TEXTS, TEXTS, st.booleans()),
    st.builds(Qr, TEXTS.filter(lambda text: 0 < len(clean(text).encode()) <= 300), TEXTS),
    st.builds(Gap, st.integers(-5, 10_000)),
    st.builds(Rule, st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ELEMENTS, max_size=6), st.sampled_from([58, 80]), st.booleans())
@example([Text(ATTACK, 3, True), Pair(ATTACK, ATTACK), Qr(ATTACK, ATTACK)], 58, True)
def test_no_text_yields_a_command_of_its_own(elements: list[Text], width_mm: int, native_qr: bool) -> None:
    job = encoder(width_mm, native_qr)(Ticket(tuple(elements)))

    tokens = [token for token, _raw in Tokenizer().feed(job)]
    names = [token.name for token in tokens]
    assert set(names) <= OURS | {TEXT, b"\n"}
    assert (names[0], names[-1]) == (b"\x1b@", b"\x1dV")
    assert names.count(b"\x1dV") == names.count(b"\x1b@") == 1
    assert all(token.data.isascii() and token.data.decode().isprintable() for token in tokens if token.name == TEXT)


@settings(max_examples=60, deadline=None)
@given(st.lists(ELEMENTS, max_size=6), st.sampled_from([58, 80]))
def test_nothing_hangs_over_the_edge_of_the_paper(elements: list[Text], width_mm: int) -> None:
    job = encoder(width_mm)(Ticket(tuple(elements)))

    for token, _raw in Tokenizer().feed(job):
        if token.name == b"\x1dv0":
            assert int.from_bytes(token.data[1:3], "little") * 8 <= DOTS[width_mm]
    printer = Emulator(width_mm)
    printer.feed(job)
    assert len(printer.cuts) == 1


@given(st.text())
def test_clean_text_holds_no_control_character(text: str) -> None:
    cleaned = clean(text)

    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F or 0xD800 <= ord(char) <= 0xDFFF for char in cleaned)
    assert clean(cleaned) == cleaned


@given(st.text(st.sampled_from("ab 熟客，。("), max_size=80), st.integers(2, 12))
def test_wrapping_loses_nothing_but_spaces_and_every_line_fits(text: str, columns: int) -> None:
    lines = wrap(text, lambda line: len(line) <= columns)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= columns for line in lines)


@given(st.text(st.sampled_from("ab 熟客，。("), max_size=80), st.integers(2, 60))
def test_balanced_lines_are_as_few_lose_nothing_and_fit(text: str, columns: int) -> None:
    lines = balance(text, len, columns)

    assert len(lines) == len(wrap(text, lambda line: len(line) <= columns))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= columns for line in lines)


def test_a_centred_text_leaves_no_single_character_on_its_last_line() -> None:
    assert balance("每张限用一次，重复打印仍为同一张券", len, 16) == ["每张限用一次，重复", "打印仍为同一张券"]
    assert balance("Dine-in everywhere, not with other offers", len, 36) == [
        "Dine-in everywhere,",
        "not with other offers",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two", ["one", "two"]),
        ("incomprehensible", ["incom", "prehe", "nsibl", "e"]),
        ("会员专享券", ["会员专享券"]),
        ("会员专享好券", ["会员专享好", "券"]),
        ("会员专享券，好", ["会员专享", "券，好"]),
        ("会员专享（好）", ["会员专享", "（好）"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert wrap(text, lambda line: len(line) <= 5) == lines


def test_a_name_with_an_emoji_loses_the_emoji_and_a_rare_letter_stays_as_a_box() -> None:
    assert encoder()(Ticket((Text("小林🎉"),))) == encoder()(Ticket((Text("小林"),)))
    assert encoder()(Ticket((Text("小林𠮷"),))) != encoder()(Ticket((Text("小林"),)))


@pytest.mark.parametrize("char", "熟客券喆堃镕珺¥￥·—“”…★→éü①")
def test_the_typeface_holds_what_tickets_say(char: str) -> None:
    assert letters.has(char)


def test_a_name_of_a_megabyte_does_not_empty_the_roll() -> None:
    assert len(encoder()(Ticket((Text("长" * 1_000_000, size=3),)))) < 400_000
    assert len(encoder()(Ticket((Text("long " * 200_000),)))) < 2_000
