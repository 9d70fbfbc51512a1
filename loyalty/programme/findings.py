"""What `lint` finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loyalty.words import Words


class Level(StrEnum):
    """`info` is worth knowing, a `warning` is probably not meant, an `error` can never work."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is where (`rewards[3]`); `code` names the kind of finding, for tests and filters."""

    level: Level
    path: str
    code: str
    words: Words


def percent(basis_points: int) -> str:
    """`640` -> `6.4 %`."""
    return f"{basis_points // 100}.{basis_points % 100 // 10} %"
