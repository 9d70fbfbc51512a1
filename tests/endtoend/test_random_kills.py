"""kill -9 of kiosk, broker and server at random moments: nothing is lost, nothing is doubled, nothing stays open.

Real processes on real files: Mosquitto, the server on SQLite, a kiosk whose diner never tires, a printer whose
paper survives everything, and a till that rings up orders all the while and repeats what was not answered.
"""

from __future__ import annotations

import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from devstack.broker import Broker, free_port
from devstack.toml import dumps
from drivers.nfc.simulated import ReaderDevice
from drivers.printer.simulated import PrinterDevice
from drivers.scanner.simulated import ScannerDevice
from mqtt_bridge.signed_coupon import code_on
from server.demo import LIN, LONG, WANG

SEED = 20261122
PEOPLE = (LIN, LONG, WANG)
ORDER_POINTS = 12  # ¥612 at one point for every full ¥50, by a member of the lowest tier; others earn more
HEAL_S = 30.0


class Process:
    """A child that is killed without warning and started again."""

    def __init__(self, log: Path, *command: str) -> None:
        self._command, self._log = [sys.executable, "-m", *command], log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill9(self) -> None:
        assert self._process is not None
        code = self._process.poll()
        assert code is None, f"{self._command[2]} ended by itself with {code}: {self._log.read_text()[-2000:]}"
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Whatever the test found: leave nothing running."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(15) == 0, self._log.read_text()[-2000:]


class Kiosk(Process):
    """A kiosk with a tireless diner; with no cards nobody comes."""

    def __init__(self, folder: Path) -> None:
        self._arguments = ("--config", str(folder / "kiosk.toml"), "--seed", str(SEED), "--log", f"{folder}/confirmed")
        self.cards = ",".join(person.card for person in PEOPLE)
        super().__init__(folder / "kiosk.log")

    def start(self) -> None:
        self._command = [sys.executable, "-m", "devstack.robot", *self._arguments, "--cards", self.cards]
        self._said = self._log.stat().st_size if self._log.exists() else 0
        super().start()

    def stop(self) -> None:
        # Before it is up, a signal to end finds nobody who hears it.
        wait_for(lambda: b"the kiosk is up" in self._log.read_bytes()[self._said :], "the kiosk to be up")
        super().stop()


class Till(threading.Thread):
    """Rings up orders; an order that got no answer is sent again, word for word, until it gets one."""

    def __init__(self, port: int, token: str) -> None:
        super().__init__(daemon=True)
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, timeout=2
        )
        self._enough = threading.Event()
        self._given_up = False
        self.earned: Counter[str] = Counter()

    def run(self) -> None:
        number = 0
        while not self._enough.is_set():
            person = PEOPLE[number % len(PEOPLE)]
            self.earned[person.id] += self._ring_up(f"order-{number}", person.card)
            number += 1
            self._enough.wait(0.05)

    def _ring_up(self, order: str, card: str) -> int:
        line = {"sku": "hotpot", "name": "火锅", "category": "main", "qty": 1, "amount_fen": 61200}
        body = {
            "order_id": order,
            "store": "s1",
            "member": {"card": card},
            "lines": [line],
            "total_fen": 61200,
            "paid_at": "2026-11-22T12:00:00+08:00",
        }
        while not self._given_up:
            try:
                answer = self._client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": order})
                answer.raise_for_status()
                return int(answer.json()["points"]["earned"])
            except httpx.TransportError:
                time.sleep(0.02)
        return 0

    def give_up(self) -> None:
        self._given_up = True
        self._enough.set()
        self.join(HEAL_S)
        self._client.close()

    def stop(self) -> None:
        """Ring up the last order and get its answer."""
        self._enough.set()
        self.join(HEAL_S)
        assert not self.is_alive()


@contextmanager
def restaurant(folder: Path, run: Path):
    """Everything started and healthy: (broker, server, kiosk, printer, till)."""
    broker = Broker(folder / "broker")
    broker.start()
    till_port = free_port()
    heal_fast = {"reconnect_base_s": 0.05, "reconnect_cap_s": 0.3}
    (folder / "server.toml").write_text(
        dumps(
            {
                "data": str(folder / "server"),
                "demo": True,
                "broker": {"port": broker.port, **heal_fast},
                "till": {"port": till_port, "tokens": {"s1": "secret"}},
            }
        )
    )
    sockets = {part: str(run / part) for part in ("reader", "scanner", "printer")}
    (folder / "kiosk.toml").write_text(
        dumps(
            {
                "kiosk": "k1",
                "data_dir": str(folder / "kiosk"),
                "mqtt": {"port": broker.port, **heal_fast},
                "nfc": {"settings": {"socket": sockets["reader"]}},
                "scanner": {"settings": {"socket": sockets["scanner"]}},
                "printer": {"settings": {"socket": sockets["printer"]}},
            }
        )
    )
    devices = (ReaderDevice(sockets["reader"]), ScannerDevice(sockets["scanner"]), PrinterDevice(sockets["printer"]))
    for device in devices:
        device.start()
    server = Process(folder / "server.log", "server.app", "--config", str(folder / "server.toml"))
    kiosk = Kiosk(folder)
    server.start()
    wait_for(lambda: answers(till_port), "the till")
    before = books(folder)
    kiosk.start()
    till = Till(till_port, "secret")
    till.start()
    try:
        yield broker, server, kiosk, devices[2], till, before
    finally:
        till.give_up()
        kiosk.end()
        server.end()
        for device in devices:
            device.stop()
        broker.stop()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(true, what: str, timeout_s: float = HEAL_S) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen within {timeout_s:g} s"
        time.sleep(0.02)


