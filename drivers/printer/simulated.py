"""A simulated ticket printer: the driver the kiosk loads, and the printer on the bench whose paper can be torn off.

Wire: ESC/POS over a stream socket, byte for byte what a network printer gets on port 9100.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from drivers.bench import DeviceServer
from drivers.bench_device import BenchDevice
from drivers.printer.conversation import Conversation
from drivers.printer.emulator import Emulator, Fault
from drivers.printer.press import Cut
from drivers.sockets import SocketStream

REMEMBERED = 200
Png = bytes


class SimulatedPrinter(Conversation):
    """Driver: prints on the `PrinterDevice` that listens at `socket`, on paper `width_mm` (58 or 80) wide."""

    def __init__(self, socket: str, width_mm: int = 80, model: str = "generic") -> None:
        super().__init__(SocketStream(socket), width_mm, model=model)


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    """One ticket, torn off. `id` counts from "1"; `picture` is a PNG, a pixel a dot; `text` is the native text only."""

    id: str
    bytes: bytes
    text: str
    picture: Png
    qr: tuple[str, ...]


class PrinterDevice(BenchDevice):
    """The printer on the bench. It keeps its paper, its faults and an unfinished job whatever happens to the kiosk.

    `on_change` is called in the device's thread after a ticket is cut and after the fault changes; it must be quick.
    """

    def __init__(self, socket: str, width_mm: int = 80, on_change: Callable[[], None] | None = None) -> None:
        self.on_change = on_change
        self._emulator = Emulator(width_mm)
        server = DeviceServer(socket, self._on_bytes, on_hang_up=self._emulator.hang_up)
        super().__init__(socket, server, {"break_": self.break_})
        self._tickets: deque[PrintedTicket] = deque(maxlen=REMEMBERED)
        self._printed = 0

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the printer. Set it to a `Fault` or its name ("paper_out"), or to None to cure it."""
        return self._emulator.fault

    @fault.setter
    def fault(self, fault: Fault | str | None) -> None:
        self._server.call(lambda: self._set_fault(None if fault is None else Fault(fault)))

    def break_(self, fault: str | None) -> None:
        """Break it in this way (a `Fault`'s name); None cures it. Raises ValueError for another word."""
        self.fault = fault

    def load_roll(self, left_mm: int) -> None:
        """Put in a roll with `left_mm` of paper; at its end, maybe mid-ticket, the fault is paper_out."""
        # 8 dots a millimetre: 203 dpi.
        self._server.call(lambda: setattr(self._emulator, "roll_dots", left_mm * 8))

    @property
    def tickets(self) -> list[PrintedTicket]:
        """The last `REMEMBERED` tickets, the oldest first."""
        return self._server.call(lambda: list(self._tickets))

    def _set_fault(self, fault: Fault | None) -> None:
        answers = self._emulator.set_fault(fault)
        self._collect()
        self._changed()
        if answers:
            self._server.send(answers)

    def _on_bytes(self, data: bytes) -> bytes:
        before = self._emulator.fault
        answers = self._emulator.feed(data)
        if self._collect() or self._emulator.fault is not before:
            self._changed()
        return answers

    def _collect(self) -> bool:
        cuts = self._emulator.cuts
        collected = bool(cuts)
        while cuts:
            self._printed += 1
            self._tickets.append(_torn_off(str(self._printed), cuts.popleft()))
        return collected

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()


def _torn_off(number: str, cut: Cut) -> PrintedTicket:
    png = io.BytesIO()
    cut.sheet.whole().convert("1", dither=Image.Dither.NONE).save(png, "PNG")
    text = "\n".join(cut.sheet.lines).strip("\n")
    return PrintedTicket(number, cut.job, text, png.getvalue(), tuple(cut.sheet.codes))
