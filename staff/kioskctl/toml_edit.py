"""One value of a TOML file changed in place: comments, order and everything else stay as somebody wrote them. Pure.

Only what stands on one line in its own table is changed; whatever else would have to be is refused, never guessed.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_.-]+)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


class CannotEdit(Exception):
    """The value is not one line in its own table; the message says which."""


def literals(text: str) -> list[str]:
    """What somebody may have meant by this text, as TOML, the likeliest first: `5` is a number, then a word."""
    word = json.dumps(text, ensure_ascii=False)
    try:
        tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return [word]
    return [text, word] if "\n" not in text else [word]


def changed(text: str, key: str, literal: str | None) -> str:
    """The file with `key` (`display.motion`) set to this TOML value; None takes it out. Raises CannotEdit."""
    *table, name = key.split(".")
    lines = text.splitlines(keepends=True)
    begin, end = _span(lines, ".".join(table))
    at = next((n for n in range(begin, end) if (found := _KEY.match(lines[n])) and found[1] == name), None)
    if at is not None:
        lines[at : at + 1] = [] if literal is None else [f"{name} = {literal}{_comment(lines[at])}\n"]
    elif literal is not None:
        _insert(lines, table, begin, end, f"{name} = {literal}\n")
    new = "".join(lines)
    if not _is_that(text, new, [*table, name], literal):
        raise CannotEdit(f"{key} does not stand on one line of its own: change it in an editor")
    return new


def _span(lines: list[str], table: str) -> tuple[int, int]:
    """The lines of this table, without its head; an empty span at the end where there is none."""
    heads = [(n, found[1]) for n, line in enumerate(lines) if (found := _TABLE.match(line))]
    begin = 0 if not table else next((n + 1 for n, name in heads if name == table), len(lines))
    return begin, next((n for n, _ in heads if n >= begin), len(lines))


def _insert(lines: list[str], table: list[str], begin: int, end: int, line: str) -> None:
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    if table and begin == len(lines) and not (lines and _TABLE.match(lines[-1])):
        lines += [f"\n[{'.'.join(table)}]\n" if lines else f"[{'.'.join(table)}]\n", line]
        return
    while end > begin and not lines[end - 1].strip():
        end -= 1
    lines.insert(end, line)


def _comment(line: str) -> str:
    """What somebody wrote behind the value; "" where a # may be part of it."""
    value, hash_, said = line.rstrip("\n").partition("#")
    return f"  #{said}" if hash_ and value.count('"') % 2 == 0 and "'" not in value else ""


def _is_that(old: str, new: str, path: list[str], literal: str | None) -> bool:
    """Whether the new text means the old one with this one change."""
    try:
        wanted, found = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    inner: dict[str, Any] = wanted
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            return False
    if literal is None:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = tomllib.loads(f"value = {literal}")["value"]
    return found == wanted
