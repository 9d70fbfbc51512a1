"""Everything a help desk asks for in one file, and nobody named in it: what the kiosk says of itself, logs, journals.

It is asked for over the kiosk's own socket, so that it can be made from outside, too, and when no kiosk runs.
"""

from __future__ import annotations

import glob
import io
import json
import os
import platform
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from kiosk import redact
from kiosk.control.client import ControlError, call

LOG = "kiosk.log"
OLDER_LOGS = 3
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


def name(now: datetime) -> str:
    return f"regulars-support-{now:%Y%m%d-%H%M%S}.tar.gz"


def write(target: Path, data: Path, control: Path, now: datetime) -> dict[str, int]:
    """Write it and return the size in bytes of each file in it. Raises OSError."""
    packed: dict[str, int] = {}
    # Nobody else's business, and never half a file under the name that was asked for.
    fresh = target.with_name(f".{target.name}.new")
    try:
        handle = os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with handle:
            with tarfile.open(fileobj=handle, mode="w:gz") as archive:
                for inner, content in contents(data, control):
                    packed[inner] = len(content)
                    _add(archive, inner, content, now)
            handle.flush()
            # A stick is pulled out as soon as the screen says that it is there.
            os.fsync(handle.fileno())
        fresh.replace(target)
        _settle(target.parent)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return packed


def export(
    sticks: str, data: Path, control: Path, now: datetime, is_mount: Callable[[str], bool] = os.path.ismount
) -> tuple[Literal["stick", "kiosk"], Path]:
    """Write it to the first USB stick under `sticks` (a pattern) that takes it, else into the data folder.

    Returns "stick" or "kiosk", and the file. Of those in the data folder only the newest stays. Raises OSError.
    """
    for folder in sorted(glob.glob(sticks)) if sticks else ():
        if is_mount(folder) and os.access(folder, os.W_OK):
            try:
                return "stick", _written(Path(folder) / name(now), data, control, now)
            except OSError:
                # Full or broken: the next one, or the kiosk itself.
                continue
    target = _written(data / name(now), data, control, now)
    for older in (*data.glob("regulars-support-*.tar.gz"), *data.glob(".regulars-support-*.new")):
        if older != target:
            older.unlink(missing_ok=True)
    return "kiosk", target


def contents(data: Path, control: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file, with nobody named in it."""
    for inner, (do, arguments) in ASKED.items():
        yield inner, _json(_asked(control, do, arguments))
    for path in _kept(data):
        said = path.read_bytes()[-LARGEST:]
        # A journal is disguised as it is written, and must stay one that runs again.
        yield path.name, said if path.suffix == ".jsonl" else redact.text(said.decode("utf-8", "replace")).encode()
    yield "system.txt", redact.text("\n".join(_system())).encode()


def _written(target: Path, data: Path, control: Path, now: datetime) -> Path:
    write(target, data, control, now)
    return target


def _settle(folder: Path) -> None:
    """The new name is on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some file systems of sticks know no such thing for a folder.
        os.sync()
    finally:
        os.close(handle)


def _asked(control: Path, do: str, arguments: dict[str, Any]) -> Any:
    try:
        return redact.plain(call(control, do, 5.0, **arguments))
    except ControlError as error:
        return {"error": error.code, "message": str(error)}


def _kept(data: Path) -> list[Path]:
    """The kiosk's own files: logs, the newest journals, and its configuration as somebody wrote it."""
    logs = [data / LOG, *(data / f"{LOG}.{number}" for number in range(1, OLDER_LOGS + 1))]
    journals = sorted(data.glob("journal-*.jsonl"))[-JOURNALS:]
    return [path for path in (*logs, *journals, data / "kiosk.toml") if path.is_file()]


def _system() -> Iterator[str]:
    yield f"python {platform.python_version()} on {platform.machine()}"
    for title, command in PROGRAMS:
        yield f"\n== {title}: {' '.join(command)}"
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10, errors="replace")
            yield (done.stdout + done.stderr).strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            yield f"not known: {error}"


def _add(archive: tarfile.TarFile, inner: str, content: bytes, now: datetime) -> None:
    entry = tarfile.TarInfo(f"support/{inner}")
    entry.size, entry.mtime, entry.mode = len(content), int(now.timestamp()), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
