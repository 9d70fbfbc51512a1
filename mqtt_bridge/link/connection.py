"""One connection to the broker that mends itself: made, kept, made anew, and ended in time."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterable

from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import MQTTErrorCode

from mqtt_bridge.backoff import Backoff
from mqtt_bridge.codec import MAX_BYTES, encode
from mqtt_bridge.delivery import Delivery
from mqtt_bridge.link.client import WINDOW, beside, build, to_connect
from mqtt_bridge.link.ear import Ear
from mqtt_bridge.messages import Value
from mqtt_bridge.pump import Pump

WEEK_S = 7 * 24 * 3600
KEEPALIVE_S, WILL_DELAY_S = 30, 30
HEADROOM = 1024
CLOSE_S, CONNACK_S = 1.0, 10.0
# Everybody who wants something rings; this is how often the keep-alive is looked at.
IDLE_S = 1.0

log = logging.getLogger(__name__)


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
        self._ear = Ear(client_id, tuple(subscriptions), heard, changed, settled)
        self._session_expiry_s = session_expiry_s
        self._keepalive_s = keepalive_s
        self._backoff = backoff or Backoff()
        self._unwelcome_wait_s = unwelcome_wait_s
        self._window = window
        self._pump = Pump(self._ear.hear, settled)
        self._client: Client | None = build(client_id, username, password, self._will, will_delay_s, self._pump.ring)
        self._ear.listen(self._client)
        self._stop = threading.Event()
        self._kick = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._farewell: MQTTMessageInfo | None = None

    @property
    def connected(self) -> bool:
        """Connected and subscribed, as far as we know: a half-open link still says True."""
        return self._ear.connected.is_set()

    def open(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        """Start connecting and keep at it until `close`. Returns at once."""
        client = self._client
        if self._thread is not None or client is None:
            raise RuntimeError("this link was opened before")
        if tls is not None:
            client.tls_set_context(tls)
        properties = to_connect(self._session_expiry_s, self._window)
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
        info = client.publish(topic, body, qos, retain, beside(response_topic, correlation, expiry_s))
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
            if self._ear.unwelcome:
                self._stop.wait(max(wait_s, self._unwelcome_wait_s))
            elif not self._stop.is_set():
                self._wake.wait(wait_s)

    def _one_connection(self, client: Client) -> float:
        """Connect and serve until the connection ends; how long it was up, in seconds."""
        self._ear.begin()
        try:
            rc: int = client.reconnect()
            greeted_by = time.monotonic() + CONNACK_S
            while rc == MQTTErrorCode.MQTT_ERR_SUCCESS and not self._stop.is_set() and not self._kick.is_set():
                rc = self._pump.turn(client, IDLE_S)
                if self._ear.since is None and time.monotonic() > greeted_by:
                    raise TimeoutError("the broker took the connection but does not speak")
            if self._stop.is_set():
                self._say_goodbye(client)
        except (OSError, ValueError) as error:
            log.info("%s: no connection: %s", self._name, error)
        finally:
            self._ear.down()
        return 0.0 if self._ear.since is None else time.monotonic() - self._ear.since

    def _say_goodbye(self, client: Client) -> None:
        deadline = time.monotonic() + CLOSE_S / 2
        rc: int = MQTTErrorCode.MQTT_ERR_SUCCESS
        while self._farewell is not None and not self._farewell.is_published() and time.monotonic() < deadline:
            rc = self._pump.turn(client, 0.05)
            if rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return
        client.disconnect()
        self._pump.turn(client, 0.0)
