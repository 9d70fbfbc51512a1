"""Where the kiosk is: its data folder, and the socket on which it can be spoken to."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "REGULARS_KIOSK"
# On a kiosk, then in a checkout in which `scripts/demo` runs.
USUAL = (Path("/var/lib/regulars/kiosk"), Path("var/demo/kiosk-1"))


class NoPlace(Exception):
    """The folder that was named is not there; the message says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """`data`: the kiosk's data folder. `control`: its socket, whether or not anybody listens."""

    data: Path
    control: Path


def find(named: Path | None) -> Place:
    """The folder named on the command line or by REGULARS_KIOSK, else the usual one. Raises NoPlace."""
    if named is None and os.environ.get(VARIABLE):
        named = Path(os.environ[VARIABLE])
    if named is not None and not named.is_dir():
        raise NoPlace(f"there is no folder {named}")
    data = named or next((usual for usual in USUAL if usual.is_dir()), USUAL[0])
    return Place(data, _control(data))


def _control(data: Path) -> Path:
    """The configuration beside the data may say that the socket is elsewhere (a folder too deep for a socket)."""
    try:
        chosen = tomllib.loads((data / "kiosk.toml").read_text("utf-8")).get("control")
    except (OSError, ValueError):
        chosen = None
    return Path(chosen) if isinstance(chosen, str) and chosen else data / "control.sock"
