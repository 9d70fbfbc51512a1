"""What a handled message makes the server send, after its commit and never before."""

from __future__ import annotations

from msgspec import Struct

from mqtt_bridge.codec import encode, encode_answer
from mqtt_bridge.messages import Ack, Rejected, Value
from mqtt_bridge.topics import KioskTopics

ANSWER_EXPIRY_S = 10


class Outgoing(Struct, frozen=True, gc=False):
    """One message to publish with QoS 1. `expiry_s` None: the broker keeps it as long as the session lives.

    `may_wait`: a later one on the same topic says all that this one does. `events`: so many are new in it.
    """

    topic: str
    payload: bytes
    correlation: bytes = b""
    expiry_s: int | None = None
    may_wait: bool = False
    events: int = 0


def answer(topic: str, value: Value, correlation: bytes) -> Outgoing:
    """The answer to a question; worthless after a few seconds."""
    return Outgoing(topic, encode_answer(value), correlation, ANSWER_EXPIRY_S)


def acknowledgement(
    tenant: str, kiosk: str, ack: Ack, conflicts: tuple[Rejected, ...] = (), events: int = 0
) -> Outgoing:
    """`events` are new in it. `conflicts` are said this once; all else the next acknowledgement says too."""
    said = Ack(upto=ack.upto, rejected=(*ack.rejected, *conflicts)) if conflicts else ack
    return Outgoing(KioskTopics(tenant, kiosk).ack, encode(said), may_wait=not conflicts, events=events)
