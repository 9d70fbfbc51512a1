"""Bytes to message and back. The only file that knows the wire is JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from mqtt_bridge.keys import repeated, repeated_outside, surely_once
from mqtt_bridge.messages import ANSWERS, EVENTS, QUESTIONS, Answer, Envelope, EventData, Question, Refusal, Value

MAX_BYTES = 256 * 1024

T = TypeVar("T", bound=Value)


class BadMessage(Exception):
    """The bytes are not a message we know. Log it, count it, drop it: never crash on it."""


def encode(value: Value) -> bytes:
    return msgspec.json.encode(value)


def decode(payload: bytes, kind: type[T]) -> T:
    """Read one message of a known kind. Raises BadMessage with the path of the first fault, or the key named twice."""
    value = _read(payload, kind)
    _refuse_repeated(payload, repeated)
    return value


def decode_happened(payload: bytes) -> tuple[Envelope, EventData | BadMessage]:
    """An event, and what it carries or why that cannot be read: bad data uses up its number.

    Raises BadMessage when it is the envelope that cannot be read.
    """
    envelope = _read(payload, Envelope)
    once = surely_once(payload)
    if not once:
        _refuse_repeated(payload, repeated_outside)
    try:
        return envelope, (_read(bytes(envelope.data), _kind(envelope)) if once else decode_event(envelope))
    except BadMessage as error:
        return envelope, error


def _read(payload: bytes, kind: type[T]) -> T:
    if len(payload) > MAX_BYTES:
        raise BadMessage(f"{len(payload)} bytes is over the limit of {MAX_BYTES}")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def _refuse_repeated(payload: bytes, look: Callable[[bytes], str | None]) -> None:
    try:
        key = look(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error
    if key is not None:
        raise BadMessage(f"the key {key[:40]!r} stands twice in one object")


def decode_question(method: str, payload: bytes) -> Question:
    if method not in QUESTIONS:
        raise BadMessage(f"unknown question {method[:60]!r}")
    return decode(payload, QUESTIONS[method])


def decode_event(envelope: Envelope) -> EventData:
    """What the envelope carries. Raises BadMessage for an unknown type or bad data."""
    return decode(bytes(envelope.data), _kind(envelope))


def _kind(envelope: Envelope) -> type[EventData]:
    if envelope.type not in EVENTS:
        raise BadMessage(f"unknown event {envelope.type[:60]!r}")
    return EVENTS[envelope.type]


def encode_answer(answer: Value) -> bytes:
    """The wire form of an answer: `{ok, data}` for a value, `{ok: false, code, …}` for a Refusal."""
    if isinstance(answer, Refusal):
        return encode(Answer(ok=False, code=answer.code, message=answer.message, retry_after=answer.retry_after))
    return encode(Answer(ok=True, data=msgspec.Raw(encode(answer))))


def decode_answer(method: str, payload: bytes) -> Value:
    """The answer to a question of this method, or the Refusal. Raises BadMessage."""
    if method not in ANSWERS:
        raise BadMessage(f"unknown answer {method[:60]!r}")
    answer = decode(payload, Answer)
    if not answer.ok:
        return Refusal(code=answer.code or "error", message=answer.message, retry_after=answer.retry_after)
    if not isinstance(answer.data, msgspec.Raw):
        raise BadMessage("an answer that is ok carries data")
    return _read(bytes(answer.data), ANSWERS[method])
