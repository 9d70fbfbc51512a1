"""The coupon that proves itself: small enough for paper, and believed only as it was signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mqtt_bridge import base45
from mqtt_bridge.codes import ALPHABET, CodeKind, new_code, read_code
from mqtt_bridge.signed_coupon import STORES_MAX, Refused, SignedCoupon, sign, store_tag, verify

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEW_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {1: KEY.public_key(), 2: NEW_KEY.public_key()}
COUPON = SignedCoupon("RGC-0123456789ABCDEF", 7, 1_000, NOW + timedelta(days=90))
LARGEST = SignedCoupon("RGC-ZZZZZZZZZZZZZZZZ", 65_535, 2**32 - 1, None, ("store-1", "store-2", "store-3"))
TEXT = sign(KEY, 1, COUPON)

MINUTES = st.integers(30_000_000, 60_000_000).map(lambda m: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=m))
COUPONS = st.builds(
    SignedCoupon,
    code=st.text(ALPHABET, min_size=16, max_size=16).map("RGC-".__add__),
    template=st.integers(0, 65_535),
    value_fen=st.integers(0, 2**32 - 1),
    expires_at=st.none() | MINUTES,
    stores=st.lists(st.text(min_size=1, max_size=20), max_size=STORES_MAX, unique=True).map(tuple),
    once=st.booleans(),
)


@pytest.mark.parametrize(("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")])
def test_base45_is_that_of_rfc_9285(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data
    assert base45.decode("QED8WEX0") == b"ietf!"


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "ab8", "BB8A", "::", "BB\u0130"])
def test_text_that_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(base45.BadBase45):
        base45.decode(text)


@given(st.binary(max_size=120))
def test_base45_gives_the_same_bytes_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(base45.ALPHABET, max_size=9))
def test_no_two_texts_are_the_same_bytes(text: str) -> None:
    try:
        data = base45.decode(text)
    except base45.BadBase45:
        return
    assert base45.encode(data) == text


@pytest.mark.parametrize("coupon", [COUPON, LARGEST], ids=["usual", "largest"])
def test_the_code_has_at_most_41_modules_at_level_m_and_a_scanner_reads_it(coupon: SignedCoupon) -> None:
    text = sign(KEY, 255, coupon)

    code = segno.make(text, error="M", micro=False, boost_error=False)

    assert code.mode == "alphanumeric"
    assert code.symbol_size(border=0)[0] <= 41
    rows = [[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=4, border=4)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([pixel for row in rows for pixel in row])
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]
    assert read_code(text + "\r\n") is not None


@given(COUPONS, st.integers(0, 255))
def test_what_is_signed_is_read_back(coupon: SignedCoupon, key_id: int) -> None:
    store = coupon.stores[0] if coupon.stores else "anywhere"

    told = verify(sign(KEY, key_id, coupon), {key_id: KEY.public_key()}, datetime(2000, 1, 1, tzinfo=UTC), store)

    assert told == replace(coupon, stores=tuple(store_tag(store) for store in coupon.stores))


@given(st.integers(0, 85), st.integers(1, 255))
def test_every_changed_byte_is_refused(at: int, change: int) -> None:
    data = bytearray(base45.decode(TEXT.removeprefix("RGS:")))
    data[at] ^= change

    assert isinstance(verify("RGS:" + base45.encode(bytes(data)), KEYS, NOW, "store-1"), Refused)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(base45.ALPHABET + "ab\n\0é"))
def test_every_changed_character_is_refused(at: int, other: str) -> None:
    changed = TEXT[:at] + other + TEXT[at + 1 :]

    assert (verify(changed, KEYS, NOW, "store-1") == COUPON) is (changed == TEXT)


def test_a_code_for_one_order_ends_on_its_second() -> None:
    ends = NOW.replace(second=17)
    text = sign(KEY, 1, replace(COUPON, expires_at=ends, once=True))

    assert verify(text, KEYS, ends - timedelta(seconds=1), "store-1") == replace(COUPON, expires_at=ends, once=True)
    assert verify(text, KEYS, ends, "store-1") is Refused.EXPIRED
    with pytest.raises(ValueError, match="ends on a whole"):
        sign(KEY, 1, replace(COUPON, expires_at=ends))


def test_a_coupon_printed_today_is_read_for_ever() -> None:
    printed = (
        "RGS:W50N10+E6P8P-VA5 6700000AM02A0SPN2Y60$B95MEGRI58B35-*Q9106-RGRCK 7"
        "W5FTSOP1R%*VAEW21MO4JH TNPPBM4FRQ:216SE0K7X+EONLGIKZZPJ+0DDG4/6"
    )

    assert printed == TEXT
    assert verify(printed, KEYS, NOW, "store-1") == COUPON


def test_every_single_bit_is_under_the_signature() -> None:
    data = base45.decode(TEXT.removeprefix("RGS:"))
    for bit in range(8 * len(data)):
        changed = (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")
        assert isinstance(verify("RGS:" + base45.encode(changed), KEYS, NOW, "store-1"), Refused)


@given(st.text(max_size=200) | st.text(base45.ALPHABET, min_size=120, max_size=160).map("RGS:".__add__))
def test_any_other_text_is_refused(text: str) -> None:
    assert isinstance(verify(text, KEYS, NOW, "store-1"), Refused)


@given(st.binary(min_size=86, max_size=98).map(lambda data: "RGS:" + base45.encode(data)))
def test_any_other_bytes_are_refused(text: str) -> None:
    assert isinstance(verify(text, KEYS, NOW, "store-1"), Refused)


def test_a_key_is_followed_by_another_and_retired() -> None:
    old, new = sign(KEY, 1, COUPON), sign(NEW_KEY, 2, COUPON)

    assert verify(old, KEYS, NOW, "store-1") == verify(new, KEYS, NOW, "store-1") == COUPON
    assert verify(old, {2: NEW_KEY.public_key()}, NOW, "store-1") is Refused.UNKNOWN_KEY
    assert verify(old, {1: NEW_KEY.public_key()}, NOW, "store-1") is Refused.FORGED


def test_a_signature_for_something_else_is_not_one_for_a_coupon() -> None:
    payload = base45.decode(TEXT.removeprefix("RGS:"))[:-64]

    text = "RGS:" + base45.encode(payload + KEY.sign(payload))

    assert verify(text, KEYS, NOW, "store-1") is Refused.FORGED


def test_a_coupon_ends_on_its_minute() -> None:
    assert COUPON.expires_at is not None
    just_before = COUPON.expires_at - timedelta(microseconds=1)

    assert verify(TEXT, KEYS, just_before, "store-1") == COUPON
    assert verify(TEXT, KEYS, COUPON.expires_at, "store-1") is Refused.EXPIRED


def test_a_coupon_counts_in_its_stores_only() -> None:
    text = sign(KEY, 1, replace(COUPON, stores=("store-1", "store-2")))

    assert isinstance(verify(text, KEYS, NOW, "store-2"), SignedCoupon)
    assert verify(text, KEYS, NOW, "store-3") is Refused.OTHER_STORE


def test_a_version_of_the_future_is_refused() -> None:
    data = base45.decode(TEXT.removeprefix("RGS:"))

    assert verify("RGS:" + base45.encode(b"\3" + data[1:]), KEYS, NOW, "store-1") is Refused.UNKNOWN_VERSION


@pytest.mark.parametrize(
    "wrong",
    [
        replace(COUPON, code="RGM-0123456789ABCDEF"),
        replace(COUPON, code="RGC-0123456789ABCDE"),
        replace(COUPON, code="RGC-0123456789ABCDEU"),
        replace(COUPON, template=65_536),
        replace(COUPON, value_fen=-1),
        replace(COUPON, value_fen=2**32),
        replace(COUPON, expires_at=datetime(1969, 1, 1, tzinfo=UTC)),
        replace(COUPON, expires_at=NOW + timedelta(seconds=1)),
        replace(COUPON, stores=("a", "b", "c", "d")),
    ],
)
def test_what_does_not_fit_is_not_signed(wrong: SignedCoupon) -> None:
    with pytest.raises(ValueError, match="coupon"):
        sign(KEY, 1, wrong)


@pytest.mark.parametrize(
    "text", ["RGS:", "RGS-0123456789", "rgs:" + TEXT[4:], TEXT + "0", TEXT[:-1], "RGS:" + "0" * 200, "x" * 10_000]
)
def test_the_grammar_is_as_closed_as_before(text: str) -> None:
    assert read_code(text) is None


def test_a_signed_code_is_never_made_up() -> None:
    with pytest.raises(ValueError, match="signed"):
        new_code(CodeKind.SIGNED)
    assert read_code("RGC-0123456789ABCDEF") is not None
