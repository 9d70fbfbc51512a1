"""The contract's files, by name: the document, and one example of every message as it is on the wire."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mqtt_bridge.codec import encode, encode_answer
from mqtt_bridge.contract.asyncapi import document
from mqtt_bridge.contract.examples import (
    ACK,
    BIRTH,
    DESIRED_OFFERS,
    DESIRED_PROGRAMME,
    EVENTS_BY_EXAMPLE,
    HEALTH,
    PRESENCE,
    QUESTIONS_BY_EXAMPLE,
    REPORTED_OFFERS,
    envelope,
)

VERSION = "1.0.0"


def files() -> dict[str, str]:
    """What `docs/contract` holds of the wire: a file's name and its text."""
    found = {"asyncapi.json": document(VERSION)}
    for method, (question, answer) in QUESTIONS_BY_EXAMPLE.items():
        found[f"examples/ask.{method}.json"] = json.loads(encode(question))
        found[f"examples/answer.{method}.json"] = json.loads(encode_answer(answer))
    for seq, event in enumerate(EVENTS_BY_EXAMPLE, start=1):
        found[f"examples/event.{event.type}.json"] = json.loads(encode(envelope(event, seq)))
    documents = (("desired.offers", DESIRED_OFFERS), ("desired.programme", DESIRED_PROGRAMME))
    reports = (("reported.offers", REPORTED_OFFERS), ("reported.programme", REPORTED_OFFERS))
    single = (("ack", ACK), ("presence", PRESENCE), ("birth", BIRTH), ("health", HEALTH))
    for name, value in (*single, *documents, *reports):
        found[f"examples/{name}.json"] = json.loads(encode(value))
    return {name: _text(value) for name, value in found.items()}


def publish(folder: Path) -> None:
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
