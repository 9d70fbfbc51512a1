"""The plain thing MQTT figures are compared with: two paho clients, QoS 1, no delay, question and answer.

As a program, `python -m benchmarks.plain_mqtt PORT` with the password in PLAIN_PASSWORD, it is the one that answers.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import uuid
from types import TracebackType
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from benchmarks.restaurant import ANSWERER
from devstack.broker import HOST

QUESTION_TOPIC = "rg/v1/plain/question"
ANSWER_TOPIC = "rg/v1/plain/answer"
# About what a member's view has.
ANSWER_BYTES = 900
ANSWER_S = 10.0


class Asker:
    """A client that asks one question at a time and waits for the answer."""

    def __init__(self, port: int, username: str, password: str, answer_topic: str = ANSWER_TOPIC) -> None:
        self._client = connected(port, username, password)
        self._answer_topic = answer_topic
        self._answered = threading.Event()
        self._wanted = b""
        self.answer = b""
        subscribe(self._client, answer_topic, self._heard)

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        close(self._client)

    def ask_s(self, topic: str, payload: bytes) -> float:
        """How long the answer took, in seconds. Raises TimeoutError."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.ResponseTopic = self._answer_topic
        self._wanted = uuid.uuid4().bytes
        properties.CorrelationData = self._wanted
        self._answered.clear()
        began = time.perf_counter()
        self._client.publish(topic, payload, qos=1, properties=properties)
        if not self._answered.wait(ANSWER_S):
            raise TimeoutError(f"no answer on {self._answer_topic}")
        return time.perf_counter() - began

    def _heard(self, message: MQTTMessage) -> None:
        if getattr(message.properties, "CorrelationData", b"") == self._wanted:
            self.answer = bytes(message.payload)
            self._answered.set()


def connected(port: int, username: str, password: str) -> Client:
    """A plain client that is connected, its thread running."""
    client = Client(CallbackAPIVersion.VERSION2, username, protocol=MQTTv5)
    client.username_pw_set(username, password)
    client.on_socket_open = _no_delay
    up = threading.Event()
    client.on_connect = lambda *_: up.set()
    client.connect(HOST, port)
    client.loop_start()
    if not up.wait(ANSWER_S):
        raise TimeoutError("the broker did not greet")
    return client


def subscribe(client: Client, topic: str, heard: Any) -> None:
    """`heard` is called with each message of this topic, on the client's thread; returns when it is subscribed."""
    done = threading.Event()
    client.on_message = lambda _client, _data, message: heard(message)
    client.on_subscribe = lambda *_: done.set()
    client.subscribe(topic, qos=1)
    if not done.wait(ANSWER_S):
        raise TimeoutError(f"not subscribed to {topic}")


def close(client: Client) -> None:
    client.disconnect()
    client.loop_stop()


def _no_delay(_client: Client, _data: Any, sock: Any) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def answer_for_ever(port: int, password: str) -> None:
    """Answer every question until the standard input ends."""
    client = connected(port, ANSWERER, password)
    body = b"x" * ANSWER_BYTES

    def answer(message: MQTTMessage) -> None:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.CorrelationData = message.properties.CorrelationData  # type: ignore[union-attr]
        client.publish(message.properties.ResponseTopic, body, qos=1, properties=properties)  # type: ignore[union-attr]

    subscribe(client, QUESTION_TOPIC, answer)
    print("ready", flush=True)
    sys.stdin.read()
    close(client)


if __name__ == "__main__":
    answer_for_ever(int(sys.argv[1]), os.environ["PLAIN_PASSWORD"])
