"""The restaurant as a list of processes: writes the configuration of each and says how to run it."""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from devstack.bench.settings import Place, Settings
from devstack.broker import HOST, Broker, free_port
from devstack.child import Child
from devstack.people import demo_people
from devstack.places import SERVERS, Ports, Secrets, keep_secrets
from devstack.toml import dumps
from kiosk.control.client import ControlError, call
from kiosk.staff_door import kept

TENANT = "demo"
# Printed by the demo: here the hidden door is for everybody.
DEMO_PIN = "246810"
STORE = "lotus"
# The account of the stand-in for WeChat: it opens nothing anywhere else.
WECHAT_APP, WECHAT_SECRET = "wx-demo", "a-secret-for-the-demo-only"
# Width and height in pixels, and how many of them are one millimetre, of the panels we draw for.
SIZES = {"1280x800": (1280, 800, 5.9), "800x480": (800, 480, 5.2), "1080x1920": (1080, 1920, 4.0)}
PYTHON = {"PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wanted. `window` is the kiosk's `display.window`; `run` is where sockets go."""

    data: Path
    run: Path
    ports: Ports
    kiosks: int = 1
    size: str = "1280x800"
    window: str = "offscreen"

    @property
    def names(self) -> list[str]:
        return [f"kiosk-{number}" for number in range(1, self.kiosks + 1)]


class Restaurant:
    """Broker, server, bench and kiosks, in the order they start."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._secrets: Secrets = keep_secrets(plan.data / "secrets.json", plan.names)
        self._broker = Broker(plan.data / "broker", plan.ports.mqtt, self._secrets.passwords, SERVERS)
        # Telephones find the sign-in pages here, and they the stand-in for WeChat.
        self._pages_port, self._wechat_port = free_port(), free_port()
        self._places = [self._place(name) for name in plan.names]

    @property
    def children(self) -> list[Child]:
        """Writes every configuration file. Raises BrokerError when Mosquitto is missing."""
        self._broker.write()
        return [
            Child("broker", tuple(self._broker.command()), lambda: _listens(self._plan.ports.mqtt)),
            Child("wechat", self._wechat(), lambda: _listens(self._wechat_port), PYTHON),
            Child("server", self._server(), lambda: _listens(self._plan.ports.till), PYTHON),
            Child("bench", self._bench(), lambda: _listens(self._plan.ports.bench), PYTHON),
            *(
                Child(place.kiosk, self._kiosk(place), partial(_online, place), PYTHON, ready_s=60.0)
                for place in self._places
            ),
        ]

    def ready(self) -> dict[str, Any]:
        """What `--headless` tells whoever started it."""
        passwords = self._secrets.passwords
        operator = SERVERS[-1]
        guests = {name: secret for name, secret in passwords.items() if name not in SERVERS}
        return {
            "bench": f"http://{HOST}:{self._plan.ports.bench}",
            "till": f"http://{HOST}:{self._plan.ports.till}",
            "till_token": self._secrets.till_token,
            "console": None,
            "mqtt": {
                "host": HOST,
                "port": self._plan.ports.mqtt,
                "username": operator,
                "password": passwords[operator],
                "kiosks": guests,
            },
            "kiosk": self._places[0].kiosk,
            "kiosks": self._plan.names,
            "tenant": TENANT,
            "store": STORE,
            "data": str(self._plan.data),
        }

    def _place(self, name: str) -> Place:
        socket_of = {
            part: str(self._plan.run / f"{name}-{part}")
            for part in ("control", "reader", "scanner", "printer", "presence")
        }
        return Place(kiosk=name, mqtt_port=free_port(), **socket_of)

    def _server(self) -> tuple[str, ...]:
        folder = self._plan.data / "server"
        folder.mkdir(exist_ok=True)
        events, questions, _operator = SERVERS
        text = dumps(
            {
                "data": str(folder),
                "tenant": TENANT,
                "demo": True,
                "broker": {
                    "host": HOST,
                    "port": self._plan.ports.mqtt,
                    "username": events,
                    "password": self._secrets.passwords[events],
                    "questions_username": questions,
                    "questions_password": self._secrets.passwords[questions],
                    "reconnect_base_s": 0.2,
                    "reconnect_cap_s": 2.0,
                },
                "till": {"host": HOST, "port": self._plan.ports.till, "tokens": {STORE: self._secrets.till_token}},
                "wechat": {
                    "app_id": WECHAT_APP,
                    "secret": WECHAT_SECRET,
                    "public_url": f"http://{HOST}:{self._pages_port}",
                    "host": HOST,
                    "port": self._pages_port,
                    "authorize": f"http://{HOST}:{self._wechat_port}/connect/oauth2/authorize",
                    "api": f"http://{HOST}:{self._wechat_port}",
                },
            }
        )
        return (sys.executable, "-m", "server.app", "--config", _write(folder / "server.toml", text))

    def _wechat(self) -> tuple[str, ...]:
        account = ("--app-id", WECHAT_APP, "--secret", WECHAT_SECRET)
        return (sys.executable, "-m", "devstack.wechat", "--port", str(self._wechat_port), *account)

    def _bench(self) -> tuple[str, ...]:
        folder = self._plan.data / "bench"
        folder.mkdir(exist_ok=True)
        people = _write(folder / "people.json", json.dumps(demo_people(), ensure_ascii=False, indent=1))
        settings = Settings(
            port=self._plan.ports.bench,
            broker_host=HOST,
            broker_port=self._plan.ports.mqtt,
            till=f"http://{HOST}:{self._plan.ports.till}",
            till_token=self._secrets.till_token,
            store=STORE,
            notices=str(self._plan.data / "server" / "notices.log"),
            people=people,
            places=tuple(self._places),
            pages=f"http://{HOST}:{self._pages_port}",
            server=str(self._plan.data / "server" / "server.toml"),
        )
        file = _write(folder / "bench.json", msgspec.json.encode(settings).decode())
        return (sys.executable, "-m", "devstack.bench", file)

    def _kiosk(self, place: Place) -> tuple[str, ...]:
        folder = self._plan.data / place.kiosk
        folder.mkdir(exist_ok=True)
        width, height, px_per_mm = SIZES[self._plan.size]
        text = dumps(
            {
                "kiosk": place.kiosk,
                "data_dir": str(folder),
                "control": place.control,
                "staff_pin": kept(DEMO_PIN),
                "tenant": TENANT,
                "store": STORE,
                "mqtt": {
                    "host": HOST,
                    "port": place.mqtt_port,
                    "username": place.kiosk,
                    "password": self._secrets.passwords[place.kiosk],
                    "reconnect_base_s": 0.2,
                    "reconnect_cap_s": 2.0,
                },
                "display": {"width": width, "height": height, "px_per_mm": px_per_mm, "window": self._plan.window},
                "nfc": {"driver": "simulated", "settings": {"socket": place.reader}},
                "scanner": {"driver": "simulated", "settings": {"socket": place.scanner}},
                "printer": {"driver": "simulated", "settings": {"socket": place.printer}},
                "light": {"driver": "simulated"},
                "presence": {"driver": "simulated", "settings": {"socket": place.presence}},
            }
        )
        return (sys.executable, "-m", "kiosk.app", "--config", _write(folder / "kiosk.toml", text))


def _write(path: Path, text: str) -> str:
    """Write a file only we may read (it may hold a password); returns its path."""
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
    return str(path)


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _online(place: Place) -> bool:
    """The kiosk draws, its devices are there and it has heard from the server: the first tap will be confirmed."""
    try:
        state = call(Path(place.control), "state", 2.0)
    except ControlError:
        return False
    return bool(state["online"])
