"""The last turns of the loop as text: the bug report that can be run again.

A journal is JSON lines: the state it starts from, then one line a turn. Cards, codes and what was typed are
disguised (`kiosk.disguise`); members are masked already. `replay` runs the same `step` over it.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from kiosk import disguise
from kiosk.effects import Effect
from kiosk.events import Event
from kiosk.flow import step
from kiosk.loop import Entry
from kiosk.state import State

_MODULES = (
    "drivers.ports",
    "kiosk.events",
    "kiosk.screens",
    "kiosk.state",
    "kiosk.tickets",
    "kiosk.values",
    "mqtt_bridge.messages",
)


class BadJournal(Exception):
    """The file is not a journal of this version; the message says which line."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One turn as it came out again."""

    number: int
    event: Event
    state: State
    effects: list[Effect]


def write(entries: Iterable[Entry], path: Path, why: str) -> None:
    """Write the turns, oldest first, and why they were kept."""
    kept = list(entries)
    with path.open("w", encoding="utf-8") as file:
        start = to_plain(kept[0].before) if kept else None
        file.write(json.dumps({"journal": 1, "why": why, "start": start}, ensure_ascii=False) + "\n")
        for entry in kept:
            line = {"turn": to_plain(entry.turn), "event": to_plain(entry.event)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def replay(path: Path) -> Iterator[Replayed]:
    """Run the journal again. What `step` raises comes out here too. Raises BadJournal."""
    lines = path.read_text("utf-8").splitlines()
    try:
        head = json.loads(lines[0])
        if head["journal"] != 1:
            raise BadJournal(f"journal version {head['journal']} is not 1")
        state = from_plain(head["start"]) if head["start"] else State()
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise BadJournal(f"{path.name} line 1 is not the head of a journal") from error
    for number, text in enumerate(lines[1:], start=1):
        try:
            line = json.loads(text)
            turn, event = from_plain(line["turn"]), from_plain(line["event"])
        except (KeyError, TypeError, ValueError) as error:
            raise BadJournal(f"{path.name} line {number + 1}: {error}") from error
        state, effects = step(state, event, turn)
        yield Replayed(number, event, state, effects)


def to_plain(value: Any) -> Any:
    """Frozen values as JSON: each carries the name of its class."""
    match value:
        case Enum():
            return {"is": type(value).__name__, "value": value.value}
        case datetime():
            return {"is": "datetime", "value": value.isoformat()}
        case tuple() | list():
            return [to_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        names = [f.name for f in fields(value)]
    elif isinstance(value, msgspec.Struct):
        names = list(value.__struct_fields__)
    else:
        return value
    owner = type(value).__name__
    plain = {name: to_plain(getattr(value, name)) for name in names}
    return {"is": owner} | {name: disguise.field(owner, name, plain) for name in names}


def from_plain(plain: Any) -> Any:
    """Back to the value. Raises ValueError for a class that is not one of ours."""
    if isinstance(plain, list):
        return tuple(from_plain(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    name = plain.pop("is", "")
    if name == "datetime":
        return datetime.fromisoformat(plain["value"])
    kind = _class(name)
    if issubclass(kind, Enum):
        return kind(plain["value"])
    return kind(**{key: from_plain(item) for key, item in plain.items()})


def _class(name: str) -> type:
    for module in _MODULES:
        kind = getattr(importlib.import_module(module), name, None) if name.isidentifier() else None
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Enum | msgspec.Struct)):
            return kind
    raise ValueError(f"unknown value {name[:60]!r}")
