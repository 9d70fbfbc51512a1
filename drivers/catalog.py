"""Which drivers exist. Nothing is imported until the config asks for it by name."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

BUILT_IN: dict[str, dict[str, str]] = {
    "nfc": {"pcsc": "drivers.nfc.pcsc:PcscReader", "simulated": "drivers.nfc.simulated:SimulatedReader"},
    "scanner": {
        "camera": "drivers.scanner.camera:CameraScanner",
        "hid": "drivers.scanner.hid:HidScanner",
        "serial": "drivers.scanner.serial:SerialScanner",
        "simulated": "drivers.scanner.simulated:SimulatedScanner",
    },
    "printer": {
        "network": "drivers.printer.network:NetworkPrinter",
        "usb": "drivers.printer.usb:UsbPrinter",
        "serial": "drivers.printer.serial:SerialPrinter",
        "file": "drivers.printer.file:FilePrinter",
        "simulated": "drivers.printer.simulated:SimulatedPrinter",
    },
    "light": {
        "gpio": "drivers.light.gpio:GpioLight",
        "none": "drivers.light.none:NoLight",
        "simulated": "drivers.light.simulated:SimulatedLight",
    },
    "backlight": {
        "none": "drivers.light.none:NoBacklight",
        "simulated": "drivers.light.simulated:SimulatedBacklight",
        "sysfs": "drivers.light.backlight:SysfsBacklight",
    },
    "presence": {
        "gpio": "drivers.presence.gpio:GpioPresence",
        "none": "drivers.presence.none:NoPresence",
        "simulated": "drivers.presence.simulated:SimulatedPresence",
    },
}


class CatalogError(Exception):
    """The config asks for a device that cannot be made.

    CatalogError
    ├── UnknownDriver    no driver of that name is installed
    └── BadSettings      the driver does not take these settings
    """


class UnknownDriver(CatalogError):
    """No driver of that name is installed."""


class BadSettings(CatalogError):
    """The driver does not take these settings; the message names the setting."""


def names(kind: str) -> list[str]:
    """The drivers of one kind ("nfc", "scanner", "printer", "light" …), built in or offered by other packages."""
    return sorted(_offered(kind))


def build(kind: str, name: str, **settings: Any) -> Any:
    """Make the driver the config names. Raises UnknownDriver or BadSettings, each with one clear sentence."""
    offered = _offered(kind)
    if name not in offered:
        raise UnknownDriver(f"no {kind} driver is called {name!r}{_hint(name, offered)}")
    module, _, attribute = offered[name].partition(":")
    try:
        driver = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownDriver(f"the {kind} driver {name!r} cannot be loaded: {error}") from error
    _check(f"{kind} driver {name!r}", driver, settings)
    try:
        return driver(**settings)
    except (TypeError, ValueError) as error:
        raise BadSettings(f"{kind} driver {name!r}: {error}") from error


def _offered(kind: str) -> dict[str, str]:
    if kind not in BUILT_IN:
        raise UnknownDriver(f"no kind of device is called {kind!r}{_hint(kind, BUILT_IN)}")
    others = {point.name: point.value for point in entry_points(group=f"kiosk.drivers.{kind}")}
    # A built-in name wins: a package must not replace our driver unseen.
    return others | BUILT_IN[kind]


def _check(driver_name: str, driver: Callable[..., Any], settings: dict[str, Any]) -> None:
    wanted = inspect.signature(driver).parameters
    for setting, value in settings.items():
        if setting not in wanted:
            raise BadSettings(f"{driver_name} has no setting {setting!r}{_hint(setting, wanted)}")
        kind = _TYPES.get(str(wanted[setting].annotation))
        # A bool is an int to Python, and never what is meant.
        if kind and (not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind)):
            raise BadSettings(f"{driver_name}: {setting} must be {_WORDS[kind[0]]}, not {value!r}")
    for setting, parameter in wanted.items():
        if parameter.default is parameter.empty and setting not in settings:
            raise BadSettings(f"{driver_name} needs the setting {setting!r}")


_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (float, int), "bool": (bool,)}
_WORDS: dict[type, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _hint(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(sorted(known))}" if known else ""
