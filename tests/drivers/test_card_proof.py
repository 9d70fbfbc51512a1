"""Cards that prove themselves, through the real pcscd: ours, copies of ours, recordings of ours."""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.nfc import ntag424, sun
from drivers.nfc.keys import KeyBook, Slot, load
from drivers.nfc.pcsc import PcscReader
from drivers.nfc.provision import provision
from drivers.nfc.scard import Context
from drivers.ports import CardTapped, Proof
from drivers.rig.cards import ISO_14443_4, Ntag215, Ntag424
from drivers.rig.pcscd import Pcscd

pytestmark = pytest.mark.testbed

UID = bytes.fromhex("04de5f1eacc040")
MASTERS = {Slot.ADMIN: b"a" * 16, Slot.SUN: b"s" * 16, Slot.KIOSK: b"k" * 16, Slot.META: b"m" * 16}
CENTRE = KeyBook(b"REGULARS", MASTERS)
ADDRESS = "https://regulars.example/m"


@pytest.fixture
def kiosk_keys(tmp_path: Path) -> str:
    """What a kiosk has: the key of one member's card, and no master."""
    file = tmp_path / "keys.toml"
    key = CENTRE.card_key(UID, Slot.KIOSK)
    assert key is not None
    file.write_text(f'system = "REGULARS"\n[cards]\n{UID.hex()} = "{key.hex()}"\n')
    file.chmod(0o600)
    return str(file)


@pytest.fixture
def member(pcscd: Pcscd) -> Ntag424:
    """A member's card, written through the reader as staff writes it."""
    card = Ntag424(UID)
    pcscd.field.lay(card)
    context = Context()
    deadline = time.monotonic() + 10
    while not (names := context.readers()):
        assert time.monotonic() < deadline
        context.wait([("\\\\?PnP?\\Notification", 0)], 0.5)
    while not context.wait([(names[0], 0)], 0.1)[0].atr:
        assert time.monotonic() < deadline
    connection = context.connect(names[0])
    provision(connection, CENTRE, ADDRESS)
    connection.close()
    context.close()
    pcscd.field.take()
    return card


def read(pcscd: Pcscd, keys: str, card: object) -> CardTapped:
    driver = PcscReader(keys=keys)
    driver.open()
    pcscd.field.lay(card)  # type: ignore[arg-type]
    tapped = driver.read(5.0)
    pcscd.field.take()
    driver.close()
    assert tapped is not None
    return tapped


def test_a_card_written_by_staff_answers_the_challenge_of_a_kiosk(
    pcscd: Pcscd, member: Ntag424, kiosk_keys: str
) -> None:
    assert read(pcscd, kiosk_keys, member) == CardTapped(UID.hex(), Proof.CHALLENGED)


def test_fifty_taps_prove_themselves_within_a_few_milliseconds(pcscd: Pcscd, member: Ntag424, kiosk_keys: str) -> None:
    driver = PcscReader(keys=kiosk_keys)
    driver.open()
    times_ms = []
    for _tap in range(50):
        began = time.perf_counter()
        pcscd.field.lay(member)
        assert driver.read(5.0) == CardTapped(UID.hex(), Proof.CHALLENGED)
        times_ms.append((time.perf_counter() - began) * 1000)
        pcscd.field.take()
    driver.close()
    print(f"tap to proven member: median {statistics.median(times_ms):.2f} ms, worst {max(times_ms):.2f} ms")
    assert statistics.median(times_ms) < 20


def test_a_recorded_sun_address_opens_at_the_centre_and_is_refused_at_a_kiosk(
    pcscd: Pcscd, member: Ntag424, kiosk_keys: str
) -> None:
    """The attack: show what a member's card once said, at a kiosk that never saw it."""
    member.reset()
    member.apdu(bytes.fromhex("00A4040007D276000085010100"))
    recorded = ntag424.read_ndef(member.apdu)

    class Recording(Ntag424):
        def _mirrored(self) -> bytes:
            return len(recorded).to_bytes(2, "big") + recorded

    copy = Recording(UID)
    # The seal itself is right, and nobody who has not seen its counter could tell.
    text = ntag424.read_ndef(_selected(copy)).decode("ascii", "replace")
    query = dict(part.split("=") for part in text.partition("?")[2].split("&"))
    opened = sun.verify(
        bytes.fromhex(query["e"]),
        bytes.fromhex(query["c"]),
        MASTERS[Slot.META],
        lambda uid: CENTRE.card_key(uid, Slot.SUN) or b"",
    )
    assert opened.uid == UID

    assert read(pcscd, kiosk_keys, copy) == CardTapped(UID.hex(), Proof.FAILED)


def _selected(card: Ntag424) -> Callable[[bytes], bytes]:
    card.apdu(bytes.fromhex("00A4040007D276000085010100"))
    return card.apdu


def test_a_copy_of_the_uid_is_refused_where_the_real_card_is_known(
    pcscd: Pcscd, member: Ntag424, kiosk_keys: str
) -> None:
    class Clone(Ntag215):
        def __init__(self) -> None:
            super().__init__(UID)
            self.atr = ISO_14443_4

    assert read(pcscd, kiosk_keys, Clone()) == CardTapped(UID.hex(), Proof.FAILED)


def test_a_card_whose_key_this_kiosk_lacks_is_marked_as_unproven(pcscd: Pcscd, kiosk_keys: str) -> None:
    stranger = bytes.fromhex("04a1b2c3d4e5f6")
    assert read(pcscd, kiosk_keys, Ntag424(stranger)) == CardTapped(stranger.hex(), Proof.UID_ONLY)
    assert read(pcscd, kiosk_keys, Ntag215(stranger)) == CardTapped(stranger.hex(), Proof.UID_ONLY)
    assert read(pcscd, "", Ntag215(UID)) == CardTapped(UID.hex(), Proof.UID_ONLY)


def test_no_key_is_ever_in_a_log_or_in_a_printed_object(
    pcscd: Pcscd, member: Ntag424, kiosk_keys: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        read(pcscd, kiosk_keys, member)
        read(pcscd, kiosk_keys, Ntag215(UID))
    keys = [*member.keys.values(), *MASTERS.values()]
    seen = caplog.text + repr(load(kiosk_keys)) + repr(CENTRE) + repr(PcscReader(keys=kiosk_keys).__dict__)
    assert not any(key.hex() in seen.lower() or repr(key) in seen for key in keys)