def rows(path: Path, statement: str) -> list[tuple]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(statement).fetchall()


def books(folder: Path) -> dict[str, int]:
    """Every member's points as the ledger's entries add up."""
    return dict(rows(folder / "server" / "server.db", "select account, sum(points) from entry group by account"))


def grown(folder: Path, statement: str) -> Counter[str]:
    """By how much each member's figure has grown since the kills began."""
    now = Counter(dict(rows(folder / "server" / "server.db", statement)))
    now.subtract(dict(rows(folder / "before.db", statement)))
    return now


def kill_at_random(victims, printer: PrinterDevice, kills: int) -> None:
    draw = random.Random(SEED)
    for _ in range(kills):
        time.sleep(draw.uniform(0.02, 0.9))
        victim = draw.choice(victims)
        victim.kill9()
        if draw.random() < 0.3:
            printer.fault = draw.choice(["paper_out", "cover_open", None])
        time.sleep(draw.choice([0.0, 0.0, 0.1, 0.5]))
        victim.start()
        if draw.random() < 0.7:
            printer.fault = None
    printer.fault = None


def confirmed(folder: Path) -> list[str]:
    """The redemptions the diner confirmed, written down before the kiosk knew of them."""
    log = folder / "confirmed"
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def quiet(folder: Path) -> bool:
    """The kiosk has nothing left to say."""
    left = "select (select count(*) from outbox) + (select count(*) from redemption)"
    return rows(folder / "kiosk" / "memory.db", left) == [(0,)]


def check(folder: Path, printer: PrinterDevice, till: Till, before: dict[str, int]) -> None:
    memory, server = folder / "kiosk" / "memory.db", folder / "server" / "server.db"
    verified = subprocess.run(
        [sys.executable, "-m", "server.app", "verify", "--config", str(folder / "server.toml")],
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert rows(memory, "select code, type from dead") == []
    assert rows(memory, "select redemption, state from redemption") == []

    known = dict(rows(server, "select redemption, state from redemption where kiosk = 'k1'"))
    assert set(known) <= set(confirmed(folder))
    assert set(known.values()) <= {"committed", "voided"}, Counter(known.values())
    assert rows(server, "select count(*) from hold where state = 'held'") == [(0,)]

    redeemed = "select account, -sum(points) from entry where kind = 'redeem' group by account"
    checked_in = "select member, sum(points) from check_in group by member"
    spent, given = grown(folder, redeemed), grown(folder, checked_in)
    priced = Counter()
    for member, reward in rows(
        server, "select member, reward from redemption where kiosk = 'k1' and state = 'committed'"
    ):
        priced[member] += PRICES[reward]
    assert priced, "nothing was redeemed at all: the test has tested nothing"
    for member, points in books(folder).items():
        assert spent[member] == priced[member], member
        assert points == before.get(member, 0) + till.earned[member] - spent[member] + given[member], member

    valid = {code for (code,) in rows(server, "select code from coupon where state in ('issued', 'reserved')")}
    on_paper = [code_on(text) for ticket in printer.tickets for text in ticket.qr]
    assert on_paper, "nothing was printed at all: the test has tested nothing"
    assert set(on_paper) <= valid, "a paper in somebody's hand is worth nothing"


PRICES: dict[str, int] = {}


def run(folder: Path, kills: int) -> None:
    from loyalty.programme import DEMO

    PRICES.update({reward.key: reward.points for reward in DEMO.rewards})
    with tempfile.TemporaryDirectory(prefix="rg-") as short, restaurant(folder, Path(short)) as parts:
        broker, server, kiosk, printer, till, before = parts
        with sqlite3.connect(folder / "server" / "server.db") as live, sqlite3.connect(folder / "before.db") as copy:
            live.backup(copy)
        wait_for(lambda: len(confirmed(folder)) >= 3, "the first redemptions")
        kill_at_random([broker, server, kiosk], printer, kills)
        till.stop()
        kiosk.stop()
        # What the diner left open is settled by the next start, when nobody comes.
        kiosk.cards = ""
        kiosk.start()
        wait_for(lambda: quiet(folder), "an empty outbox")
        kiosk.stop()
        server.stop()
        check(folder, printer, till, before)


def test_a_score_of_random_kills_loses_and_doubles_nothing(tmp_path):
    run(tmp_path, kills=20)


@pytest.mark.slow
def test_two_hundred_random_kills_lose_and_double_nothing(tmp_path):
    run(tmp_path, kills=200)
