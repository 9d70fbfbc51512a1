"""The kiosk's configuration file: what it says, and one value of it set or taken back."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.config import BadConfig, Config, known_keys, load, parse
from staff.kioskctl.place import Place
from staff.kioskctl.talk import NEEDS_ROOT, PROBLEM, USAGE, leave
from staff.kioskctl.toml_edit import CannotEdit, changed, literals

HIDDEN = ("mqtt.password", "staff_pin")


def path_of(place: Place, named: Path | None) -> Path:
    """The file: the one that was named, else the one in the kiosk's folder, else the one of the system."""
    usual = (place.data / "kiosk.toml", Path("/etc/regulars/kiosk.toml"))
    return named or next((path for path in usual if path.exists()), usual[0])


def read(path: Path) -> dict[str, Any]:
    """Every value of the file, by its path, those nobody set too. Leaves when the file cannot be used."""
    try:
        return _plain(load(path))
    except BadConfig as error:
        leave(PROBLEM, str(error), f"kioskctl config validate {path}")


def defaults() -> dict[str, Any]:
    """What each value is where nobody says."""
    return _plain(Config(kiosk="", data_dir=""))


def change(path: Path, key: str, value: str | None) -> str:
    """Set one value (None: as where nobody says) and check the whole file before it takes the place of the old one.

    Returns the value as it was written. Leaves, with the file untouched, when that cannot be.
    """
    _check_key(key)
    try:
        text = path.read_text("utf-8")
        new, literal = _changed(text, key, value, path)
        _replace(path, new)
    except (CannotEdit, BadConfig) as error:
        leave(PROBLEM, f"{error}; the file is as it was")
    except PermissionError:
        leave(NEEDS_ROOT, f"{path} is not yours to change", "run it with sudo")
    except OSError as error:
        leave(PROBLEM, f"cannot change {path}: {error.strerror}")
    return literal


def flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value), as `mqtt.port`."""
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield from flat(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", inner


def _plain(config: Config) -> dict[str, Any]:
    """As the running kiosk tells it."""
    return dict(flat(msgspec.json.decode(msgspec.json.encode(config))))


def _changed(text: str, key: str, value: str | None, path: Path) -> tuple[str, str]:
    """Of what may be meant the first that the kiosk takes; else its complaint about the first."""
    complaint: BadConfig | None = None
    for literal in [None] if value is None else literals(value):
        new = changed(text, key, literal)
        try:
            parse(new, path.name)
        except BadConfig as error:
            complaint = complaint or error
        else:
            return new, literal or ""
    assert complaint is not None
    raise complaint


def _check_key(key: str) -> None:
    """A setting of a driver may have any name: only the driver knows it."""
    known = known_keys()
    if key in known or any(key.startswith(f"{name}.") for name in known if name.endswith(".settings")):
        return
    close = difflib.get_close_matches(key, known, n=1)
    leave(USAGE, f"there is no {key!r}" + (f"; did you mean {close[0]!r}?" if close else ""), "kioskctl config show")


def _replace(path: Path, text: str) -> None:
    """The whole new file or the whole old one, whatever happens; readable by whom it was."""
    fresh = path.with_name(f"{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        old = path.stat()
        os.fchmod(file.fileno(), old.st_mode & 0o777)
        if os.geteuid() == 0:
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
