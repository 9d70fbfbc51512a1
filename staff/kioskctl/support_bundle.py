"""`kioskctl support-bundle`: everything a help desk asks for, in one file, and nobody named in it."""

from __future__ import annotations

import io
import json
import os
import platform
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kiosk.control.client import ControlError, call
from staff.kioskctl import redact
from staff.kioskctl.logfile import NAME, OLDER
from staff.kioskctl.place import Place
from staff.kioskctl.talk import NEEDS_ROOT, PROBLEM, as_lines, json_option, leave

ASKED = {
    "status.json": ("status", {}),
    "doctor.json": ("doctor", {}),
    "config.json": ("config", {}),
    "time.json": ("time", {}),
    "events.json": ("events", {"limit": 200}),
    "queue.json": ("queue", {"limit": 200}),
    "dead.json": ("dead", {"limit": 200}),
}
JOURNALS = 5
LARGEST = 4_000_000
PROGRAMS = (
    ("uname", ("uname", "-a")),
    ("disk", ("df", "-h")),
    ("memory", ("free", "-m")),
    ("usb", ("lsusb",)),
    ("pcscd", ("pcscd", "--version")),
    ("service", ("systemctl", "status", "--no-pager", "regulars-kiosk")),
    ("clock", ("timedatectl", "status")),
)


@click.command("support-bundle")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
@json_option
@click.pass_obj
def support_bundle(place: Place, file: Path | None, as_json: bool) -> None:
    """Save state, configuration, logs and journals in FILE (.tar.gz). Works when the kiosk does not run, too.

    Passwords, cards, codes, telephone numbers and mail addresses are taken out.
    """
    now = datetime.now().astimezone()
    target = file or Path(f"regulars-support-{now:%Y%m%d-%H%M%S}.tar.gz")
    packed: dict[str, int] = {}
    try:
        # Nobody else's business, and never half a file under the name that was asked for.
        fresh = target.with_name(f".{target.name}.new")
        handle = os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with handle, tarfile.open(fileobj=handle, mode="w:gz") as archive:
            for name, content in contents(place):
                packed[name] = len(content)
                _add(archive, name, content, now)
        fresh.replace(target)
    except PermissionError as error:
        leave(NEEDS_ROOT, f"{error.filename} is not yours to use", "run it with sudo")
    except OSError as error:
        leave(PROBLEM, f"cannot write {target}: {error.strerror}")
    if as_json:
        as_lines({"file": str(target), "bytes": target.stat().st_size, "contents": packed})
        return
    click.echo(f"{target}: {len(packed)} files, {target.stat().st_size} bytes")


def contents(place: Place) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file, with nobody named in it."""
    for name, (do, arguments) in ASKED.items():
        yield name, _json(_asked(place, do, arguments))
    for path in _kept(place.data):
        said = path.read_bytes()[-LARGEST:]
        # A journal is disguised as it is written, and must stay one that runs again.
        yield path.name, said if path.suffix == ".jsonl" else redact.text(said.decode("utf-8", "replace")).encode()
    yield "system.txt", redact.text("\n".join(_system())).encode()


def _asked(place: Place, do: str, arguments: dict[str, Any]) -> Any:
    try:
        return redact.plain(call(place.control, do, 5.0, **arguments))
    except ControlError as error:
        return {"error": error.code, "message": str(error)}


def _kept(data: Path) -> list[Path]:
    """The kiosk's own files: logs, the newest journals, and its configuration as somebody wrote it."""
    logs = [data / NAME, *(data / f"{NAME}.{number}" for number in range(1, OLDER + 1))]
    journals = sorted(data.glob("journal-*.jsonl"))[-JOURNALS:]
    return [path for path in (*logs, *journals, data / "kiosk.toml") if path.is_file()]


def _system() -> Iterator[str]:
    yield f"python {platform.python_version()} on {platform.machine()}"
    for name, command in PROGRAMS:
        yield f"\n== {name}: {' '.join(command)}"
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10, errors="replace")
            yield (done.stdout + done.stderr).strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            yield f"not known: {error}"


def _add(archive: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    entry = tarfile.TarInfo(f"support/{name}")
    entry.size, entry.mtime, entry.mode = len(content), int(now.timestamp()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
