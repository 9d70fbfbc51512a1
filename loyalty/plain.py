"""Frozen dataclasses from and to plain values (dict, list, str, int, bool, None), errors named by path."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class BadPlain(ValueError):
    """`path` (like `tiers.ladder[2].spend_fen`) holds something that `reason` says is wrong."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or 'it'}: {reason}")
        self.path, self.reason = path, reason


def dump(value: object) -> Any:
    """The plain form of a value made of dataclasses, tuples, enums, texts, ints and None."""
    if is_dataclass(value):
        return {one.name: dump(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [dump(part) for part in value]
    return value.value if isinstance(value, StrEnum) else value


def load(kind: type[T], data: object, path: str = "") -> T:
    """A `kind` from its plain form. Unknown keys and wrong types raise `BadPlain`; left-out keys take defaults."""
    loaded: T = _read(kind, data, path)
    return loaded


def _read(kind: Any, data: object, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _read_optional(kind, data, path)
    if origin is tuple:
        if not isinstance(data, list | tuple):
            raise BadPlain(path, f"must be a list, not {_name(data)}")
        item = typing.get_args(kind)[0]
        return tuple(_read(item, part, f"{path}[{place}]") for place, part in enumerate(data))
    if is_dataclass(kind):
        return _read_dataclass(kind, data, path)
    if issubclass(kind, StrEnum):
        return _read_enum(kind, data, path)
    if type(data) is not kind:
        raise BadPlain(path, f"must be {_WORDS[kind]}, not {_name(data)}")
    if isinstance(data, str) and any("\ud800" <= character <= "\udfff" for character in data):
        raise BadPlain(path, "has half a character in it")
    return data


def _read_optional(kind: Any, data: object, path: str) -> Any:
    if data is None:
        return None
    (inner,) = (part for part in typing.get_args(kind) if part is not type(None))
    return _read(inner, data, path)


def _read_dataclass(kind: Any, data: object, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise BadPlain(path, f"must be a table of keys, not {_name(data)}")
    hints = typing.get_type_hints(kind)
    known = [one.name for one in fields(kind)]
    for key in data:
        if key not in known:
            raise BadPlain(_join(path, str(key)), f"unknown key{_did_you_mean(str(key), known)}")
    values = {name: _read(hints[name], data[name], _join(path, name)) for name in known if name in data}
    for one in fields(kind):
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING:
            raise BadPlain(_join(path, one.name), "is missing")
    return kind(**values)


def _read_enum(kind: type[StrEnum], data: object, path: str) -> StrEnum:
    values = [member.value for member in kind]
    if data not in values:
        raise BadPlain(path, f"{data!r} is none of {', '.join(values)}{_did_you_mean(str(data), values)}")
    return kind(str(data))


def _did_you_mean(given: str, known: list[str]) -> str:
    close = get_close_matches(given, known, 1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _name(data: object) -> str:
    if data is None or isinstance(data, bool | int | float | str):
        return repr(data)[:60]
    return "a list" if isinstance(data, list | tuple) else "a table of keys"


_WORDS = {int: "a whole number", str: "text", bool: "true or false"}
