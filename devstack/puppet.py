"""A kiosk without a window whose diner is whoever holds its strings: touches come in as lines, what it shows goes out.

    python -m devstack.puppet --config kiosk.toml

A line to its standard input is `what` or `what arg`, as the screens' buttons say it. For every state it shows, one
line of JSON comes out: the screen as the journal writes it, the link, and the devices. End of input ends it.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import threading
from pathlib import Path

from devstack.headless import HeadlessFront, build
from kiosk import config as configuration
from kiosk import health
from kiosk.events import Touched
from kiosk.journal import to_plain
from kiosk.machine import Machine
from kiosk.state import State


def told(state: State) -> str:
    """One state as a line. Cards are as the journal shows them: not at all."""
    around = {"link": state.around.link.value, "devices": health.devices(state)}
    return json.dumps({"screen": to_plain(state.screen), **around}, ensure_ascii=False)


def _listen(machine: Machine, front: HeadlessFront) -> None:
    for line in sys.stdin:
        what, _, arg = line.strip().partition(" ")
        if what:
            machine.loop.post(Touched(what, arg))
    front.post_from_any_thread(front.stop)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a kiosk that is touched from standard input.")
    parser.add_argument("--config", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    front = HeadlessFront()
    machine = build(configuration.load(options.config), front)
    front.on_show = lambda state: print(told(state), flush=True)  # this is its screen
    threading.Thread(target=_listen, args=(machine, front), daemon=True).start()
    machine.start()
    front.run()
    machine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
