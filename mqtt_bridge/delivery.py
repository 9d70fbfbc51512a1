"""What a link hears."""

from __future__ import annotations

from msgspec import Struct


class Delivery(Struct, frozen=True, gc=False):
    """One message as it came. `retained`: the broker kept it; it is state, never a command."""

    topic: str
    payload: bytes
    retained: bool = False
    response_topic: str = ""
    correlation: bytes = b""
