"""tap_to_greeting_in_process: from the tap to the greeting out of the kiosk's memory; no thread, no wire."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rows import MS, Row, Say, row
from drivers.ports import CardTapped
from drivers.printer.ticket import Ticket
from kiosk.courier import Courier
from kiosk.effects import Effect
from kiosk.events import Touched, Turn
from kiosk.hands import Hands
from kiosk.loop import Loop
from kiosk.memory import Memory
from kiosk.screens import Greeting
from kiosk.staff_door import StaffDoor
from kiosk.state import State
from kiosk.values import Card

MEMBERS = 500
TAPS = 2000


class NoPrinter:
    """Nothing is printed here."""

    def submit(self, job_id: str, ticket: Ticket) -> None:
        raise AssertionError("a greeting prints nothing")


def run(say: Say) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="rg-") as folder:
        memory = Memory(Path(folder), stamp="bench")
        try:
            return [_measure(memory, Path(folder) / "memory.db", say)]
        finally:
            memory.close()


def _measure(memory: Memory, file: Path, say: Say) -> Row:
    say(f"{MEMBERS} members into the memory")
    member = Greeting.examples()[0].member
    uids = [f"04{number:012x}" for number in range(MEMBERS)]
    for uid in uids:
        memory.members.remember(Card("nfc", uid), member)
    loop = _loop(memory)
    say(f"{TAPS} taps")
    taps = [_tap_ms(loop, uids[number % MEMBERS]) for number in range(TAPS)]
    plain = _plain_ms(file)
    return row("tap_to_greeting_in_process", "ms", taps, "raw sqlite3 look-up of the same row", plain)


def _loop(memory: Memory) -> Loop:
    def never(_delay_s: float, _fn: Callable[[], None]) -> Callable[[], None]:
        return lambda: None

    def post(event: object) -> None:
        loop.post(event)  # type: ignore[arg-type]  # what the hands post is an event

    courier = Courier(memory.outbox, lambda _type, _payload: False, lambda: None, never)
    hands = Hands(
        *("kiosk/bench", memory, courier, lambda _q, _s: None, NoPrinter(), post, lambda: datetime.now(UTC)),
        lambda: "ntp",
        StaffDoor(""),
        lambda: (),
        never,
    )
    numbers = iter(range(10**9))

    def do(effect: Effect) -> None:
        hands.do(effect)

    loop = Loop(
        State(),
        show=lambda _state, _timeout_s: None,
        do=do,
        turn=lambda: Turn(datetime.now(UTC), str(next(numbers))),
        wake=lambda: None,
        after=never,
    )
    return loop


def _tap_ms(loop: Loop, uid: str) -> float:
    began = time.perf_counter()
    loop.post(CardTapped(uid))
    loop.drain()
    took_ms = (time.perf_counter() - began) * MS
    assert isinstance(loop.state.screen, Greeting), loop.state.screen
    loop.post(Touched("done"))
    loop.drain()
    return took_ms


def _plain_ms(file: Path) -> list[float]:
    database = sqlite3.connect(file)
    keys = [row[0] for row in database.execute("select card from member")]
    samples = []
    for number in range(TAPS):
        began = time.perf_counter()
        database.execute("select view from member where card = ?", (keys[number % MEMBERS],)).fetchone()
        samples.append((time.perf_counter() - began) * MS)
    database.close()
    return samples
