"""Builds the AsyncAPI 3.0 document from the messages themselves (https://www.asyncapi.com/docs/reference)."""

from __future__ import annotations

from typing import Any

import msgspec

from mqtt_bridge.messages import (
    ANSWERS,
    EVENTS,
    QUESTIONS,
    Ack,
    Answer,
    Birth,
    DesiredOffers,
    DesiredProgramme,
    Envelope,
    Health,
    Presence,
    Reported,
    Value,
)
from mqtt_bridge.topics import EVERYBODY, ROOT, group_desired

REF = "#/components/schemas/{name}"
KIOSK = f"{ROOT}/{{tenant}}/{{kiosk}}"
PARAMETERS = {
    "tenant": {"description": "the chain's id, [a-z0-9-]{1,40}"},
    "kiosk": {"description": "the kiosk's id, [a-z0-9-]{1,40}; also its user name and client id"},
}
PARTITION = {"partition": {"description": "0 to 15: FNV-1a (64 bit) of the kiosk's id, modulo 16"}}


def document(version: str) -> dict[str, Any]:
    """The whole document, from the kiosk's side: it sends what goes up and receives what comes down."""
    every: list[type[Value]] = [*QUESTIONS.values(), *ANSWERS.values(), *EVENTS.values()]
    every += [Envelope, Answer, Ack, Presence, Birth, Health, DesiredOffers, DesiredProgramme, Reported]
    kinds = {kind.__name__: kind for kind in every}
    _refs, schemas = msgspec.json.schema_components(list(kinds.values()), ref_template=REF)
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for method in QUESTIONS:
        _question(channels, operations, method)
    for type_ in EVENTS:
        _event(channels, operations, type_)
    _one(channels, operations, "ack", f"{KIOSK}/down/ack", Ack, "receive", False)
    _one(channels, operations, "presence", f"{KIOSK}/up/presence", Presence, "send", True)
    _one(channels, operations, "birth", f"{KIOSK}/up/birth", Birth, "send", True)
    _one(channels, operations, "health", f"{KIOSK}/up/health", Health, "send", False)
    server = f"{ROOT}/{{tenant}}/_server/presence"
    _one(channels, operations, "server_presence", server, Presence, "receive", True)
    offers = group_desired("{tenant}", EVERYBODY, "offers")
    _one(channels, operations, "desired.offers", offers, DesiredOffers, "receive", True)
    rules = group_desired("{tenant}", EVERYBODY, "programme")
    _one(channels, operations, "desired.programme", rules, DesiredProgramme, "receive", True)
    _one(channels, operations, "reported.programme", f"{KIOSK}/up/reported/programme", Reported, "send", True)
    _one(channels, operations, "reported.offers", f"{KIOSK}/up/reported/offers", Reported, "send", True)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Regulars kiosk", "version": version, "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"schemas": schemas, "messages": {name: _message(kind) for name, kind in kinds.items()}},
    }


DESCRIPTION = (
    "MQTT 5. A kiosk writes only under its own `up` and reads only its own `down`. A question carries a response topic "
    "under `down/res/` and correlation data; its answer is an Answer whose `data` is the method's own. An event is an "
    "Envelope whose `data` is the type's own; it is kept until an Ack says it is committed. Unknown fields are ignored."
)


def _question(channels: dict[str, Any], operations: dict[str, Any], method: str) -> None:
    asked, answered = f"ask.{method}", f"answer.{method}"
    channels[asked] = _channel(f"{KIOSK}/up/req/{method}", QUESTIONS[method].__name__, PARAMETERS)
    channels[answered] = _channel(f"{KIOSK}/down/res/{method}", "Answer", PARAMETERS)
    channels[answered]["description"] = f"`data` is a {ANSWERS[method].__name__}"
    operations[asked] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{asked}"},
        "reply": {"channel": {"$ref": f"#/channels/{answered}"}},
        "bindings": {"mqtt": {"qos": 1, "retain": False}},
    }


def _event(channels: dict[str, Any], operations: dict[str, Any], type_: str) -> None:
    name = f"event.{type_}"
    channels[name] = _channel(f"{KIOSK}/up/event/{{partition}}/{type_}", "Envelope", PARAMETERS | PARTITION)
    channels[name]["description"] = f"`data` is a {EVENTS[type_].__name__}"
    operations[name] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "bindings": {"mqtt": {"qos": 1, "retain": False}},
    }


def _one(
    channels: dict[str, Any],
    operations: dict[str, Any],
    name: str,
    address: str,
    kind: type[Value],
    action: str,
    retain: bool,
) -> None:
    parameters = PARAMETERS if "{kiosk}" in address else {"tenant": PARAMETERS["tenant"]}
    channels[name] = _channel(address, kind.__name__, parameters)
    operations[name] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{name}"},
        "bindings": {"mqtt": {"qos": 0 if name == "health" else 1, "retain": retain}},
    }


def _channel(address: str, message: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": address,
        "parameters": parameters,
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
    }


def _message(kind: type[Value]) -> dict[str, Any]:
    return {"name": kind.__name__, "payload": {"$ref": REF.format(name=kind.__name__)}}
