"""What the house sends to a person: by now into a log file; mail and web calls have the same one method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person. `kind` says which text, `values` fills it."""

    id: str
    kind: str
    to: str
    language: str
    values: dict[str, str]


class Channel(Protocol):
    """The way out of a notice."""

    def send(self, notice: Notice) -> None:
        """Hand it over. Raises OSError: it is tried again later."""
