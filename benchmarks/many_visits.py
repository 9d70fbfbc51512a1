"""A kiosk's face that lives through a thousand visits as fast as it can; says `size MB` after each tenth of them.

    python -m benchmarks.many_visits VISITS

No clock, no wire, no motion: what grows is the picture's.
"""

from __future__ import annotations

import gc
import sys
from typing import Any

from kiosk.config import Brand, Display
from kiosk.screens import Attract, Catalogue, CheckedIn, Confirm, Finished, Greeting, JoinPhone, Printing
from kiosk.state import State, Surroundings
from kiosk.ui import Ui
from kiosk.values import Language, Link, PrinterHealth

PAGE_BYTES = 4096
TENTHS = 10
JOURNEY = (Greeting, Catalogue, Confirm, Printing, Finished, CheckedIn, JoinPhone)


def resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE_BYTES / 1e6


def visit(ui: Ui, number: int) -> None:
    """One diner: a different name, language and journey from the last one."""
    language: Language = "zh" if number % 3 else "en"
    around = Surroundings(link=Link.ONLINE, printer=PrinterHealth.OK, language=language, large_text=number % 7 == 0)
    kinds: tuple[Any, ...] = (Greeting, JOURNEY[number % len(JOURNEY)])
    for kind in kinds:
        examples = kind.examples()
        ui.show(State(screen=examples[number % len(examples)], around=around), 45.0)
        ui.step()
        ui.step()
    ui.show(State(screen=Attract(), around=Surroundings(link=Link.ONLINE, printer=PrinterHealth.OK)), None)
    ui.step()


def main() -> None:
    visits = int(sys.argv[1])
    display = Display(window="offscreen")
    ui = Ui(display, Brand(), lambda _what, _arg: None, moving=False)
    for number in range(visits + visits // TENTHS):
        visit(ui, number)
        if (number + 1) % (visits // TENTHS) == 0:
            gc.collect()
            print(f"size {resident_mb():.2f}", flush=True)
    ui.stop()


if __name__ == "__main__":
    main()
