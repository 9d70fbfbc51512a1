"""Checks that every value of the rules makes of itself. A failed check is a bug of the caller, so it raises."""

from __future__ import annotations

from datetime import datetime

POINTS_MAX = 1_000_000_000
FEN_MAX = 100_000_000_000
TEXT_MAX = 4_000
TRACE_MAX = 16_000


def whole(name: str, value: int, least: int, most: int) -> int:
    """Return `value` when it is a plain int from `least` to `most`; TypeError or ValueError names what is wrong."""
    if type(value) is not int:
        raise TypeError(f"{name} must be an int, not {type(value).__name__}: {value!r}")
    if not least <= value <= most:
        raise ValueError(f"{name} must be from {least} to {most}, not {value}")
    return value


def points(name: str, value: int, least: int = 1) -> int:
    """A count of points, at least `least` and at most 10^9."""
    return whole(name, value, least, POINTS_MAX)


def fen(name: str, value: int) -> int:
    """An amount of money in fen, 0 to 10^11."""
    return whole(name, value, 0, FEN_MAX)


def aware(name: str, value: datetime) -> datetime:
    """A moment that says its offset from UTC."""
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must carry a time zone: {value.isoformat()}")
    return value


def text(name: str, value: str, most: int = TEXT_MAX) -> str:
    """Text of at most `most` characters that UTF-8 can carry (no lone surrogate)."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if len(value) > most:
        raise ValueError(f"{name} is {len(value)} characters long, at most {most} are kept")
    try:
        value.encode()
    except UnicodeEncodeError as bad:
        raise ValueError(f"{name} has half a character at {bad.start}") from None
    return value
