"""From bytes to something to do, or a fault by name. Nothing that came in is trusted before it passed here."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from mqtt_bridge.codec import BadMessage, decode, decode_happened, decode_question
from mqtt_bridge.keys import WHOLE_MAX
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Birth, Envelope, EventData, Question, Refusal
from mqtt_bridge.topics import BadTopic, KioskTopics, parse

LONGEST_ID = 64


class Asked(Struct, frozen=True):
    """A question. `question` is a Refusal when it could not be read: the asker is told."""

    kiosk: str
    question: Question | Refusal
    reply_to: str
    correlation: bytes


class Happened(Struct, frozen=True):
    """An event. `data` is a Refusal when it could not be read: its seq is used up all the same."""

    kiosk: str
    envelope: Envelope
    data: EventData | Refusal
    digest: str
    payload: bytes


class Born(Struct, frozen=True):
    """`live`: said just now, and not kept by the broker since a connection of long ago."""

    kiosk: str
    birth: Birth
    live: bool


class Unusable(Struct, frozen=True):
    """Counted and dropped. `fault` is the kind, `what` is shown escaped in the log."""

    fault: str
    what: str


Incoming = Asked | Happened | Born | Unusable


def read(delivery: Delivery, tenant: str) -> Incoming:
    """Say what this delivery is. Never raises."""
    try:
        address = parse(delivery.topic)
    except BadTopic:
        return Unusable("wrong topic", delivery.topic)
    if address.tenant != tenant or address.direction != "up":
        return Unusable("wrong topic", delivery.topic)
    if address.kind == "birth" and not address.name:
        return _birth(address.kiosk, delivery)
    if delivery.retained:
        return Unusable("retained message that is no state", delivery.topic)
    if address.kind == "req":
        return _question(tenant, address.kiosk, address.name, delivery)
    if address.kind == "event":
        return _event(address.kiosk, address.name, delivery)
    return Unusable("wrong topic", delivery.topic)


def _birth(kiosk: str, delivery: Delivery) -> Born | Unusable:
    if not delivery.payload:
        return Unusable("empty birth", delivery.topic)
    try:
        return Born(kiosk, decode(delivery.payload, Birth), live=not delivery.retained)
    except BadMessage as error:
        return Unusable("malformed birth", f"{kiosk}: {error}")


def _question(tenant: str, kiosk: str, method: str, delivery: Delivery) -> Asked | Unusable:
    # Else a kiosk could make us, who may write everywhere, write to another kiosk.
    if not delivery.response_topic.startswith(KioskTopics(tenant, kiosk).down + "/res/"):
        return Unusable("question without its own answer topic", f"{kiosk}: {delivery.response_topic}")
    if "+" in delivery.response_topic or "#" in delivery.response_topic:
        return Unusable("question without its own answer topic", f"{kiosk}: {delivery.response_topic}")
    question: Question | Refusal
    try:
        question = decode_question(method, delivery.payload)
    except BadMessage as error:
        question = Refusal(code="bad_request", message=str(error)[:200])
    return Asked(kiosk, question, delivery.response_topic, delivery.correlation)


def _event(kiosk: str, type_: str, delivery: Delivery) -> Happened | Unusable:
    try:
        envelope, carried = decode_happened(delivery.payload)
    except BadMessage as error:
        return Unusable("malformed event", f"{kiosk}: {error}")
    if not 0 < envelope.seq <= WHOLE_MAX or not 0 < len(envelope.id) <= LONGEST_ID:
        return Unusable("malformed event", f"{kiosk}: seq {envelope.seq}, id of {len(envelope.id)}")
    data: EventData | Refusal
    if envelope.type != type_:
        data = Refusal(code="bad_data", message=f"an event of type {envelope.type[:40]!r} on the topic of another")
    elif isinstance(carried, BadMessage):
        data = Refusal(code="bad_data", message=str(carried)[:200])
    else:
        data = carried
    body = hashlib.sha256(f"{envelope.id}\0{envelope.type}\0{envelope.time}\0".encode() + bytes(envelope.data))
    return Happened(kiosk, envelope, data, body.hexdigest(), delivery.payload)
