"""What kiosks hear of the server itself: that it is here, how to join, which programme is in force."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from mqtt_bridge.link import Link
from mqtt_bridge.messages import JoinWay, Presence
from mqtt_bridge.topics import server_presence

log = logging.getLogger(__name__)
VERSION = "0.1.0"


class Announcer:
    """Says "the server is here, and these rules count" whenever its link comes up; the will says the opposite."""

    def __init__(
        self, tenant: str, joins: tuple[JoinWay, ...], rules: Callable[[], int], now: Callable[[], datetime]
    ) -> None:
        self.topic, self._joins, self._rules = server_presence(tenant), joins, rules
        self._now, self._told, self._since = now, 0, now().isoformat(timespec="seconds")
        self.session = uuid.uuid4().hex
        self.link: Link | None = None

    @property
    def will(self) -> tuple[str, Presence]:
        return self.topic, Presence(state="offline", session=self.session, version=VERSION)

    def changed(self, up: bool) -> None:
        log.info("the link is %s", "up" if up else "down")
        if up:
            self._since = self._now().isoformat(timespec="seconds")
            self._say()

    def look(self) -> None:
        """Say it again when another programme has come into force. Any thread may call it, often."""
        if self._rules() != self._told:
            self._say()

    def _say(self) -> None:
        online = Presence(
            state="online",
            session=self.session,
            since=self._since,
            version=VERSION,
            joins=self._joins,
            rules=self._rules(),
        )
        if self.link is not None and self.link.publish(self.topic, online, qos=1, retain=True):
            self._told = online.rules
