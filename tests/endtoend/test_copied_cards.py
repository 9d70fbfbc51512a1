"""A copied card at another kiosk, nothing left out: pcscd, cards that answer, two kiosks, Mosquitto, the server."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devstack.broker import Broker
from devstack.toml import dumps
from drivers.nfc import ndef
from drivers.nfc.keys import KeyBook, Slot
from drivers.nfc.provision import provision
from drivers.nfc.simulated import UID as UID_FORM
from drivers.printer.simulated import PrinterDevice
from drivers.rig.cards import ISO_14443_4, Ntag215, Ntag424
from drivers.rig.pcscd import Pcscd
from drivers.scanner.simulated import ScannerDevice
from server.demo import LIN

pytestmark = pytest.mark.testbed

MASTERS = {Slot.ADMIN: b"a" * 16, Slot.SUN: b"s" * 16, Slot.KIOSK: b"k" * 16, Slot.META: b"m" * 16}
CENTRE = KeyBook(b"LOTUS", MASTERS)
UID = bytes.fromhex(LIN.card)
WAIT_S = 30.0
HEAL_FAST = {"reconnect_base_s": 0.05, "reconnect_cap_s": 0.3}


def wait_for(true: Callable[[], bool], what: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.02)


class Recording(Ntag424):
    """What can be made of one tap that was listened to: the UID, and the address the card sealed then. No keys."""

    def __init__(self, heard: bytes) -> None:
        super().__init__(UID)
        self._heard = heard

    def _mirrored(self) -> bytes:
        return self._heard


class Overheard(Ntag424):
    """A member's card; `heard` is what its last tap said to whoever listened."""

    heard = b""

    def _mirrored(self) -> bytes:
        self.heard = super()._mirrored()
        return self.heard


class Clone(Ntag215):
    """A card for a few yuan with the UID and the ATR of a member's."""

    def __init__(self) -> None:
        super().__init__(UID)
        self.atr = ISO_14443_4


class KioskAt:
    """A whole kiosk in a process of its own, with a reader and a printer of its own; `shown` is its screen now."""

    def __init__(self, name: str, folder: Path, port: int, nfc: dict[str, Any]) -> None:
        here = folder / name
        here.mkdir()
        self.printer = PrinterDevice(str(here / "printer"))
        self._scanner = ScannerDevice(str(here / "scanner"))
        config = {
            "kiosk": name,
            "data_dir": str(here / "data"),
            "mqtt": {"port": port, **HEAL_FAST},
            "nfc": {"driver": "pcsc", "settings": nfc},
            "scanner": {"settings": {"socket": str(here / "scanner")}},
            "printer": {"settings": {"socket": str(here / "printer")}},
        }
        (here / "data").mkdir()
        (here / "kiosk.toml").write_text(dumps(config))
        for device in (self.printer, self._scanner):
            device.start()
        self._log = here / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "devstack.puppet", "--config", str(here / "kiosk.toml")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.shown: dict[str, Any] = {"screen": {"is": "Boot"}, "link": "offline", "devices": {}}
        self._ear = threading.Thread(target=self._listen)
        self._ear.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.shown = json.loads(line)

    def ready(self) -> None:
        """Online, with its reader and its printer."""
        well = {"reader": "ok", "scanner": "ok", "printer": "ok"}
        wait_for(lambda: (self.shown["link"], self.shown["devices"]) == ("online", well), self._say)

    def touch(self, what: str, arg: str = "") -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what} {arg}\n")
        self._process.stdin.flush()

    def until(self, name: str, when: Callable[[Any], bool] = lambda _screen: True) -> dict[str, Any]:
        """The screen of this name, once it is shown and `when` holds for it."""
        wait_for(lambda: self.shown["screen"]["is"] == name and when(self.shown["screen"]), self._say)
        return self.shown["screen"]

    def home(self) -> None:
        self.touch("done")
        self.until("Attract")

    def redeem(self) -> None:
        """From the greeting to the question for the hold."""
        self.until("Greeting", lambda screen: screen["confirmed"])
        self.touch("redeem")
        catalogue = self.until("Catalogue", lambda screen: screen["rewards"])
        points = catalogue["member"]["points"]
        within = [one for one in catalogue["rewards"] if one["points"] <= points and one["stock"] != 0]
        self.touch("choose", within[0]["reward"])
        self.until("Confirm")
        self.touch("confirm")

    def stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(WAIT_S)
        finally:
            self._process.kill()
            self._ear.join()
            self._process.stdout.close()
            for device in (self.printer, self._scanner):
                device.stop()

    def _say(self) -> str:
        return f"{self.shown}\n{self._log.read_text()[-2000:]}"


