"""Where the restaurant keeps its things and what it listens on: folders, ports, passwords."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devstack.broker import HOST, free_port
from devstack.supervisor import StartError

SERVERS = ("server-events", "server-questions", "operator")
GUEST = "kiosk-guest"
# Room for the longest name of a socket in it, within the 107 bytes the kernel allows.
LONGEST_RUN_DIR = 80


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports on loopback."""

    bench: int
    till: int
    mqtt: int

    @classmethod
    def free(cls) -> Ports:
        return cls(free_port(), free_port(), free_port())

    def check(self) -> None:
        """Raises StartError naming the port somebody else listens on."""
        for name, port in (("bench", self.bench), ("till", self.till), ("mqtt", self.mqtt)):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError as error:
                    raise StartError(
                        f"port {port} of the {name} is taken by another program; "
                        f"stop that one or choose another with --{name}-port"
                    ) from error


@dataclass(frozen=True, slots=True)
class Secrets:
    """The till's token and the broker's passwords by user name."""

    till_token: str
    passwords: dict[str, str]


def keep_secrets(path: Path, kiosks: list[str]) -> Secrets:
    """The secrets of this data folder: made at the first run, the same ever after."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    passwords = kept.get("passwords", {})
    for user in (*SERVERS, GUEST, *kiosks):
        passwords.setdefault(user, secrets.token_urlsafe(16))
    found = Secrets(kept.get("till_token") or secrets.token_urlsafe(24), passwords)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"till_token": found.till_token, "passwords": passwords}, indent=1))
    return found


@contextlib.contextmanager
def data_folder(wanted: Path | None) -> Iterator[Path]:
    """The folder, made and locked for us alone; None: a temporary one that goes away. Raises StartError."""
    folder = wanted.resolve() if wanted is not None else Path(tempfile.mkdtemp(prefix="regulars-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartError(f"cannot use the folder {folder}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError as error:
        raise StartError(
            f"a demo is running in {folder} already; stop it or choose another folder with --dir"
        ) from error
    finally:
        os.close(lock)
        if wanted is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def run_folder(data: Path) -> Iterator[Path]:
    """Where the sockets are: in the data folder, or where that is too deep for a socket, in one of its own."""
    folder = data / "run"
    if len(os.fsencode(folder)) <= LONGEST_RUN_DIR:
        folder.mkdir(exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="rg-") as name:
        yield Path(name)
