"""What a handler is given besides the message."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from server.house import House
from server.store.events import DeviceState


class Call(Struct, frozen=True):
    """One message being handled, inside a transaction.

    `now` is the server's time. `event_id` and `happened_at` belong to an event: its id, and when the kiosk
    says it happened (never later than `now`); for a question `event_id` is empty and they are the same.
    `dated` False: the kiosk did not know the time, so `happened_at` is what the server makes of it.
    `devices`: the states that are written with those of the whole batch; None: each is written at once.
    """

    house: House
    kiosk: str
    now: datetime
    happened_at: datetime
    event_id: str = ""
    dated: bool = True
    devices: list[DeviceState] | None = None

    @property
    def source(self) -> str:
        return f"kiosk/{self.kiosk}"
