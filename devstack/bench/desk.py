"""One kiosk's place at the bench: its simulated devices, its wire to the broker, its screen."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Literal

from devstack.bench.refused import Refused
from devstack.bench.settings import Place
from devstack.network import Mode, Network
from drivers.nfc.simulated import ReaderDevice
from drivers.presence.simulated import PresenceDevice
from drivers.printer.emulator import Fault
from drivers.printer.simulated import PrintedTicket, PrinterDevice
from drivers.scanner.simulated import ScannerDevice
from kiosk.control.client import ControlError, NotRunning, call

ANSWER_S = 3.0
PICTURE_S = 10.0
ASLEEP: dict[str, Any] = {"screen": None, "language": None, "online": False, "queue": 0, "devices": {}, "frame": 0}


class Desk:
    """Owns the devices of one kiosk. Its methods block for at most some seconds and may be called from any thread."""

    def __init__(self, place: Place, broker: tuple[str, int]) -> None:
        self.place = place
        self.network = Network(broker, place.mqtt_port)
        self._reader = ReaderDevice(place.reader)
        self._scanner = ScannerDevice(place.scanner)
        self._printer = PrinterDevice(place.printer)
        self._presence = PresenceDevice(place.presence)
        self._devices = (self._reader, self._scanner, self._printer, self._presence)
        self._pluggable: dict[str, ReaderDevice | ScannerDevice] = {"reader": self._reader, "scanner": self._scanner}
        self._picture: tuple[int, bytes] = (-1, b"")

    async def open(self) -> None:
        """Plug everything in. Raises OSError when a port or a socket is taken."""
        await self.network.open()
        for device in self._devices:
            device.start()

    async def close(self) -> None:
        for device in self._devices:
            device.stop()
        await self.network.close()

    # -- the screen -----------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What the kiosk says of itself, and how the switches of the bench stand. A dead kiosk has screen None."""
        try:
            said = self._ask("state")
        except Refused:
            said = {**ASLEEP, "running": False}
        tickets = self._printer.tickets
        return {
            "running": True,
            **said,
            "kiosk": self.place.kiosk,
            "network": self.network.mode.value,
            "plugged": {name: device.plugged for name, device in self._pluggable.items()},
            "printer_fault": self._printer.fault,
            "last_ticket": tickets[-1].id if tickets else None,
        }

    def picture(self, frame: int | None = None) -> bytes:
        """The screen as PNG. With `frame`, the picture of that frame is not drawn twice. Raises Refused."""
        if frame is not None and frame == self._picture[0]:
            return self._picture[1]
        said = self._ask("picture", PICTURE_S)
        self._picture = (int(said["frame"]), base64.b64decode(said["png"]))
        return self._picture[1]

    def controls(self) -> Any:
        return self._ask("controls")

    def touch(self, x: int, y: int) -> None:
        """Touch the screen at pixels from its top left corner. Raises Refused."""
        self._ask("touch", x=x, y=y)

    def press(self, what: str, arg: str = "") -> None:
        """Press a control by its word, "print" with "RGC-…" or "print RGC-…" as a refusal lists them.

        Raises Refused with the words that can be pressed now.
        """
        if not arg:
            what, _, arg = what.partition(" ")
        try:
            pressed = self._ask("press", what=what, arg=arg)["pressed"]
        except Refused as error:
            if error.status != 422:
                raise
            pressed = False
        if not pressed:
            words = [f"{c['what']} {c['arg']}".strip() for c in self.controls() if c.get("enabled", True)]
            named = f"{what} {arg}".strip()
            raise Refused(422, f"{named!r} cannot be pressed on this screen; it has: {', '.join(words) or 'nothing'}")

    # -- the devices ----------------------------------------------------------------------------

    def tap(self, uid: str, other: str | None = None) -> None:
        """Hold a card to the reader, or two at once. Raises Refused: not a UID, or nobody reads."""
        try:
            taken = self._reader.tap(uid) if other is None else self._reader.tap_together(uid, other)
        except ValueError as error:
            raise Refused(422, str(error)) from error
        if not taken:
            raise Refused(409, self._why_deaf("reader"))

    def scan(self, text: str) -> None:
        """Hold a code to the scanner. Raises Refused when nobody reads."""
        if not self._scanner.scan(text):
            raise Refused(409, self._why_deaf("scanner"))

    def come(self) -> None:
        """Walk up to the kiosk, as its presence sensor sees it. Raises Refused when nobody looks."""
        if not self._presence.come():
            raise Refused(409, "the kiosk is not listening to its presence sensor at this moment")

    def plug(self, device: Literal["reader", "scanner"], plugged: bool) -> None:
        owned = self._pluggable[device]
        (owned.plug if plugged else owned.unplug)()

    def break_printer(self, fault: str | None) -> None:
        """Break the printer in this way; None cures it. Raises Refused."""
        try:
            self._printer.fault = None if fault is None else Fault(fault)
        except ValueError as error:
            known = ", ".join(known.value for known in Fault)
            raise Refused(422, f"a printer cannot be {fault!r}; it can be: {known}, or null for well") from error

    async def switch_network(self, up: bool, swallow: bool = False) -> None:
        """`swallow`, with `up`: connections live, but nothing arrives; as behind a dead router."""
        mode = Mode.BLACKHOLE if up and swallow else Mode.UP if up else Mode.DOWN
        await self.network.set(mode)

    @property
    def tickets(self) -> list[PrintedTicket]:
        return self._printer.tickets

    def ticket(self, id_: str) -> PrintedTicket:
        for ticket in self.tickets:
            if ticket.id == id_:
                return ticket
        raise Refused(404, f"there is no ticket {id_[:20]!r}; the printer keeps the last ones only")

    # -- inside ---------------------------------------------------------------------------------

    def _ask(self, do: str, timeout_s: float = ANSWER_S, **arguments: Any) -> Any:
        try:
            return call(Path(self.place.control), do, timeout_s, **arguments)
        except NotRunning as error:
            raise Refused(503, "the kiosk is not running at this moment") from error
        except ControlError as error:
            raise Refused(504 if error.code == "timeout" else 422, str(error)) from error

    def _why_deaf(self, device: str) -> str:
        if not self._pluggable[device].plugged:
            return f"the {device} is unplugged"
        return f"the kiosk is not listening to its {device} at this moment"
