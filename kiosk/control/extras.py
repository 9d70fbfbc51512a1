"""Tests of what most kiosks do without: buzzer and lamp, the panel's own light, the presence sensor."""

from __future__ import annotations

import time

from drivers.light.ports import Beep
from drivers.ports import DeviceError, PresenceSeen
from kiosk.control.paper import Verdict, verdict, wait_for
from kiosk.machine import Machine

EXTRAS = ("light", "backlight", "presence")
BETWEEN_S = 0.7
SETTLE_S = 3.0
DIM = 30


def test(machine: Machine, device: str, wait_s: float) -> Verdict:
    """One of `EXTRAS`, on a thread that may wait. Passes when the kiosk has none."""
    driver = getattr(machine.config, device).driver
    if driver == "none":
        return verdict(True, f"this kiosk has no {device}")
    return {"light": _light, "backlight": _backlight, "presence": _presence}[device](machine, driver, wait_s)


def _light(machine: Machine, driver: str, _wait_s: float) -> Verdict:
    """Nobody can hear for the person who tests: they are told what to listen for."""
    for beep in (Beep.OK, Beep.REFUSED, Beep.WARN):
        machine.devices.light.beep(beep)
        time.sleep(BETWEEN_S)
    return verdict(True, f"{driver}: one beep, two long ones, three short ones; did you hear and see them?")


def _backlight(machine: Machine, driver: str, _wait_s: float) -> Verdict:
    """Dim the panel and see whether it says so itself, then as before."""
    light = machine.devices.backlight
    assert light is not None
    try:
        before = light.get()
        light.set(DIM)
        deadline = time.monotonic() + SETTLE_S
        while abs(light.get() - DIM) > 1 and time.monotonic() < deadline:
            time.sleep(0.02)
        seen = light.get()
        light.set(before)
    except DeviceError as error:
        return verdict(False, str(error))
    return verdict(abs(seen - DIM) <= 1, f"{driver}: from {before} % to {seen} %, and back")


def _presence(machine: Machine, driver: str, wait_s: float) -> Verdict:
    began_s = time.monotonic()
    with machine.witness.watching() as signals:
        seen = wait_for(signals, wait_s, lambda signal: isinstance(signal, PresenceSeen))
    if seen is None:
        return verdict(False, f"nobody was seen within {wait_s:g} s; walk up to the kiosk while it waits")
    return verdict(True, f"{driver}: saw somebody after {time.monotonic() - began_s:.1f} s")
