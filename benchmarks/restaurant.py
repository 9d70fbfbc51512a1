"""What a benchmark needs of a restaurant: Mosquitto, the real server with the demo's members, a kiosk's settings."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import Child, child
from devstack.broker import HOST, Broker
from devstack.toml import dumps
from drivers.nfc.simulated import ReaderDevice
from drivers.printer.simulated import PrinterDevice
from drivers.scanner.simulated import ScannerDevice

TENANT, STORE = "demo", "lotus"
KIOSK, PLAIN_KIOSK = "kiosk-1", "kiosk-plain"
ASKER, ANSWERER = "plain-asker", "plain-answerer"
EVENTS, QUESTIONS = "server-events", "server-questions"
WIDTH, HEIGHT = 1280, 800
TIDE_OVER_S = 60.0


@dataclass
class Restaurant:
    """`password` opens the broker to every user of this file. `till_port` is 0 while there is no server."""

    folder: Path
    broker: Broker
    password: str
    till_token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    till_port: int = 0
    server: Child | None = None

    def kiosk_config(self, online: bool = True) -> str:
        """The path of a kiosk's configuration; its devices are those of `hardware`."""
        folder = self.folder / KIOSK
        folder.mkdir(exist_ok=True)
        text = dumps(
            {
                "kiosk": KIOSK,
                "data_dir": str(folder),
                "control": str(self.folder / "c"),
                "tenant": TENANT,
                "store": STORE,
                "mqtt": {
                    "host": HOST,
                    "port": self.broker.port if online else 1,
                    "username": KIOSK,
                    "password": self.password,
                    "reconnect_base_s": 0.2 if online else TIDE_OVER_S,
                },
                "display": {"width": WIDTH, "height": HEIGHT, "window": "offscreen"},
                **{part: {"settings": {"socket": self._socket(part)}} for part in ("nfc", "scanner", "printer")},
            }
        )
        path = folder / "kiosk.toml"
        path.write_text(text, "utf-8")
        return str(path)

    @contextmanager
    def hardware(self) -> Iterator[ReaderDevice]:
        """The simulated devices, switched on; cards are tapped on the reader."""
        reader = ReaderDevice(self._socket("nfc"))
        devices = (reader, ScannerDevice(self._socket("scanner")), PrinterDevice(self._socket("printer")))
        with ExitStack() as life:
            for device in devices:
                device.start()
                life.callback(device.stop)
            yield reader

    def server_config(self) -> str:
        folder = self.folder / "server"
        folder.mkdir(exist_ok=True)
        broker: dict[str, Any] = {
            "host": HOST,
            "port": self.broker.port,
            "username": EVENTS,
            "password": self.password,
            "questions_username": QUESTIONS,
            "questions_password": self.password,
            "reconnect_base_s": 0.2,
        }
        till = {"host": HOST, "port": 0, "tokens": {STORE: self.till_token}}
        text = dumps({"data": str(folder), "tenant": TENANT, "demo": True, "broker": broker, "till": till})
        path = folder / "server.toml"
        path.write_text(text, "utf-8")
        return str(path)

    def _socket(self, part: str) -> str:
        return str(self.folder / part)


@contextmanager
def restaurant(server: bool = True) -> Iterator[Restaurant]:
    """Broker, and server where wanted, in a folder that goes away with the block."""
    with ExitStack() as life:
        # Short: a socket's path has 107 bytes.
        folder = Path(life.enter_context(tempfile.TemporaryDirectory(prefix="rg-")))
        password = secrets.token_urlsafe(16)
        users = dict.fromkeys((KIOSK, PLAIN_KIOSK, ASKER, ANSWERER, EVENTS, QUESTIONS), password)
        broker = Broker(folder / "broker", users=users, servers=(EVENTS, QUESTIONS, ASKER, ANSWERER))
        broker.start()
        life.callback(broker.stop)
        house = Restaurant(folder, broker, password)
        if server:
            house.server = life.enter_context(child("server.app", "--config", house.server_config()))
            _, line = house.server.wait_for("ready {")
            house.till_port = json.loads(line.removeprefix("ready "))["till_port"]
        yield house
