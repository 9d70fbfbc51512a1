"""The published contract is what the code says, and a stranger who has nothing else can play a kiosk."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import uuid
from pathlib import Path

import jsonschema_rs
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devstack.broker import Broker
from devstack.toml import dumps
from mqtt_bridge.codec import decode, decode_answer, decode_event, decode_question
from mqtt_bridge.contract.publish import files
from mqtt_bridge.messages import ANSWERS, EVENTS, QUESTIONS, Envelope, Refusal

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"
GOLDEN = Path(__file__).parent / "golden"
KIOSK = {"tenant": "demo", "kiosk": "stranger", "partition": "15"}


def test_the_published_files_are_what_the_code_says():
    stale = [name for name, text in files().items() if (CONTRACT / name).read_text("utf-8") != text]

    assert stale == [], "run: python -m mqtt_bridge.contract docs/contract"


def test_every_message_has_an_example_that_fits_its_schema():
    contract = json.loads((CONTRACT / "asyncapi.json").read_text("utf-8"))
    for method in QUESTIONS:
        fits(contract, QUESTIONS[method].__name__, example(f"ask.{method}"))
        fits(contract, ANSWERS[method].__name__, example(f"answer.{method}")["data"])
    for type_ in EVENTS:
        fits(contract, "Envelope", example(f"event.{type_}"))
        fits(contract, EVENTS[type_].__name__, example(f"event.{type_}")["data"])


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_a_released_version_wrote_is_read_for_ever(path):
    kind, _, name = path.stem.partition(".")
    payload = path.read_bytes()
    match kind:
        case "ask":
            decode_question(name, payload)
        case "answer":
            assert not isinstance(decode_answer(name, payload), Refusal)
        case "event":
            decode_event(decode(payload, Envelope))


def example(name: str):
    return json.loads((CONTRACT / "examples" / f"{name}.json").read_text("utf-8"))


def fits(contract, schema: str, value) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": contract["components"]}
    jsonschema_rs.validate(whole, value)


class Stranger:
    """Somebody with a stock MQTT client and the published contract, and nothing of ours."""

    def __init__(self, port: int) -> None:
        self.contract = json.loads((CONTRACT / "asyncapi.json").read_text("utf-8"))
        self.heard: queue.Queue = queue.Queue()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, KIOSK["kiosk"], protocol=paho.MQTTv5)
        self._client.on_message = lambda _client, _data, message: self.heard.put(message)
        self._client.connect("127.0.0.1", port)
        ready: queue.Queue = queue.Queue()
        self._client.on_subscribe = lambda *_: ready.put(True)
        self._client.loop_start()
        for name, channel in self.contract["channels"].items():
            if "/down/" in channel["address"] or name == "server_presence":
                self._client.subscribe(self.address(name), qos=1)
                ready.get(timeout=60)

    def address(self, name: str) -> str:
        """The channel's address with this kiosk in it; the partition by the rule the contract states."""
        value = 0xCBF29CE484222325
        for byte in KIOSK["kiosk"].encode():
            value = ((value ^ byte) * 0x100000001B3) % 2**64
        here = KIOSK | {"partition": str(value % 16)}
        return re.sub(r"\{(\w+)\}", lambda m: here[m[1]], self.contract["channels"][name]["address"])

    def ask(self, method: str, **changes):
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = self.address(f"answer.{method}")
        properties.CorrelationData = uuid.uuid4().bytes
        question = json.dumps(example(f"ask.{method}") | changes)
        self._client.publish(self.address(f"ask.{method}"), question, qos=1, properties=properties)
        return self.next(f"answer.{method}")

    def tell(self, type_: str, **changes):
        event = example(f"event.{type_}") | {"id": str(uuid.uuid4())} | changes
        self._client.publish(self.address(f"event.{type_}"), json.dumps(event), qos=1)

    def next(self, channel: str):
        wanted = self.address(channel)
        while (message := self.heard.get(timeout=60)).topic != wanted:
            continue
        return json.loads(message.payload)

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("contract")
    broker = Broker(tmp_path / "broker")
    broker.start()
    config = tmp_path / "server.toml"
    config.write_text(
        dumps({"data": str(tmp_path / "server"), "demo": True, "broker": {"port": broker.port}, "till": {"port": 0}})
    )
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "server.app", "--config", str(config)], stdout=log, stderr=log)
    visitor = Stranger(broker.port)
    try:
        while visitor.next("server_presence")["state"] != "online":
            continue
        yield visitor
    finally:
        visitor.leave()
        server.terminate()
        server.wait(15)
        broker.stop()


def test_a_stranger_with_only_the_contract_can_play_a_kiosk(stranger):
    found = stranger.ask("member.lookup")
    fits(stranger.contract, "Answer", found)
    fits(stranger.contract, "MemberFound", found["data"])
    member = found["data"]["member"]
    assert member["points"] > 0

    stranger.tell("coupon.printed", seq=1, data={"member": member["member"], "coupon": member["coupons"][0]["code"]})
    stranger.tell("device.changed", seq=2)
    while (ack := stranger.next("ack"))["upto"] < 2:
        continue
    fits(stranger.contract, "Ack", ack)
    assert not ack.get("rejected")


@pytest.mark.parametrize("method", [m for m in QUESTIONS if m not in ("join.verify", "join.start")])
def test_every_question_of_the_contract_is_answered(stranger, method):
    answer = stranger.ask(method)

    fits(stranger.contract, "Answer", answer)
    if answer["ok"]:
        fits(stranger.contract, ANSWERS[method].__name__, answer["data"])
    else:
        assert answer["code"] not in ("bad_request", "internal", "unavailable")
