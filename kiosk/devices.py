"""The kiosk's devices, each with its one thread: made from the configuration, started and stopped together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from drivers import catalog
from drivers.hotplug import Hotplug
from drivers.light.runner import BacklightRunner, LightRunner
from drivers.ports import CardTapped, CodeScanned, Emit, PresenceSeen, Signal
from drivers.printer.encode import encoder
from drivers.printer.roll import FULL_M, Roll
from drivers.printer.ticket import Ticket
from drivers.runner import PrinterRunner, SourceRunner
from kiosk.beeps import beep_of
from kiosk.config import Config, Device
from kiosk.state import State

BRIGHT = 100


class PrinterJobs(Protocol):
    """The printer's queue, and what came out of it last. A job's outcome comes back as a signal."""

    def submit(self, job: str, ticket: Ticket) -> None:
        """Queue one ticket; returns at once."""

    @property
    def last(self) -> Ticket | None:
        """The last ticket that came out, whole or not; None: none yet."""


class Hardware(Protocol):
    """What the machine needs of its devices: `Devices`, or something made in their place."""

    @property
    def printer(self) -> PrinterJobs: ...
    @property
    def roll(self) -> Roll: ...
    @property
    def light(self) -> LightRunner: ...
    @property
    def backlight(self) -> BacklightRunner | None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def show(self, before: State, after: State) -> None: ...


class Devices:
    """`emit` is called on the devices' threads. Raises CatalogError for a device that cannot be made.

    `backlight` is None where the panel's own light cannot be dimmed.
    """

    def __init__(self, config: Config, emit: Emit) -> None:
        self._config, self._emit = config, emit
        self.roll: Roll
        self.printer = self._printer()
        self._sources = [
            self._source("reader", "nfc", config.nfc, CardTapped),
            self._source("scanner", "scanner", config.scanner, CodeScanned),
            self._source("presence", "presence", config.presence, lambda _here: PresenceSeen()),
        ]
        self.light = LightRunner("light", _build("light", config.light), emit)
        self._backlight = BacklightRunner("backlight", _build("backlight", config.backlight), emit)
        self.backlight = self._backlight if config.backlight.driver != "none" else None
        if config.presence.driver == "none":
            # A thread that waits for nobody is a thread too many.
            self._sources.pop()
        # Whoever waits for a device that was unplugged looks again at once when something is plugged in.
        self._hotplug = Hotplug((*self._sources, self.printer, self._backlight))

    def start(self) -> None:
        for runner in (self.printer, *self._sources, self.light, self._backlight, self._hotplug):
            runner.start()

    def stop(self) -> None:
        """Within a second each. The panel is left bright: whoever looks after a kiosk that is down must see it."""
        self._backlight.set(BRIGHT)
        for runner in (self._hotplug, *self._sources, self.light, self._backlight, self.printer):
            runner.stop()

    def show(self, before: State, after: State) -> None:
        """The picture has changed: let the buzzer say so, where the house wants that."""
        said = beep_of(before, after)
        if said is not None and said[0] in self._config.light.on:
            self.light.beep(said[1])

    def _source(self, name: str, kind: str, device: Device, signal: Callable[[str], Signal]) -> SourceRunner:
        return SourceRunner(name, _build(kind, device), signal, self._emit)

    def _printer(self) -> PrinterRunner:
        device = self._config.printer
        printer = _build("printer", device)
        # A driver of somebody else's may know nothing of tickets; the least every printer does is right for it.
        width_mm = int(device.settings.get("width_mm", 80))
        make = getattr(printer, "encoder", lambda: encoder(width_mm))
        self.roll = Roll(self._config.data / "roll.json", width_mm if width_mm in FULL_M else 80)
        return PrinterRunner("printer", printer, make(), self._emit, roll=self.roll)


def _build(kind: str, device: Device) -> Any:
    return catalog.build(kind, device.driver, **device.settings)