class Chain:
    """Two kiosks of one chain and its centre, with a reader each."""

    def __init__(self, folder: Path, pcscd: Pcscd, spend: str, nfc: dict[str, Any]) -> None:
        self._folder, self.field = folder, pcscd.field
        keys = folder / "centre.toml"
        keys.write_text(
            'system = "LOTUS"\n[masters]\n'
            + "".join(f'{slot.name.lower()} = "{key.hex()}"\n' for slot, key in MASTERS.items())
        )
        keys.chmod(0o600)
        self.broker = Broker(folder / "broker")
        self.broker.start()
        (folder / "server.toml").write_text(
            dumps(
                {
                    "data": str(folder / "server"),
                    "demo": True,
                    "broker": {"port": self.broker.port, **HEAL_FAST},
                    "till": {"port": 0, "tokens": {"s1": "secret"}},
                    "cards": {"spend": spend, "keys": str(keys)},
                }
            )
        )
        with (folder / "server.log").open("wb") as log:
            command = [sys.executable, "-m", "server.app", "--config", str(folder / "server.toml")]
            self._server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        pcscd.plug(2)
        # pcscd numbers its readers in the order in which they were plugged in.
        self.here = KioskAt("k1", folder, self.broker.port, {"only": "00 00", **nfc})
        self.elsewhere = KioskAt("k2", folder, self.broker.port, {"only": "01 00", **nfc})
        for kiosk in (self.here, self.elsewhere):
            kiosk.ready()

    def redemptions(self) -> list[tuple[str, str]]:
        """What the server's books say was redeemed, or tried: (kiosk, state)."""
        with sqlite3.connect(f"file:{self._folder}/server/server.db?mode=ro", uri=True) as books:
            return books.execute("SELECT kiosk, state FROM redemption WHERE coupon IS NOT NULL").fetchall()

    def stop(self) -> None:
        for kiosk in (self.here, self.elsewhere):
            kiosk.stop()
        self._server.terminate()
        self._server.wait(WAIT_S)
        self.broker.stop()


@pytest.fixture
def chain(tmp_path: Path, pcscd: Pcscd) -> Iterator[Callable[..., Chain]]:
    chains: list[Chain] = []

    def open_chain(spend: str, **nfc: Any) -> Chain:
        chains.append(Chain(tmp_path, pcscd, spend, nfc))
        return chains[-1]

    yield open_chain
    for one in chains:
        one.stop()


@pytest.fixture
def card() -> Overheard:
    """A member's card, as staff writes it."""
    assert UID_FORM.fullmatch(UID.hex())
    card = Overheard(UID)
    provision(card.apdu, CENTRE, "https://regulars.example/m")
    return card


@pytest.fixture
def kiosk_keys(tmp_path: Path) -> str:
    """The key of this one card, and no master."""
    file = tmp_path / "kiosk-keys.toml"
    key = CENTRE.card_key(UID, Slot.KIOSK)
    assert key is not None
    file.write_text(f'system = "LOTUS"\n[cards]\n{UID.hex()} = "{key.hex()}"\n')
    file.chmod(0o600)
    return str(file)


def overheard(card: Overheard) -> Recording:
    assert b"&c=" in card.heard and ndef.read_address(card.heard[2:]) is not None
    return Recording(card.heard)


def test_a_recorded_address_fails_the_challenge_of_another_kiosk_and_the_card_itself_spends(
    chain: Callable[..., Chain], card: Overheard, kiosk_keys: str
) -> None:
    both = chain("challenge", keys=kiosk_keys)
    both.field.lay(card, 1)
    both.here.redeem()
    both.here.until("Finished")
    both.field.take(1)
    both.here.home()
    # What any telephone reads of the card, recorded before its owner taps anywhere again.
    card.reset()
    for command in ("00A4040007D276000085010100", "00A4000C02E104"):
        assert card.apdu(bytes.fromhex(command)) == b"\x90\x00"

    for copy in (overheard(card), Clone()):
        both.field.lay(copy, 2)
        assert both.elsewhere.until("Trouble")["code"] == "K-103"
        both.field.take(2)
        both.elsewhere.home()

    assert both.redemptions() == [("k1", "committed")]
    assert both.elsewhere.printer.tickets == []


def test_a_card_no_kiosk_can_challenge_spends_nothing_where_the_house_asks_for_that(
    chain: Callable[..., Chain], card: Overheard
) -> None:
    both = chain("challenge", sun=True)

    both.field.lay(card, 1)
    both.here.redeem()

    assert both.here.until("Trouble")["code"] == "K-107"
    assert both.redemptions() == []


def test_without_keys_in_the_kiosks_an_address_counts_once_and_never_at_another_kiosk(
    chain: Callable[..., Chain], card: Overheard
) -> None:
    both = chain("sun", sun=True)
    both.field.lay(card, 1)
    both.here.redeem()
    both.here.until("Finished")
    both.field.take(1)
    both.here.home()
    copy = overheard(card)

    both.field.lay(copy, 2)
    both.elsewhere.redeem()
    assert both.elsewhere.until("Trouble")["code"] == "K-103"
    both.field.take(2)
    both.elsewhere.home()
    # Its owner taps again and spends: from now on the recording does not even know a name.
    both.field.lay(card, 1)
    both.here.redeem()
    both.here.until("Finished")
    both.field.take(1)
    both.field.lay(copy, 2)
    assert both.elsewhere.until("Trouble")["code"] == "K-103"

    assert both.redemptions() == [("k1", "committed")] * 2
    assert both.elsewhere.printer.tickets == []
