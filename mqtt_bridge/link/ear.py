"""What paho's client tells: the connection is there or gone, refused, and what has come. All on the link's thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from mqtt_bridge.delivery import Delivery

# Bad user name or password, not authorized, banned, session taken over: trying again at once would make it worse.
UNWELCOME = frozenset({0x86, 0x87, 0x8A, 0x8E})

log = logging.getLogger(__name__)
Extra = Properties | None


class Ear:
    """`since` when (monotonic, s) the broker took us; `unwelcome`: it refused us or sent us away.

    `connected` is set while we are connected and subscribed, as far as we know.
    """

    def __init__(
        self,
        name: str,
        subscriptions: tuple[str, ...],
        heard: Callable[[Delivery], None],
        changed: Callable[[bool], None],
        settled: Callable[[], None],
    ) -> None:
        self._name, self._subscriptions = name, subscriptions
        self._heard, self._changed, self._settled = heard, changed, settled
        self.connected = threading.Event()
        self.since: float | None = None
        self.unwelcome = False

    def listen(self, client: Client) -> None:
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message

    def begin(self) -> None:
        """Another connection is tried."""
        self.since, self.unwelcome = None, False

    def down(self) -> None:
        if self.connected.is_set():
            self.tell(False)

    def tell(self, up: bool) -> None:
        (self.connected.set if up else self.connected.clear)()
        try:
            self._changed(up)
        except Exception:
            log.exception("%s: the listener for the connection failed", self._name)

    def _on_connect(self, client: Client, _data: Any, _flags: ConnectFlags, reason: ReasonCode, _x: Extra) -> None:
        if reason.is_failure:
            self.unwelcome = reason.value in UNWELCOME
            log.warning("%s: the broker refused us: %s", self._name, reason)
            return
        self.since = time.monotonic()
        if self._subscriptions:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._subscriptions])
        else:
            self.tell(True)

    def _on_subscribe(self, _client: Client, _data: Any, _mid: int, reasons: list[ReasonCode], _x: Extra) -> None:
        for topic, reason in zip(self._subscriptions, reasons, strict=False):
            if reason.is_failure:
                log.error("%s: may not read %s: %s", self._name, topic, reason)
        self.tell(True)

    def _on_disconnect(
        self, _client: Client, _data: Any, flags: DisconnectFlags, reason: ReasonCode, _x: Extra
    ) -> None:
        if flags.is_disconnect_packet_from_server and reason.value in UNWELCOME:
            self.unwelcome = True
            log.warning("%s: the broker sent us away: %s", self._name, reason)
        self.down()

    def _on_publish(self, _client: Client, _data: Any, _mid: int, reason: ReasonCode, _x: Extra) -> None:
        if reason.is_failure:
            log.error("%s: the broker refused a message: %s", self._name, reason)

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        """A message that the pump did not read itself."""
        properties = message.properties
        try:
            delivery = Delivery(
                topic=message.topic,
                payload=bytes(message.payload),
                retained=message.retain,
                response_topic=getattr(properties, "ResponseTopic", ""),
                correlation=getattr(properties, "CorrelationData", b""),
            )
        except UnicodeDecodeError:
            log.warning("%s: a message on a topic that is no text", self._name)
            return
        self.hear(delivery)
        self._settled()

    def hear(self, delivery: Delivery) -> None:
        try:
            self._heard(delivery)
        except Exception:
            log.exception("%s: a message could not be handed on", self._name)
