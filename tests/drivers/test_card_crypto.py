"""Our card crypto against the values NXP publishes: AN12196, AN12304, AN12321, AN10922."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.nfc import aes, ev2, ntag424, sun
from drivers.nfc.apdu import CardSays
from drivers.nfc.keys import diversify
from drivers.nfc.lrp import Lrp
from drivers.nfc.sun import BadSeal, Sun

ZERO = bytes(16)


def h(text: str) -> bytes:
    return bytes.fromhex(text)


class Recorded:
    """A card that answers from a book, and checks that it is asked what is in the book."""

    def __init__(self, *exchanges: tuple[str, str]) -> None:
        self._exchanges = deque(exchanges)

    def __call__(self, command: bytes) -> bytes:
        wanted, answer = self._exchanges.popleft()
        assert command == h(wanted)
        return h(answer)


FILE_DATA = "CEE9A53E3E463EF1F459635736738962"
OTHER_DATA = "B8436E11F627BB7F543FCC0C1E0D1A89"
LRP_DATA = "D6E921C47DB4C17C56F979F81559BB83"


@pytest.mark.parametrize(
    ("picc", "mac", "meta", "file", "data", "mac_input", "expected"),
    [
        # AN12196, SUN with encrypted PICC data.
        ("EF963FF7828658A599F3041510671E88", "94EED9EE65337086", "", "", None, "", ("04DE5F1EACC040", 61, None)),
        # AN12196, with encrypted file data.
        (
            "FD91EC264309878BE6345CBE53BADF40",
            "ECC1E7F6C6C73BF6",
            "",
            "",
            FILE_DATA,
            FILE_DATA + "&cmac=",
            ("04958CAA5C5E80", 8, b"x" * 16),
        ),
        # Keys of its own, published with NXP's reference server.
        (
            "8ACADDEF0A9B62CDAE39A16B83FC14DE",
            "238B2543A8DEBAD8",
            "42aff114f2cb3b6141be6dc95dfc5416",
            "b62a9baf092439bd43c62aee96b970c5",
            OTHER_DATA,
            OTHER_DATA,
            ("041d3c8a2d6b80", 291, h("4e545858716e6f5f6f42467077792d56")),
        ),
        # LRP.
        (
            "07D9CA2545881D4BFDD920BE1603268C0714420DD893A497",
            "F9481AC7D855BDB6",
            "",
            "",
            LRP_DATA,
            LRP_DATA + "&cmac=",
            ("049b112a2f7080", 4, b"NTXXb7dz3PsYYBlU"),
        ),
        (
            "1FCBE61B3E4CAD980CBFDD333E7A4AC4A579569BAFD22C5F",
            "4231608BA7B02BA9",
            "",
            "",
            None,
            "",
            ("04940e2a2f7080", 3, None),
        ),
    ],
)
def test_published_sun_addresses_open(
    picc: str, mac: str, meta: str, file: str, data: str | None, mac_input: str, expected: tuple[str, int, bytes | None]
) -> None:
    sealed = h(data) if data else None
    file_key = h(file) if file else ZERO

    read = sun.verify(h(picc), h(mac), h(meta) or ZERO, lambda _uid: file_key, sealed, mac_input.encode())

    assert read == Sun(h(expected[0]), expected[1], expected[2])


@pytest.mark.parametrize("change", range(0, 64, 5))
def test_an_address_with_any_bit_of_its_mac_changed_is_refused(change: int) -> None:
    mac = bytearray(h("94EED9EE65337086"))
    mac[change // 8] ^= 1 << change % 8
    with pytest.raises(BadSeal):
        sun.verify(h("EF963FF7828658A599F3041510671E88"), bytes(mac), ZERO, lambda _uid: ZERO)


def test_an_address_of_another_chain_is_refused() -> None:
    with pytest.raises(BadSeal):
        sun.verify(h("EF963FF7828658A599F3041510671E88"), h("94EED9EE65337086"), ZERO, lambda _uid: b"k" * 16)
    with pytest.raises(BadSeal):
        sun.verify(h("EF963FF7828658A599F3041510671E88"), h("94EED9EE65337086"), b"k" * 16, lambda _uid: ZERO)


def test_what_we_seal_as_a_card_we_open_as_a_server() -> None:
    uid, meta, file = h("04DE5F1EACC040"), b"m" * 16, b"f" * 16
    picc, mac = sun.make(uid, 62, meta, file, b"noise")
    assert sun.verify(picc, mac, meta, lambda _uid: file) == Sun(uid, 62)


def test_the_plain_mirror_of_the_reference_server_verifies() -> None:
    assert sun.verify_plain(h("041E3C8A2D6B80"), 6, h("4B00064004B0B3D3"), ZERO)
    assert not sun.verify_plain(h("041E3C8A2D6B80"), 7, h("4B00064004B0B3D3"), ZERO)


def test_lrp_of_an12304() -> None:
    assert Lrp(h("8195088CE6C393708EBBE6C7914ECB0B")).cmac(h("BBD5B85772C7")) == h("AD8595E0B49C5C0DB18E77355F5AAFF6")
    opened = Lrp(h("E0C4935FF0C254CD2CEF8FDDC32460CF"), 0, h("C3315DBF")).decrypt(
        h("FCBBACAA4F29182464F99DE41085266F480E863E487BAAF687B43ED1ECE0D623")
    )
    assert opened[:16] == h("012D7F1653CAF6503C6AB0C1010E8CB0")


def test_lrp_undoes_itself_and_never_uses_a_counter_twice() -> None:
    key, counter = b"k" * 16, bytes(4)
    sealed = Lrp(key, 1, counter).encrypt(b"a" * 32)
    assert sealed[:16] != sealed[16:]
    assert Lrp(key, 1, counter).decrypt(sealed) == b"a" * 32
    assert Lrp(key, 1, b"\xff" * 4).decrypt(Lrp(key, 1, b"\xff" * 4).encrypt(b"a" * 48)) == b"a" * 48


def test_a_key_is_diversified_as_in_an10922() -> None:
    key = diversify(h("00112233445566778899AABBCCDDEEFF"), h("04782E21801D803042F54E585020416275"))
    assert key == h("A8DD63A3B89D54B37CA802473FDA9175")


@pytest.mark.parametrize("size", [0, 32])
def test_diversification_takes_1_to_31_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        diversify(ZERO, bytes(size))


def test_31_bytes_of_input_are_not_padded() -> None:
    # By definition: a full second block is CMAC over 01 and the input.
    assert diversify(b"k" * 16, b"x" * 31) == aes.cmac(b"k" * 16, b"\x01" + b"x" * 31)


@pytest.mark.parametrize(
    ("number", "challenge", "first", "second", "reply", "transaction"),
    [
        # AN12196, AuthenticateEV2First with key 0.
        (
            0,
            "13C5DB8A5930439FC3DEF9A4C675360F",
            "A04C124213C186F22399D33AC2A30215",
            "35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D",
            "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
            "9D00C4DF",
        ),
        # AN12196, with key 3.
        (
            3,
            "B98F4C50CF1C2E084FD150E33992B048",
            "B875CEB0E66A6C5CD00898DC371F92D1",
            "FF0306E47DFBC50087C4D8A78E88E62DE1E8BE457AA477C707E2F0874916A8B1",
            "0CC9A8094A8EEA683ECAAC5C7BF20584206D0608D477110FC6B3D5D3F65C3A6A",
            "7614281A",
        ),
    ],
)
def test_the_challenge_of_an12196_word_for_word(
    number: int, challenge: str, first: str, second: str, reply: str, transaction: str
) -> None:
    ask = f"9071000002{number:02x}0000"
    card = Recorded((ask, first + "91AF"), ("90AF000020" + second + "00", reply + "9100"))
    assert ev2.authenticate(card, number, ZERO, h(challenge)).transaction == h(transaction)

    broken = f"{int(reply[:2], 16) ^ 1:02x}" + reply[2:]
    for answer in (broken + "9100", reply + "91AE", reply[:-2] + "9100", "9100"):
        card = Recorded((ask, first + "91AF"), ("90AF000020" + second + "00", answer))
        with pytest.raises(ev2.NotProven):
            ev2.authenticate(card, number, ZERO, h(challenge))


def test_a_card_that_knows_no_challenge_says_so() -> None:
    with pytest.raises(CardSays):
        ev2.authenticate(Recorded(("9071000002020000", "6D00")), 2, ZERO)
    with pytest.raises(ev2.NotProven):
        ev2.authenticate(Recorded(("9071000002020000", "A04C91AF")), 2, ZERO)


def test_the_session_keys_of_an12196() -> None:
    keys = ev2.session_keys(ZERO, h("13C5DB8A5930439FC3DEF9A4C675360F"), h("B9E2FC789B64BF237CCCAA20EC7E6E48"))
    assert keys == (h("1309C877509E5A215007FF0ED19CA564"), h("4C6626F5E72EA694202139295C7A7FC7"))
    keys = ev2.session_keys(ZERO, h("B98F4C50CF1C2E084FD150E33992B048"), h("91517975190DCEA6104948EFA3085C1B"))
    assert keys == (h("7A93D6571E4B180FCA6AC90C9A7488D4"), h("FC4AF159B62E549B5812394CAB1918CC"))


def test_the_lrp_challenge_of_an12321() -> None:
    ours, theirs = "74D7DF6A2CEC0B72B412DE0D2B1117E6", "56109A31977C855319CD4618C9D2AED2"
    assert ev2.lrp_vector(h(ours), h(theirs)) == h("0001008074D7897AB6DD9C0E855319CD4618C9D2AED2B412DE0D2B1117E69669")
    asks = ("9071000008030602000000000000", "01" + theirs + "91AF")
    second = "90AF000020" + ours + "189B59DCEDC31A3D3F38EF8D4810B3B400"
    reply = "F4FC209D9D60623588B299FA5D6B2D710125F8547D9FB8D572C90D2C2A14E235"

    assert ev2.authenticate_lrp(Recorded(asks, (second, reply + "9100")), 3, ZERO, h(ours)) == h("58EE9424")
    for wrong in (reply[:-2] + "36" + "9100", reply + "91AE"):
        with pytest.raises(ev2.NotProven):
            ev2.authenticate_lrp(Recorded(asks, (second, wrong)), 3, ZERO, h(ours))


def _session(transaction: str, counter: int, encryption: str, mac: str) -> ev2.Session:
    return ev2.Session(h(encryption), h(mac), h(transaction), counter)


FIRST = ("9D00C4DF", 1, "1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7")
SECOND_KEYS = ("4CF3CB41A22583A61E89B158D252FC53", "5529860B2FC5FB6154B7F28361D30BF9")


def test_change_file_settings_of_an12196() -> None:
    session = _session(*FIRST)
    command = session.sealed(0x5F, b"\x02", h("4000E0C1F121200000430000430000"))
    assert command == h("905F0000190261B6D97903566E84C3AE5274467E89EAD799B7C1A0EF7A0400")
    assert session.open(h("57BFF87B1241E93D9100")) == b""
    assert session.counter == 2
    with pytest.raises(ev2.NotProven):
        _session(*FIRST).open(h("57BFF87B1241E93C9100"))


def test_write_data_of_an12196() -> None:
    session = _session("7614281A", 0, "7A93D6571E4B180FCA6AC90C9A7488D4", "FC4AF159B62E549B5812394CAB1918CC")
    command = session.sealed(0x8D, h("030000000A0000"), h("0102030405060708090A"))
    assert command == h("908D00001F030000000A00006B5E6804909962FC4E3FF5522CF0F8436C0C53315B9C73AA00")
    assert session.open(h("C26D236E4A7C046D9100")) == b""


def test_get_card_uid_of_an12196_is_opened() -> None:
    session = _session("DF055522", 0, "2B4D963C014DC36F24F69A50A394F875", "379D32130CE61705DD5FD8C36B95D764")
    assert session.signed(0x51, b"") == h("90510000088E2C155ADDA99BE300")
    assert session.open(h("70756055688505B52A5E26E59E329CD6595F672298EA41B79100")) == h("04958CAA5C5E80")


def test_change_key_of_an12196_of_another_key_and_of_the_sessions_own() -> None:
    new = h("F3847D627727ED3BC9C4CC050489B966")
    assert ntag424.crc32(new) == h("789DFADC")
    card = Recorded(
        (
            "90C4000029022CF362B7BF4311FF3BE1DAA295E8C68DE09050560D19B9E16C2393AE9CD1FAC75D0CE20BCD1D06E600",
            "203BB55D1089D5879100",
        )
    )
    ntag424.change_key(card, _session("7614281A", 2, *SECOND_KEYS), 2, ZERO, new, 1)

    own = "90C400002900C0EB4DEEFEDDF0B513A03A95A75491818580503190D4D05053FF75668A01D6FDA6610234BDED643200"
    card = Recorded((own, "9100"), (own, "919D"))
    key = h("5004BF991F408672B1EF00F08F9E8647")
    ntag424.change_key(card, _session("7614281A", 3, *SECOND_KEYS), 0, ZERO, key, 1)
    with pytest.raises(CardSays, match="919d"):
        ntag424.change_key(card, _session("7614281A", 3, *SECOND_KEYS), 0, ZERO, key, 1)


def test_an_answer_that_is_not_believed_changes_nothing_and_a_session_ends_before_its_numbers_do() -> None:
    session = _session(*FIRST)
    with pytest.raises(ev2.NotProven):
        session.open(h("57BFF87B1241E93C9100"))
    assert session.counter == 1
    assert session.open(h("57BFF87B1241E93D9100")) == b""
    session.counter = ev2.LAST_COMMAND
    with pytest.raises(ev2.NotProven, match="used up"):
        session.open(h("57BFF87B1241E93D9100"))


def test_an_answer_without_a_seal_or_with_nothing_in_it_is_refused() -> None:
    for answer, error in (
        (b"\x91\xae", CardSays),
        (b"\x91\x00", ev2.NotProven),
        (bytes(7) + b"\x91\x00", ev2.NotProven),
    ):
        with pytest.raises(error):
            _session(*FIRST).open(answer)
