"""What the bench is told when it starts: one JSON file that the restaurant writes."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """One kiosk: where its control socket is and where its devices listen. `mqtt_port` is the near end of its wire."""

    kiosk: str
    control: str
    reader: str
    scanner: str
    printer: str
    presence: str
    mqtt_port: int


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `till` is the base URL of the till's API, `notices` the server's log of messages to phones.

    `pages` is where telephones find the sign-in pages. `server` is the server's configuration file.
    """

    port: int
    broker_host: str
    broker_port: int
    till: str
    till_token: str
    store: str
    notices: str
    people: str
    places: tuple[Place, ...]
    pages: str = ""
    server: str = ""


def load(path: Path) -> Settings:
    """Read the file. Raises OSError or msgspec.ValidationError: it is written by a program, for a program."""
    return msgspec.json.decode(path.read_bytes(), type=Settings)
