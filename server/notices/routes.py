"""Which channel reaches which address, and which address a member has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.notices import Channel, Undeliverable
from server.store.members import Member

Way = Literal["wechat", "push", "email", "sms"]
# Of several ways to a member the first that is open; a text message costs the house most.
PREFERRED: tuple[Way, ...] = ("wechat", "push", "email", "sms")
MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Routes:
    """The channels the house has. `fallback` takes what no other takes (None: it is undeliverable).

    `manager` is the address of whoever is called for by a guest; empty: the fallback gets it.
    """

    email: Channel | None = None
    sms: Channel | None = None
    wechat: Channel | None = None
    push: Channel | None = None
    fallback: Channel | None = None
    manager: str = ""

    def by_address(self, to: str) -> tuple[str, Channel]:
        """The address and its channel. Raises Undeliverable."""
        if to == MANAGER and self.manager:
            to = self.manager
        channel = self.email if "@" in to else self.sms if to.startswith("+") else None
        return to, self._or_fallback(channel)

    def by_member(self, member: Member) -> tuple[str, Channel]:
        """How to reach this member. Raises Undeliverable."""
        addresses = {"wechat": member.wechat, "push": member.id, "email": member.email, "sms": member.phone}
        for way in PREFERRED:
            channel: Channel | None = getattr(self, way)
            if channel is not None and addresses[way]:
                return addresses[way], channel
        address = member.phone or member.email or member.wechat
        if not address:
            raise Undeliverable("this member has no address")
        return address, self._or_fallback(None)

    def _or_fallback(self, channel: Channel | None) -> Channel:
        found = channel or self.fallback
        if found is None:
            raise Undeliverable("no channel goes there")
        return found
