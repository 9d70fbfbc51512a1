"""`regulars-kiosk`: the whole life of the kiosk on one page.

config -> display -> first frame -> memory, wire, drivers -> control socket -> run; and back in reverse.
Exit codes: 0 stopped, 1 cannot start, 70 a defect (the journal of the last turns is kept; start it again, and the
next run begins with "please ask our staff"), 75 staff want it started again.
"""

from __future__ import annotations

import argparse
import logging
import logging.handlers
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import config as configuration
from kiosk import words
from kiosk.config import Config
from kiosk.display import NoDisplay
from kiosk.errors import MemoryInUse
from kiosk.screens import Boot
from kiosk.state import State, Surroundings
from kiosk.tickets import House
from kiosk.ui import Ui, local_now

if TYPE_CHECKING:
    from kiosk.control.server import ControlServer
    from kiosk.machine import Machine

log = logging.getLogger("kiosk")

CANNOT_START = 1
DEFECT = 70
RESTART = 75


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="regulars-kiosk", description="Run the kiosk until it is told to stop.")
    parser.add_argument("--config", type=Path, required=True, help="the kiosk's TOML file")
    options = parser.parse_args(arguments)
    try:
        config = configuration.load(options.config)
        config.data.mkdir(parents=True, exist_ok=True)
        _start_logging(config.data / "kiosk.log")
        kiosk = Kiosk(config)
    except (configuration.BadConfig, NoDisplay, OSError) as error:
        print(f"regulars-kiosk: {error}", file=sys.stderr)  # noqa: T201  # there is no log yet
        return CANNOT_START
    return kiosk.run()


class Kiosk:
    """Holds the parts while they live. `run` returns the exit code. Raises NoDisplay."""

    def __init__(self, config: Config) -> None:
        self._config = config
        if config.words_dir:
            words.add_folder(Path(config.words_dir))
        # The first picture asks what time it is.
        self._machine: Machine | None = None
        self._control: ControlServer | None = None
        self._ui = Ui(config.display, config.brand, self._touched, self._now, audio=config.audio)
        self._code = 0

    def run(self) -> int:
        config, ui = self._config, self._ui
        brand = config.brand
        state = State(
            screen=Boot(),
            around=Surroundings(language=config.language),
            home_language=config.language,
            house=House(brand.zh, brand.en, config.store, config.kiosk),
            undo_s=config.redeem.undo_s,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ui.post_from_any_thread(ui.stop))
        ui.show(state, None)
        try:
            ui.run(lambda: self._start_the_rest(state))
        except Exception as error:
            self._keep_journal(error)
            self._code = DEFECT
        finally:
            self._stop()
        return self._code

    def _now(self) -> datetime:
        """By the machine's clock, which nobody can set; for the first pictures by the wall's."""
        return local_now() if self._machine is None else self._machine.now()

    def _touched(self, what: str, arg: str) -> None:
        from kiosk.events import Touched

        if self._machine is not None:
            self._machine.loop.post(Touched(what, arg))

    def _start_the_rest(self, state: State) -> None:
        """After the first frame: peewee, paho and the drivers take longer to load than the first picture."""
        log.info("the first picture is on the screen")
        from drivers.catalog import CatalogError
        from kiosk.control.commands import Commands
        from kiosk.control.server import ControlServer
        from kiosk.machine import Machine

        try:
            machine = Machine(self._config, state, self._ui, restart=self._restart)
        except (MemoryInUse, CatalogError, OSError) as error:
            log.error("cannot start: %s", error)
            self._code = CANNOT_START
            self._ui.stop()
            return
        self._machine = machine
        machine.start()
        self._control = ControlServer(self._config.control_socket, Commands(machine, self._ui).handle)
        self._control.start()
        log.info("kiosk %s is up", self._config.kiosk)

    def _restart(self) -> None:
        """Once this turn is done: what it recorded is on the disk before the program ends."""
        log.info("staff want it started again")
        self._code = RESTART
        self._ui.post_from_any_thread(self._ui.stop)

    def _keep_journal(self, error: Exception) -> None:
        log.exception("a defect: %s", error)
        from kiosk import defect

        try:
            defect.keep(self._config.data, error)
        except OSError as broken:
            log.error("nobody will be told of the defect: %s", broken)
        if self._machine is None:
            return
        from kiosk import journal

        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        path = self._config.data / f"journal-{stamp}.jsonl"
        journal.write(self._machine.loop.journal, path, f"{type(error).__name__}: {error}")
        log.error("the last turns are kept in %s; run them again with  kioskctl replay %s", path.name, path)

    def _stop(self) -> None:
        if self._control is not None:
            self._control.stop()
        if self._machine is not None:
            self._machine.stop()
        log.info("kiosk %s stopped", self._config.kiosk)


def _start_logging(path: Path) -> None:
    """To standard error for the system's journal, and to a file that cannot grow past 4 MB."""
    file = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in (file, logging.StreamHandler()):
        handler.setFormatter(form)
        root.addHandler(handler)


if __name__ == "__main__":
    sys.exit(main())
