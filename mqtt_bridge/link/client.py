"""Paho's client as we use it: what it is told before it connects, and what goes with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from mqtt_bridge.codec import MAX_BYTES
from mqtt_bridge.pump import Buffered

WINDOW = 20
MAX_WAITING = 2000


def build(
    name: str,
    username: str | None,
    password: str | None,
    will: tuple[str, bytes] | None,
    will_delay_s: int,
    ring: Callable[[], None],
) -> Client:
    """A client that writes its socket on nobody's thread but the link's: `ring` tells that there is something."""
    client = _Client(CallbackAPIVersion.VERSION2, name, protocol=MQTTv5, reconnect_on_failure=False)
    if username:
        client.username_pw_set(username, password)
    if will is not None:
        properties = _properties(PacketTypes.WILLMESSAGE)
        properties.WillDelayInterval = will_delay_s
        client.will_set(will[0], will[1], qos=1, retain=True, properties=properties)
    client.max_inflight_messages_set(WINDOW)
    client.max_queued_messages_set(MAX_WAITING)
    # With this set, publish() only wakes our thread; else the caller's thread would write the socket.
    client.on_socket_register_write = lambda *_: ring()
    return client


def to_connect(session_expiry_s: int, window: int) -> Properties:
    """What is said when connecting. `window`: how many messages may be on their way to us without a receipt."""
    properties = _properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = session_expiry_s
    properties.ReceiveMaximum = window
    properties.MaximumPacketSize = MAX_BYTES
    return properties


def beside(response_topic: str, correlation: bytes, expiry_s: int | None) -> Properties | None:
    """What goes with a message. None for the many with nothing: a set of nothing costs as much as their bytes."""
    if not response_topic and not correlation and expiry_s is None:
        return None
    properties = _properties(PacketTypes.PUBLISH)
    if response_topic:
        properties.ResponseTopic = response_topic
    if correlation:
        properties.CorrelationData = correlation
    if expiry_s is not None:
        properties.MessageExpiryInterval = expiry_s
    return properties


class _Client(Client):
    def _create_socket(self) -> Any:
        return Buffered(super()._create_socket())


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]  # paho annotates all but this one
