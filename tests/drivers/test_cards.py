"""Writing cards, reading addresses, key files, and what the reader makes of any order of events."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.nfc import kinds, ndef, ntag424, sun
from drivers.nfc.apdu import CardSays
from drivers.nfc.identify import identify
from drivers.nfc.keys import BadKeys, KeyBook, Slot, load
from drivers.nfc.pcsc import PcscReader
from drivers.nfc.provision import NotOurs, provision, template
from drivers.nfc.scard import ANY_READER, CHANGED, PRESENT, UNAWARE, CardGone, Look
from drivers.nfc.watch import CardCame, CardWent, Watch
from drivers.ports import CardTapped, Proof
from drivers.rig.cards import Ntag215, Ntag424, storage_atr

UID = bytes.fromhex("04de5f1eacc040")
CENTRE = KeyBook(b"R", {slot: bytes((slot + 65,)) * 16 for slot in Slot})
ADDRESS = "https://regulars.example/m?s=1"


class Torn:
    """A card that is torn away after `asks` commands."""

    def __init__(self, card: Ntag424, asks: int) -> None:
        self._card, self._left = card, asks

    def __call__(self, command: bytes) -> bytes:
        if not self._left:
            raise CardGone("torn away")
        self._left -= 1
        return self._card.apdu(command)


def test_a_written_card_seals_its_address_at_each_read_and_a_second_writing_changes_nothing() -> None:
    card = Ntag424(UID)
    steps: list[str] = []
    assert provision(card.apdu, CENTRE, ADDRESS, steps.append) == UID
    assert steps[0] == "writing the address" and steps[-1] == "asking the card to prove itself"
    keys = dict(card.keys)

    counters = []
    for _read in range(3):
        card.reset()
        assert ntag424.select(card.apdu)
        address = ndef.read_address(ntag424.read_ndef(card.apdu)) or ""
        assert address.startswith(ADDRESS + "&e=")
        query = dict(part.split("=") for part in address.partition("?")[2].split("&"))
        opened = sun.verify(
            bytes.fromhex(query["e"]), bytes.fromhex(query["c"]), keys[Slot.META], lambda _uid: keys[Slot.SUN]
        )
        assert opened.uid == UID
        counters.append(opened.reads)
    assert counters == sorted(set(counters))

    provision(card.apdu, CENTRE, ADDRESS)
    assert card.keys == keys


def test_a_card_torn_away_at_any_moment_of_the_writing_is_finished_the_next_time() -> None:
    for asks in range(40):
        card = Ntag424(UID)
        try:
            provision(Torn(card, asks), CENTRE, ADDRESS)
        except CardGone:
            card.reset()
            provision(card.apdu, CENTRE, ADDRESS)
        else:
            break
        assert identify(card.apdu, CENTRE) == CardTapped(UID.hex(), Proof.CHALLENGED)
    else:
        pytest.fail("the writing never ends")
    assert asks > 15


def test_a_card_that_is_not_ours_is_not_written() -> None:
    with pytest.raises(NotOurs, match="no NTAG 424"):
        provision(Ntag215(UID).apdu, CENTRE, ADDRESS)
    with pytest.raises(NotOurs, match="not ours"):
        provision(Ntag424(UID, {0: b"?" * 16}).apdu, CENTRE, ADDRESS)
    with pytest.raises(NotOurs, match="no master for admin"):
        provision(Ntag424(UID).apdu, KeyBook(), ADDRESS)
    for address in ("http://regulars.example", "https://熟客.example", "https://" + "x" * 300):
        with pytest.raises(ValueError, match="address"):
            template(address)


def test_two_cards_never_share_a_key_but_the_one_that_hides_the_uid() -> None:
    other = bytes.fromhex("04de5f1eacc041")
    for slot in Slot:
        same = CENTRE.card_key(UID, slot) == CENTRE.card_key(other, slot)
        assert same is (slot is Slot.META)
    assert len({CENTRE.card_key(UID, slot) for slot in Slot}) == 4
    assert KeyBook(b"OTHER", CENTRE.masters).card_key(UID, Slot.KIOSK) != CENTRE.card_key(UID, Slot.KIOSK)


def _file(tmp_path: Path, text: str, mode: int = 0o600) -> str:
    file = tmp_path / "keys.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    file.chmod(mode)
    return str(file)


KEY = "00112233445566778899aabbccddeeff"


def test_a_key_file_is_read(tmp_path: Path) -> None:
    book = load(_file(tmp_path, f'system = "R"\n[masters]\nsun = "{KEY}"\n[cards]\n"04A1B2C3D4E5F6" = "{KEY}"\n'))
    assert book.kiosk_key(bytes.fromhex("04a1b2c3d4e5f6")) == bytes.fromhex(KEY)
    assert book.kiosk_key(UID) is None
    assert book.card_key(UID, Slot.SUN) is not None


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        ("", 0o640, "others than its owner"),
        ("= nonsense", 0o600, "not TOML"),
        ("\udcff", 0o600, "not TOML"),
        ("cols = 1", 0o600, "unknown entry 'cols'"),
        ("system = 7", 0o600, "at most 16 bytes"),
        (f'system = "{"s" * 17}"', 0o600, "at most 16 bytes"),
        ("masters = 7", 0o600, "masters is a table"),
        (f'[masters]\nkiosc = "{KEY}"', 0o600, "'kiosc' is none"),
        (f'[masters]\nkiosk = "{KEY}00"', 0o600, "masters.kiosk is not 32 hex digits"),
        ("[cards]\n04a1 = 7", 0o600, "cards.04a1 is not 32 hex digits"),
        (f'[cards]\nxyz = "{KEY}"', 0o600, "named by their UID"),
    ],
)
def test_a_bad_key_file_is_refused_by_name_and_without_a_key_in_the_message(
    text: str, mode: int, why: str, tmp_path: Path
) -> None:
    path = _file(tmp_path, text, mode)
    with pytest.raises(BadKeys, match=why) as refused:
        load(path)
    assert KEY not in str(refused.value)
    with pytest.raises(ValueError, match="keys: "):
        PcscReader(keys=path)


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKeys, match="cannot read"):
        load(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("atr", "name"),
    [
        (storage_atr(0x0001), "MIFARE Classic 1K"),
        (storage_atr(0x0003), "MIFARE Ultralight or NTAG"),
        (storage_atr(0x1234), "memory card 1234"),
        (bytes.fromhex("3B8180018080"), "ISO 14443-4 card"),
        (b"", "unknown card"),
        (bytes.fromhex("3B00"), "unknown card"),
    ],
)
def test_cards_are_named_by_their_atr(atr: bytes, name: str) -> None:
    assert kinds.name(atr) == name


def test_tags_are_named_by_their_capability_container() -> None:
    assert kinds.tag_name(bytes.fromhex("E1103E00")) == "NTAG215"
    assert kinds.tag_name(bytes.fromhex("E110FF00")) == kinds.tag_name(b"") == "Type 2 tag"


def test_addresses_are_found_as_tags_of_the_trade_hold_them() -> None:
    tag = Ntag215(UID, "https://regulars.example/m/7")
    message = ndef.find_message(bytes(tag.memory[16:]))
    assert message is not None and ndef.read_address(message) == "https://regulars.example/m/7"
    # A lock TLV before it, a text record before the address, long sizes, an id.
    wrapped = b"\x00\x01\x03\xa0\x0c\x34\x03\xff" + len(message).to_bytes(2, "big") + message + b"\xfe"
    assert ndef.find_message(wrapped) == message
    text, uri = b"\x91\x01\x03T\x02en", b"\x49\x01\x00\x00\x00\x04\x01Uiabc/"
    assert ndef.read_address(text + uri[:11] + b"\x04abc") in (None, "https://abc")
    assert ndef.read_address(b"\xd1\x01\x02T\x00") is None
    assert ndef.read_address(b"\xd1\x01\x02U\x7fx") is None
    assert ndef.read_address(b"\xd1\x01\x02U\x04\xff") is None


@settings(max_examples=100)
@given(st.binary(max_size=80))
def test_no_bytes_on_a_tag_hurt_the_reading(data: bytes) -> None:
    found = ndef.find_message(data)
    assert found is None or found in data
    address = ndef.read_address(data)
    assert address is None or len(address) <= len(data) + 12


@settings(max_examples=100)
@given(st.text("abc/?=&.", min_size=1, max_size=200))
def test_what_is_written_is_read(rest: str) -> None:
    assert ndef.read_address(ndef.write_address("https://" + rest)) == "https://" + rest


ANSWERS = st.lists(
    st.one_of(st.binary(min_size=2, max_size=40), st.binary(max_size=20).map(lambda b: b + b"\x90\x00"),
              st.binary(max_size=34).map(lambda b: b + b"\x91\x00"), st.just(bytes(7) + b"\x90\x00"),
              st.just(bytes(16) + b"\x91\xaf")),
    max_size=12,
)  # fmt: skip


@settings(max_examples=100)
@given(ANSWERS)
def test_whatever_a_card_answers_it_is_read_refused_or_unproven_and_never_proven(answers: list[bytes]) -> None:
    left = list(answers)

    def card(_command: bytes) -> bytes:
        if not left:
            raise CardGone("gone")
        return left.pop(0)

    try:
        tapped = identify(card, CENTRE)
    except (CardGone, CardSays):
        return
    assert tapped.proof is not Proof.CHALLENGED


READERS = ("one", "two")
LOOKS = st.builds(
    lambda reader, counter, flags: Look(reader, counter << 16 | flags, b""),
    st.sampled_from((*READERS, ANY_READER, "stranger")),
    st.integers(0, 3),
    st.sampled_from([0, CHANGED, PRESENT, PRESENT | CHANGED, PRESENT | 0x200, 0x10, 0x10 | CHANGED]),
)
STEPS = st.lists(st.one_of(LOOKS, st.sets(st.sampled_from(READERS)), st.none()), max_size=30)


@settings(max_examples=100)
@given(STEPS)
def test_a_card_comes_before_it_goes_and_never_comes_twice(steps: list[Look | set[str] | None]) -> None:
    watch, lying = Watch(), set()
    for step in steps:
        if step is None:
            watch.doubt()
        elif isinstance(step, set):
            _came, went = watch.plugged(sorted(step))
            lying -= set(went)
        else:
            for change in watch.take([step]):
                if isinstance(change, CardCame):
                    assert change.reader not in lying
                    lying.add(change.reader)
                else:
                    lying.remove(change.reader)
            if step.reader in watch.readers:
                assert (step.reader in lying) is bool(step.state & PRESENT)
        assert {name for name, _state in watch.known()} == {*watch.readers, ANY_READER}


def test_a_card_that_lay_there_from_the_start_cannot_be_swapped_unseen() -> None:
    """pcscd's library compares no event counter with 0, so such a reader is asked anew from time to time."""
    watch = Watch()
    watch.plugged(["one"])
    assert watch.take([Look("one", PRESENT | CHANGED, b"")]) == [CardCame("one", b"")]
    assert watch.known()[0] == ("one", PRESENT)
    watch.doubt()
    assert watch.known()[0] == ("one", 0)
    assert watch.take([Look("one", 2 << 16 | PRESENT | CHANGED, b"")]) == [CardWent("one"), CardCame("one", b"")]
    watch.doubt()
    assert watch.known()[0] == ("one", 2 << 16 | PRESENT)


def test_a_reader_that_was_seen_in_the_moment_of_a_change_is_looked_at_anew() -> None:
    """pcscd 1.9 counts first and says what lies there a moment later: the same counter, and nobody is told."""
    watch = Watch()
    watch.plugged(["reader"])
    assert watch.take([Look("reader", 7 << 16 | CHANGED, b"")]) == []

    watch.doubt()
    assert watch.known()[0] == ("reader", UNAWARE)

    assert watch.take([Look("reader", 7 << 16 | PRESENT | CHANGED, b"atr")]) == [CardCame("reader", b"atr")]
    watch.doubt()
    assert watch.known()[0] == ("reader", 7 << 16 | PRESENT)
