"""What is retained: whether a kiosk or the server is there, and what it is; and how it is, every minute."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from mqtt_bridge.messages.base import Value

# The ways somebody can join or sign in without a card.
JoinWay = Literal["phone", "wechat", "email"]


class Presence(Value, frozen=True):
    """Of the server's: `joins`, the ways it can reach whoever joins, the first to be offered first; `rules`, the
    number of the programme in force (a kiosk repeats it in its events).
    """

    state: Literal["online", "offline"]
    session: str
    boot: str = ""
    since: str = ""
    version: str = ""
    joins: tuple[JoinWay, ...] = ("phone",)
    rules: int = 0


class Birth(Value, frozen=True):
    """What this kiosk is and has; sent after every connect.

    `next_seq` will be its next event's number: one the server has seen already means a restored disk.
    `oldest_seq` is the oldest it can still send: what is missing below that was lost with a broken disk.
    `mono_ms` is the time since `boot`, now: with it the server can date every event of this boot by its own clock.
    """

    kiosk: str
    version: str
    boot: str
    devices: dict[str, str] = field(default_factory=dict)
    next_seq: int = 1
    oldest_seq: int = 1
    mono_ms: int = 0


class Health(Value, frozen=True):
    at: str
    uptime_s: int
    queue: int
    dead: int
    devices: dict[str, str] = field(default_factory=dict)
    screen: str = ""
    memory_mb: int = 0
    dropped: int = 0
    temperature_c: int | None = None
