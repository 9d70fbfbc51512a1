"""known_card_among_million: a card's member in a kiosk's memory of a million, beside raw sqlite3 on the same file."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.rows import Goal, Row, Say, row
from kiosk.memory import Memory
from kiosk.memory.tables import PRAGMAS
from kiosk.values import Card
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import MemberView

MEMBERS, LOOK_UPS, WARM_UP = 1_000_000, 4_000, 500
US = 1e6


def run(say: Say) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="rg-") as folder:
        memory = Memory(Path(folder), stamp="bench")
        say(f"{MEMBERS} members into the memory")
        _fill(memory, Path(folder) / "memory.db")
        plain = sqlite3.connect(Path(folder) / "memory.db")
        # As much of the file stays in its hands as in ours.
        plain.execute(f"pragma cache_size = {PRAGMAS['cache_size']}")
        try:
            return [_measure(memory, plain, say)]
        finally:
            plain.close()
            memory.close()


def _uid(number: int) -> str:
    return f"04{number:012x}"


def _fill(memory: Memory, file: Path) -> None:
    """As `Members.remember` writes them, only faster: a million durable commits would take hours."""
    view = encode(MemberView(member="m1", display_name="林*雨", points=2480))

    def rows() -> Iterator[tuple[str, str, bytes]]:
        for number in range(MEMBERS):
            yield memory.members.key_of(Card("nfc", _uid(number))), f"m{number}", view

    database = sqlite3.connect(file)
    with database:
        database.executemany("insert into member (card, member, view) values (?, ?, ?)", rows())
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()


def _measure(memory: Memory, plain: sqlite3.Connection, say: Say) -> Row:
    say(f"{LOOK_UPS} look-ups")
    chosen = random.Random(1)
    ours: list[float] = []
    raw: list[float] = []
    for _ in range(LOOK_UPS + WARM_UP):
        # Each a card of its own: whoever looks second must not find the pages warm.
        card, other = (Card("nfc", _uid(chosen.randrange(MEMBERS))) for _ in range(2))
        key = memory.members.key_of(other)
        ours.append(_us(lambda card=card: memory.members.recall(card)))  # type: ignore[misc]
        raw.append(_us(lambda key=key: _plainly(plain, key)))  # type: ignore[misc]
    baseline = "raw sqlite3 look-up in the same file"
    return row("known_card_among_million", "µs", ours[WARM_UP:], baseline, raw[WARM_UP:], Goal("ratio", 1.5))


def _plainly(plain: sqlite3.Connection, key: str) -> object:
    return plain.execute("select view from member where card = ?", (key,)).fetchone()


def _us(look_up: Callable[[], object]) -> float:
    began = time.perf_counter()
    found = look_up()
    took_us = (time.perf_counter() - began) * US
    assert found is not None
    return took_us
