"""Somebody shows a friend's slip: who invites them, and what both get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import FRIEND, FRIEND_CODE
from mqtt_bridge.messages import FriendFound


@dataclass(frozen=True, slots=True)
class FriendInvite:
    """`found` None: the server has not said yet whose code it is."""

    timeout_s: ClassVar[float | None] = 45.0
    friend: str
    found: FriendFound | None = None

    @classmethod
    def examples(cls) -> list[FriendInvite]:
        return [cls(FRIEND_CODE), cls(FRIEND_CODE, FRIEND)]
