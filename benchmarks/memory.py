"""memory_growth_200_visits: how much larger the kiosk is after 200 visits than it was after the first 20."""

from __future__ import annotations

from pathlib import Path

from benchmarks.idle import BUILT_WITHIN_S, is_ready
from benchmarks.processes import child, until
from benchmarks.restaurant import restaurant
from benchmarks.rows import Goal, Row, Say
from drivers.nfc.simulated import ReaderDevice
from kiosk.control.client import ControlError, call
from server.demo import EMILY, LIN, LONG, WANG

FIRST, VISITS = 20, 200
CARDS = tuple(person.card for person in (LIN, EMILY, WANG, LONG))


def run(say: Say) -> list[Row]:
    with restaurant() as house, house.hardware() as reader:
        control = house.folder / "c"
        with child("kiosk.app", "--config", house.kiosk_config()) as kiosk:
            until(lambda: is_ready(control), "the server's answer and the last screen", BUILT_WITHIN_S)
            sizes = []
            for number in range(VISITS):
                if number % 10 == 0:
                    say(f"visit {number} of {VISITS}")
                _visit(control, reader, CARDS[number % len(CARDS)])
                sizes.append(kiosk.resident_mb())
    before = sizes[FIRST - 1]
    # Of the last few: one visit's size depends on what was just drawn.
    growth = sorted(size - before for size in sizes[-FIRST:])
    return [
        Row(
            "memory_growth_200_visits",
            "MB",
            growth[len(growth) // 2],
            growth[-1],
            f"its size after the first {FIRST} visits",
            before,
            Goal("median", 10.0),
        )
    ]


def _visit(control: Path, reader: ReaderDevice, card: str) -> None:
    """Tap, greeting, done, home."""
    reader.tap(card)
    until(lambda: _screen(control) == "greeting", "the greeting")
    until(lambda: _went_home(control), "the way home")


def _went_home(control: Path) -> bool:
    """Press Done until the kiosk rests: a new screen takes no touch for a moment."""
    if _screen(control) == "attract":
        return True
    try:
        call(control, "press", what="done")
    except ControlError as error:
        if error.code != "no_such_control":
            raise
    return False


def _screen(control: Path) -> str:
    return str(call(control, "state")["screen"])
