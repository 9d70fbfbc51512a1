"""The kiosk's configuration: one TOML file, checked whole before anything starts."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from kiosk import words
from kiosk.hours import is_clock
from kiosk.values import Language
from mqtt_bridge.topics import ID


class BadConfig(Exception):
    """The file cannot be used; the message names the key and, for a slip of the pen, the key that was meant."""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every part of the file: a key we do not know is refused, never ignored."""


class Mqtt(Part, frozen=True):
    host: str = "127.0.0.1"
    port: int = 1883
    username: str = ""
    password: str = ""
    reconnect_base_s: float = 1.0
    reconnect_cap_s: float = 60.0


class Display(Part, frozen=True):
    """`window`: "auto" opens a window where there is a display and draws offscreen elsewhere.

    `rotation`: a panel that hangs on its side is turned so many degrees; `width` and `height` are those of the picture
    the diner sees. `motion`: "reduced" lets nothing rise, count or pulse.
    `dim_after_s`: when nobody is here, 0 for never. `dim_percent`: how bright the panel's own light is then, where
    there is a `backlight`.
    `off_from`, `off_to`: the hours in which the screen is dark when nobody is here, "22:30" and "08:00"; "" for none.
    """

    width: int = 1280
    height: int = 800
    window: str = "auto"
    px_per_mm: float = 5.9
    rotation: Literal[0, 90, 180, 270] = 0
    motion: Literal["full", "reduced"] = "full"
    dim_after_s: float = 600.0
    dim_percent: int = 30
    off_from: str = ""
    off_to: str = ""


class Audio(Part, frozen=True):
    """`volume` is 0 to 100, 0 is silent. `headphones`: only the diner hears what is said, so names may be.

    `quiet_from`, `quiet_to`: the hours without tones; "" for none.
    """

    volume: int = 60
    headphones: bool = False
    quiet_from: str = ""
    quiet_to: str = ""


class Device(Part, frozen=True):
    """`driver` is a name of `drivers.catalog`; `settings` go to that driver."""

    driver: str = "simulated"
    settings: dict[str, Any] = field(default_factory=dict)


class Redeem(Part, frozen=True):
    """`undo_s`: how long points for paper can be taken back before the printer starts, 0 to 30 s; 0: not at all."""

    undo_s: float = 5.0


Moment = Literal["tap", "print", "error", "warning"]


class Light(Device, frozen=True):
    """`on`: at which moments the buzzer and the lamp are heard and seen."""

    driver: str = "none"
    on: tuple[Moment, ...] = ("tap", "print", "error", "warning")


class Absent(Device, frozen=True):
    """A device most kiosks do not have."""

    driver: str = "none"


class Brand(Part, frozen=True):
    zh: str = "莲火小馆"
    en: str = "Lotus & Ember"


class Support(Part, frozen=True):
    """`sticks`: where USB sticks are mounted, as a pattern; "": the log is exported to the data folder only."""

    sticks: str = "/media/*/*"


class Config(Part, frozen=True):
    kiosk: str
    data_dir: str
    tenant: str = "demo"
    store: str = "s1"
    language: Language = "zh"
    # A folder of further languages, `fr.mo` and the like (scripts/compile_words.py); "": the built-in ones only.
    words_dir: str = ""
    # Path of the control socket; "": in the data folder. For data folders deeper than a socket's path may be.
    control: str = ""
    time_zone: str = "Asia/Shanghai"
    staff_pin: str = ""
    # Whether a ticket that says which kiosk this is and how it is comes out after each start.
    boot_ticket: bool = False
    brand: Brand = Brand()
    mqtt: Mqtt = Mqtt()
    display: Display = Display()
    audio: Audio = Audio()
    nfc: Device = Device()
    scanner: Device = Device()
    printer: Device = Device()
    light: Light = Light()
    backlight: Absent = Absent()
    presence: Absent = Absent()
    redeem: Redeem = Redeem()
    support: Support = Support()

    @property
    def data(self) -> Path:
        return Path(self.data_dir)

    @property
    def control_socket(self) -> Path:
        return Path(self.control) if self.control else self.data / "control.sock"


def load(path: Path) -> Config:
    """Read and check the file. Raises BadConfig with one sentence."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadConfig(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} is not UTF-8 text") from error
    return parse(text, str(path))


def parse(text: str, name: str = "config") -> Config:
    try:
        config = msgspec.convert(tomllib.loads(text), Config)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{name} is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadConfig(f"{name}: {_explain(str(error))}") from error
    for key in ("kiosk", "tenant"):
        if not ID.match(getattr(config, key)):
            raise BadConfig(f"{name}: {key} must be 1 to 40 of a-z, 0-9 and -, not {getattr(config, key)!r}")
    _check_languages(config, name)
    _check_hours(config, name)
    if not 0 <= config.audio.volume <= 100:
        raise BadConfig(f"{name}: audio.volume must be 0 to 100, not {config.audio.volume}")
    if not 0 <= config.redeem.undo_s <= 30:
        raise BadConfig(f"{name}: redeem.undo_s must be 0 to 30, not {config.redeem.undo_s}")
    if not 1 <= config.display.dim_percent <= 100:
        raise BadConfig(f"{name}: display.dim_percent must be 1 to 100, not {config.display.dim_percent}")
    return config


def _check_languages(config: Config, name: str) -> None:
    known = words.stems(words.HERE)
    if config.words_dir:
        added = words.stems(Path(config.words_dir))
        if not added:
            raise BadConfig(f"{name}: words_dir holds no compiled language (*.mo): {config.words_dir}")
        known |= added
    if config.language not in known:
        one_of = ", ".join(words.in_order(known))
        raise BadConfig(f"{name}: language must be one of {one_of}, not {config.language!r}")


def _check_hours(config: Config, name: str) -> None:
    for part, first, last in (("display", "off_from", "off_to"), ("audio", "quiet_from", "quiet_to")):
        pair = [getattr(getattr(config, part), key) for key in (first, last)]
        if any(pair) and not all(map(is_clock, pair)):
            raise BadConfig(f"{name}: {part}.{first} and {part}.{last} must both be hours like 22:30, or both empty")


def known_keys(part: type[Part] = Config, prefix: str = "") -> list[str]:
    """Every key the file may hold, with its path: `mqtt.port`."""
    keys: list[str] = []
    for info in msgspec.structs.fields(part):
        path = prefix + info.name
        if isinstance(info.type, type) and issubclass(info.type, Part):
            keys += known_keys(info.type, path + ".")
        else:
            keys.append(path)
    return keys


def _explain(error: str) -> str:
    unknown = re.match(r"Object contains unknown field `([^`]*)`(?: - at `\$\.?(.*)`)?", error)
    if unknown is None:
        return error.replace("$.", "")
    path = f"{unknown[2]}.{unknown[1]}" if unknown[2] else unknown[1]
    close = difflib.get_close_matches(path, known_keys(), n=1, cutoff=0.6)
    return f"unknown key {path!r}" + (f"; did you mean {close[0]!r}?" if close else "")
