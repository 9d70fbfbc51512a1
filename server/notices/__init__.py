"""What the house sends to people: queued with what causes it, sent after the commit, tried again when it fails.

`texts` says it in words, `routes` knows the way to an address, `deliver` empties the queue, `postman` is its thread;
`smtp`, `webhook` and `log` are the ways out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# service: now, whatever the hour (a code somebody waits for). reminder: not in quiet hours.
# marketing: not in quiet hours, not too often, and only to who agrees to it when it goes out.
Purpose = Literal["service", "reminder", "marketing"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person. `kind` says which text, `values` fills it (or is it: `zh` and `en`).

    `id` is also the dedupe key: the same id again is the same notice. `to` is an address (telephone number,
    e-mail address, a role of the house such as "manager"), or empty: then `member` is reached the way they can
    be when it goes out. After `expires_at` it is worth nothing and is dropped.
    """

    id: str
    kind: str
    to: str
    language: str
    values: dict[str, str]
    member: str = ""
    purpose: Purpose = "service"
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice with its address and its words, as a channel sends it."""

    id: str
    kind: str
    to: str
    language: str
    subject: str
    text: str
    values: dict[str, str]


class Undeliverable(Exception):
    """This letter will never arrive: trying again is of no use. The message holds no address."""


class Channel(Protocol):
    """The way out of a letter."""

    def send(self, letter: Letter) -> None:
        """Hand it over. Raises OSError: it is tried again later; Undeliverable: it never is."""
