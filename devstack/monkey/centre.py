"""The centre in the same process: a kiosk's connection that leads to the real server's desk, and can be cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from mqtt_bridge.codec import encode
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Presence, Value
from mqtt_bridge.topics import ROOT, server_presence
from server import demo
from server.config import Cards, Config
from server.desk import Desk
from server.opening import open_house


class Network(StrEnum):
    """`SLOW`: what comes back waits until the network changes. `DEAF`: nothing arrives, and nobody says so."""

    UP = "up"
    SLOW = "slow"
    DEAF = "deaf"
    SERVER_DOWN = "server_down"
    DOWN = "down"


class Centre:
    """The real server without its broker: what a kiosk publishes is served at once, on the kiosk's own thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime], tenant: str = "demo") -> None:
        self._tenant, self._now = tenant, now
        # A card that proves nothing may spend: else nobody but who signed in by telephone would come to the paper.
        self.house = open_house(Config(data=str(folder), cards=Cards(spend="any")), now())
        demo.seed(self.house, now())
        self._desk = Desk(self.house, lambda: now().timestamp())

    def serve(self, delivery: Delivery) -> list[Delivery]:
        """What comes back for it; only what the kiosk's own topics carry."""
        said = self._desk.serve([delivery], self._now())
        return [Delivery(one.topic, one.payload, False, "", one.correlation) for one in said]

    def presence(self, online: bool) -> Delivery:
        state = Presence(state="online" if online else "offline", session="centre")
        return Delivery(server_presence(self._tenant), encode(state), True, "", b"")

    def code_for(self, phone: str) -> str:
        """The code that was last sent to this number; "" when none was."""
        sent = [one for one in self.house.store.notices.waiting() if one.kind == "join_code" and one.to.endswith(phone)]
        return str(sent[-1].values["code"]) if sent else ""

    def close(self) -> None:
        self.house.store.close()


class Wire:
    """What `Machine` takes for its link: made with the same arguments."""

    def __init__(
        self, centre: Centre, *, heard: Callable[[Delivery], None], changed: Callable[[bool], None], **_: Any
    ) -> None:
        self._centre, self._heard, self._changed = centre, heard, changed
        self._network = Network.DOWN
        self._late: list[Delivery] = []

    def switch(self, network: Network) -> None:
        """From now on the network is like this. What was late comes first."""
        was_up, self._network = self._network is not Network.DOWN, network
        if network is Network.DOWN:
            self._late.clear()
            if was_up:
                self._changed(False)
            return
        if not was_up:
            self._changed(True)
        self._heard(self._centre.presence(network is not Network.SERVER_DOWN))
        late, self._late = self._late, []
        for delivery in late:
            self._heard(delivery)

    def open(self, host: str, port: int) -> None:
        self.switch(Network.UP)

    def close(self) -> None:
        self._network = Network.DOWN

    def reconnect(self) -> None:
        """A new connection over the same network."""
        if self._network is not Network.DOWN:
            network = self._network
            self.switch(Network.DOWN)
            self.switch(network)

    def publish(
        self,
        topic: str,
        payload: Value | bytes,
        qos: int = 1,
        retain: bool = False,
        response_topic: str = "",
        correlation: bytes = b"",
        expiry_s: int | None = None,
    ) -> bool:
        if self._network is Network.DOWN:
            return False
        state = retain and not topic.endswith("/up/birth")
        if self._network in (Network.UP, Network.SLOW) and not state and topic.startswith(ROOT):
            body = encode(payload) if isinstance(payload, Value) else payload
            for back in self._centre.serve(Delivery(topic, body, False, response_topic, correlation)):
                if self._network is Network.SLOW:
                    self._late.append(back)
                else:
                    self._heard(back)
        return True
