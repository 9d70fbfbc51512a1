"""One connection to the broker that mends itself. The only file that imports paho.

`heard` and `changed` are called on the link's own thread and must only put into a queue.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTMessageInfo, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from mqtt_bridge.backoff import Backoff
from mqtt_bridge.codec import MAX_BYTES, encode
from mqtt_bridge.delivery import Delivery as Delivery
from mqtt_bridge.messages import Value
from mqtt_bridge.pump import Buffered, Pump

WEEK_S = 7 * 24 * 3600
KEEPALIVE_S, WILL_DELAY_S = 30, 30
WINDOW = 20
MAX_WAITING = 2000
HEADROOM = 1024
CLOSE_S, CONNACK_S = 1.0, 10.0
# Everybody who wants something rings; this is how often the keep-alive is looked at.
IDLE_S = 1.0
# Bad user name or password, not authorized, banned, session taken over: trying again at once would make it worse.
UNWELCOME = frozenset({0x86, 0x87, 0x8A, 0x8E})

log = logging.getLogger(__name__)
Extra = Properties | None


class Link:
    """An MQTT 5 connection with a persistent session, re-subscribed and re-connected for ever.

    `will` is (topic, value): retained, published by the broker 30 s after the link breaks and by `close` at once.
    `session_expiry_s` 0 is for workers that share a subscription: a dead one must not keep its share.
    `unwelcome_wait_s`: the least wait after the broker refused us or another client took our name.
    `window`: how many messages may be on their way to us at once without a receipt.
    `settled` is called on the link's thread when all that came at once was heard.
    """

    def __init__(
        self,
        client_id: str,
        username: str | None,
        password: str | None,
        will: tuple[str, Value] | None,
        subscriptions: Iterable[str],
        heard: Callable[[Delivery], None],
        changed: Callable[[bool], None],
        session_expiry_s: int = WEEK_S,
        backoff: Backoff | None = None,
        unwelcome_wait_s: float = 60.0,
        keepalive_s: int = KEEPALIVE_S,
        will_delay_s: int = WILL_DELAY_S,
        window: int = WINDOW,
        settled: Callable[[], None] = lambda: None,
    ) -> None:
        self._name = client_id
        self._will = (will[0], encode(will[1])) if will else None
        self._subscriptions = tuple(subscriptions)
        self._heard = heard
        self._changed = changed
        self._settled = settled
        self._session_expiry_s = session_expiry_s
        self._keepalive_s = keepalive_s
        self._backoff = backoff or Backoff()
        self._unwelcome_wait_s = unwelcome_wait_s
        self._window = window
        self._pump = Pump(self._hear, settled)
        self._client: Client | None = self._build(username, password, will_delay_s)
        self._connected = threading.Event()
        self._stop = threading.Event()
        self._kick = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._since: float | None = None
        self._unwelcome = False
        self._farewell: MQTTMessageInfo | None = None

    @property
    def connected(self) -> bool:
        """Connected and subscribed, as far as we know: a half-open link still says True."""
        return self._connected.is_set()

    def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        """Start connecting and keep at it until `close`. Returns at once."""
        client = self._client
        if self._thread is not None or client is None:
            raise RuntimeError("this link was opened before")
        if tls is not None:
            client.tls_set_context(tls)
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._session_expiry_s
        properties.ReceiveMaximum = self._window
        properties.MaximumPacketSize = MAX_BYTES
        client.connect_async(host, port, self._keepalive_s, clean_start=False, properties=properties)
        self._thread = threading.Thread(target=self._run, name=f"link-{self._name}", daemon=True)
        self._thread.start()

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
        """Hand one message to the network. False: no link, too large, or too much waits; it will not be sent.

        True is no receipt: only the other side's own answer is.
        """
        body = encode(payload) if isinstance(payload, Value) else payload
        # Too large a message would make the broker hang up, again after every reconnect.
        client = self._client
        if client is None or not self.connected or len(body) > MAX_BYTES - HEADROOM:
            return False
        info = client.publish(topic, body, qos, retain, _beside(response_topic, correlation, expiry_s))
        # Without a connection a QoS 1 message stays in paho's list and goes out at the next one.
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS or (qos > 0 and info.rc == MQTTErrorCode.MQTT_ERR_NO_CONN)

    def reconnect(self) -> None:
        """Drop the connection and make a new one at once: for the watchdog that found the link half open."""
        self._kick.set()
        self._wake.set()
        self._pump.ring()

    def close(self) -> None:
        """Say the will, disconnect, stop. Returns within a second even when the network hangs."""
        if self._thread is None or self._stop.is_set():
            return
        client = self._client
        if self._will is not None and client is not None and self.connected:
            self._farewell = client.publish(self._will[0], self._will[1], qos=1, retain=True)
        self._stop.set()
        self._wake.set()
        self._pump.ring()
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        self._pump.open()
        try:
            if self._client is not None:
                self._keep_connected(self._client)
        finally:
            # paho closes its own sockets with its last reference.
            self._client = None
            self._pump.close()

    def _keep_connected(self, client: Client) -> None:
        while not self._stop.is_set():
            connected_for_s = self._one_connection(client)
            if self._stop.is_set():
                return
            wait_s = self._backoff.next_wait_s(connected_for_s)
            if self._kick.is_set():
                wait_s = 0.0
            self._kick.clear()
            self._wake.clear()
            if self._unwelcome:
                self._stop.wait(max(wait_s, self._unwelcome_wait_s))
            elif not self._stop.is_set():
                self._wake.wait(wait_s)

    def _one_connection(self, client: Client) -> float:
        """Connect and serve until the connection ends; how long it was up, in seconds."""
        self._since, self._unwelcome = None, False
        try:
            rc: int = client.reconnect()
            greeted_by = time.monotonic() + CONNACK_S
            while rc == MQTTErrorCode.MQTT_ERR_SUCCESS and not self._stop.is_set() and not self._kick.is_set():
                rc = self._pump.turn(client, IDLE_S)
                if self._since is None and time.monotonic() > greeted_by:
                    raise TimeoutError("the broker took the connection but does not speak")
            if self._stop.is_set():
                self._say_goodbye(client)
        except (OSError, ValueError) as error:
            log.info("%s: no connection: %s", self._name, error)
        finally:
            self._down()
        return 0.0 if self._since is None else time.monotonic() - self._since

    def _say_goodbye(self, client: Client) -> None:
        deadline = time.monotonic() + CLOSE_S / 2
        rc: int = MQTTErrorCode.MQTT_ERR_SUCCESS
        while self._farewell is not None and not self._farewell.is_published() and time.monotonic() < deadline:
            rc = self._pump.turn(client, 0.05)
            if rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return
        client.disconnect()
        self._pump.turn(client, 0.0)

    def _down(self) -> None:
        if self._connected.is_set():
            self._tell(False)

    def _tell(self, up: bool) -> None:
        (self._connected.set if up else self._connected.clear)()
        try:
            self._changed(up)
        except Exception:
            log.exception("%s: the listener for the connection failed", self._name)

    # -- paho's callbacks ----------------------------------------------------------------------

    def _build(self, username: str | None, password: str | None, will_delay_s: int) -> Client:
        client = _Client(CallbackAPIVersion.VERSION2, self._name, protocol=MQTTv5, reconnect_on_failure=False)
        if username:
            client.username_pw_set(username, password)
        if self._will is not None:
            properties = _properties(PacketTypes.WILLMESSAGE)
            properties.WillDelayInterval = will_delay_s
            client.will_set(self._will[0], self._will[1], qos=1, retain=True, properties=properties)
        client.max_inflight_messages_set(WINDOW)
        client.max_queued_messages_set(MAX_WAITING)
        # With this set, publish() only wakes our thread; else the caller's thread would write the socket.
        client.on_socket_register_write = lambda *_: self._pump.ring()
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        return client

    def _on_connect(self, client: Client, _data: Any, _flags: ConnectFlags, reason: ReasonCode, _x: Extra) -> None:
        if reason.is_failure:
            self._unwelcome = reason.value in UNWELCOME
            log.warning("%s: the broker refused us: %s", self._name, reason)
            return
        self._since = time.monotonic()
        if self._subscriptions:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._subscriptions])
        else:
            self._tell(True)

    def _on_subscribe(self, _client: Client, _data: Any, _mid: int, reasons: list[ReasonCode], _x: Extra) -> None:
        for topic, reason in zip(self._subscriptions, reasons, strict=False):
            if reason.is_failure:
                log.error("%s: may not read %s: %s", self._name, topic, reason)
        self._tell(True)

    def _on_disconnect(
        self, _client: Client, _data: Any, flags: DisconnectFlags, reason: ReasonCode, _x: Extra
    ) -> None:
        if flags.is_disconnect_packet_from_server and reason.value in UNWELCOME:
            self._unwelcome = True
            log.warning("%s: the broker sent us away: %s", self._name, reason)
        self._down()

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
        self._hear(delivery)
        self._settled()

    def _hear(self, delivery: Delivery) -> None:
        try:
            self._heard(delivery)
        except Exception:
            log.exception("%s: a message could not be handed on", self._name)


class _Client(Client):
    def _create_socket(self) -> Any:
        return Buffered(super()._create_socket())


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]  # paho annotates all but this one


def _beside(response_topic: str, correlation: bytes, expiry_s: int | None) -> Properties | None:
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
