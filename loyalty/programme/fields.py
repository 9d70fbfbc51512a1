"""Checks of single fields; each raises BadProgramme with the path of the field."""

from __future__ import annotations

import re

from loyalty import checks
from loyalty.slots import Slot
from loyalty.words import Words

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class BadProgramme(ValueError):
    """The configuration cannot be used: `path` says where, `reason` why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def slot(path: str, when: Slot) -> None:
    for day in when.weekdays:
        whole(f"{path}.weekdays", day, 1, 7)
    for name in ("start", "end"):
        value = getattr(when, name)
        refuse(bool(value) and not _CLOCK.fullmatch(value), f"{path}.{name}", f"{value!r} is no time like 11:30")
    refuse(bool(when.start) != bool(when.end), path, "start and end go together")
    refuse(bool(when.start) and when.start == when.end, path, "start and end are the same")


def keys(path: str, names: list[str]) -> None:
    for place, name in enumerate(names):
        key(f"{path}[{place}].key", name)
        refuse(name in names[:place], f"{path}[{place}].key", f"{name!r} is there twice")


def key(path: str, name: str) -> None:
    refuse(not _KEY.fullmatch(name), path, f"{name!r} is not like `free-tea`")


def words(path: str, text: Words, most: int = 200) -> None:
    for language in ("zh", "en"):
        value = getattr(text, language)
        refuse(not value.strip(), f"{path}.{language}", "must not be empty")
        refuse(len(value) > most, f"{path}.{language}", f"has {len(value)} characters, at most {most}")


def whole(path: str, value: int, least: int, most: int = checks.POINTS_MAX) -> None:
    refuse(not least <= value <= most, path, f"must be from {least} to {most}, not {value}")


def refuse(wrong: bool, path: str, reason: str) -> None:
    if wrong:
        raise BadProgramme(path, reason)
