"""A real Mosquitto in a folder of its own: for the restaurant on one machine and for the tests.

broker = Broker(folder, users={"kiosk-1": "secret"}); broker.start(); … broker.stop()
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

HOST = "127.0.0.1"
START_S = 10.0
STOP_S = 5.0
# A kiosk writes under its own `up` and reads its own `down`, whatever its messages claim (%u: its user name).
KIOSK_ACL = """\
pattern write rg/v1/+/%u/up/#
pattern read rg/v1/+/%u/down/#
pattern read rg/v1/+/_server/presence
pattern read rg/v1/+/_group/+/desired/+
"""


class BrokerError(Exception):
    """Mosquitto is missing or did not start; the message says which and what to do."""


def find_mosquitto() -> str:
    """The program's path. Debian keeps it in /usr/sbin, which is not on everyone's PATH. Raises BrokerError."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        raise BrokerError("mosquitto is not installed; on Debian: apt-get install mosquitto")
    return found


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Broker:
    """Mosquitto with our settings, on loopback. `users` None: anyone may do anything (tests of single parts).

    `servers` names the users who may read and write everything; all others are kiosks. `port` 0: a free one.
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        users: dict[str, str] | None = None,
        servers: tuple[str, ...] = ("server-events", "server-questions"),
        acl: str = KIOSK_ACL,
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._users = users
        self._acl = acl + "".join(f"user {name}\ntopic readwrite rg/v1/#\n" for name in servers)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def log(self) -> Path:
        return self.folder / "mosquitto.log"

    @property
    def config(self) -> Path:
        return self.folder / "mosquitto.conf"

    def command(self) -> list[str]:
        """What to run; for a supervisor that starts its own processes, after `write`."""
        return [find_mosquitto(), "-c", str(self.config)]

    def write(self) -> None:
        """Write configuration, users and rights. Safe to call again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"listener {self.port} {HOST}",
            "set_tcp_nodelay true",
            "persistence true",
            f"persistence_location {self.folder}/",
            "autosave_interval 5",
            "max_queued_messages 0",
            "max_packet_size 262144",
            "log_type error",
            "log_type warning",
            "log_type notice",
            "connection_messages false",
            "log_dest stderr",
        ]
        if os.geteuid() == 0:
            # Else Mosquitto drops to a user that may not read this folder.
            lines.append("user root")
        if self._users is None:
            lines.append("allow_anonymous true")
        else:
            lines_of_users = (_password_line(name, password) for name, password in self._users.items())
            self._private(self.folder / "passwords", "".join(lines_of_users))
            self._private(self.folder / "acl", self._acl)
            lines += [
                "allow_anonymous false",
                "use_username_as_clientid true",
                f"password_file {self.folder}/passwords",
                f"acl_file {self.folder}/acl",
            ]
        self.config.write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        """Start and wait until it takes connections. Raises BrokerError with the end of its log."""
        _refuse_taken(self.port)
        self.write()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection((HOST, self.port), timeout=0.2).close()
                return
            except OSError:
                time.sleep(0.02)
        tail = self.log.read_text(errors="replace")[-500:].strip()
        self.kill9()
        raise BrokerError(f"mosquitto did not start on port {self.port}: {tail}")

    def stop(self) -> None:
        """End it as a service manager would; it saves its sessions."""
        self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """End it as a power cut would: what it had not saved is gone."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Same folder, same port: sessions and retained messages come back as far as they were saved."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._process = None

    @staticmethod
    def _private(path: Path, text: str) -> None:
        path.touch(mode=0o600)
        path.write_text(text)


def _refuse_taken(port: int) -> None:
    """Else somebody else's broker would answer in place of ours. Raises BrokerError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BrokerError(f"port {port} is taken by another program") from error


def _password_line(name: str, password: str) -> str:
    """One line of Mosquitto's password file: PBKDF2-SHA512, its own format, so no secret is on a command line."""
    rounds, salt = 1000, secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)
    return f"{name}:$7${rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}\n"
