"""Frozen dataclasses from and to plain values (dict, list, str, int, bool, None), errors named by path.

A field whose metadata has `dump` and `load` says itself how it is written.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
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
    """The plain form of a value made of dataclasses, tuples, enums, moments, texts, ints and None."""
    if is_dataclass(value):
        return {one.name: one.metadata.get("dump", dump)(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [dump(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def load(kind: type[T], data: object, path: str = "") -> T:
    """A `kind` from its plain form. Unknown keys and wrong types raise `BadPlain`; left-out keys take defaults."""
    loaded: T = _read(kind, data, path)
    return loaded


def made(kind: Callable[..., T], path: str, /, *values: Any, **named: Any) -> T:
    """`kind` of these values; what it refuses is a `BadPlain` of this path."""
    try:
        return kind(*values, **named)
    except (TypeError, ValueError) as wrong:
        raise BadPlain(path, str(wrong)) from None


def one_key(data: object, path: str, known: list[str]) -> tuple[str, object]:
    """The only key of a table, which must be one of `known`, and its value."""
    if not isinstance(data, Mapping) or len(data) != 1:
        raise BadPlain(path, "must be a table of exactly one key")
    ((name, value),) = data.items()
    if name not in known:
        hint = _did_you_mean(str(name), known) or f": it is none of {', '.join(known)}"
        raise BadPlain(f"{path}.{name}"[:200], f"unknown key{hint}")
    return str(name), value


def _read(kind: Any, data: object, path: str) -> Any:
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return _read_literal(kind, data, path)
    if origin in (types.UnionType, typing.Union):
        return _read_optional(kind, data, path)
    if origin is tuple:
        if not isinstance(data, list | tuple):
            raise BadPlain(path, f"must be a list, not {_name(data)}")
        item = typing.get_args(kind)[0]
        return tuple(_read(item, part, f"{path}[{place}]") for place, part in enumerate(data))
    if is_dataclass(kind):
        return _read_dataclass(kind, data, path)
    if kind is datetime:
        return _read_moment(data, path)
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
    values = {}
    for one in fields(kind):
        if one.name in data:
            here = _join(path, one.name)
            own = one.metadata.get("load")
            values[one.name] = own(data[one.name], here) if own else _read(hints[one.name], data[one.name], here)
    for one in fields(kind):
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING:
            raise BadPlain(_join(path, one.name), "is missing")
    return made(kind, path, **values)


def _read_moment(data: object, path: str) -> datetime:
    """ISO 8601 text, or the moment itself: TOML has such values."""
    try:
        moment = datetime.fromisoformat(data) if isinstance(data, str) else data
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise BadPlain(path, f"must be a moment like 2026-03-01T00:00:00+08:00, not {_name(data)}")
    return moment


def _read_literal(kind: Any, data: object, path: str) -> Any:
    values = typing.get_args(kind)
    if data not in values:
        raise BadPlain(path, f"{_name(data)} is none of {', '.join(map(repr, values))}")
    return data


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
