"""A kiosk that is told so prints, after its start, which one it is and how it is: the whole machine, no window."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devstack.headless import HeadlessFront
from devstack.monkey.centre import Centre, Wire
from drivers.printer.simulated import PrinterDevice
from kiosk import config as configuration
from kiosk.machine import Machine
from kiosk.state import State
from kiosk.tickets import House


class HastyFront(HeadlessFront):
    """Ten seconds are one."""

    def after(self, delay_s: float, fn: Callable[[], None]) -> Callable[[], None]:
        return super().after(delay_s / 10, fn)


@pytest.mark.parametrize(("wanted", "papers"), [("true", 1), ("false", 0)])
def test_a_ticket_comes_out_after_the_start_when_that_is_wanted(wanted: str, papers: int, tmp_path: Path) -> None:
    (tmp_path / "kiosk").mkdir()
    with tempfile.TemporaryDirectory(prefix="rg-") as short:
        printer = PrinterDevice(f"{short}/p")
        printer.start()
        lines = [f'kiosk = "k1"\ndata_dir = "{tmp_path / "kiosk"}"\nboot_ticket = {wanted}']
        lines += [f'[{part}.settings]\nsocket = "{short}/{part[0]}"' for part in ("nfc", "scanner", "printer")]
        config = configuration.parse("\n".join(lines))
        centre, front = Centre(tmp_path / "server", lambda: datetime.now(UTC)), HastyFront()
        state = State(house=House("莲火小馆", "Lotus & Ember", "s1", "kiosk-seven"))
        machine = Machine(config, state, front, connect=lambda **options: Wire(centre, **options))
        machine.start()

        def stop_when_it_is_out() -> None:
            if len(printer.tickets) < papers:
                front.after(1.0, stop_when_it_is_out)
            else:
                front.stop()

        # Longer than the ticket waits, so that one that is not wanted would be out.
        front.after(15.0, stop_when_it_is_out)
        front.run()
        machine.stop()
        centre.close()
        printer.stop()

        assert len(printer.tickets) == papers
