"""Whatever arrives: nothing raises, nothing is lost, the asker hears a clear no."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mqtt_bridge.codec import decode_answer, encode
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import DeviceChanged, JoinStart, MemberLookup, Refusal
from mqtt_bridge.topics import KioskTopics

# So many times as many examples in the long run (test_at_length).
MORE = int(os.environ.get("REGULARS_MORE", "1"))

TOPICS = KioskTopics("demo", "kiosk-1")
ANSWER = TOPICS.answer("member.lookup")
METHODS = ("member.lookup", "join.start", "join.verify", "reward.list", "reward.hold", "no.such")
TYPES = (
    "member.checked_in",
    "coupon.printed",
    "redemption.committed",
    "redemption.voided",
    "device.changed",
    "no.such",
)


def test_a_malformed_question_is_answered_bad_request(centre: Any, kiosk: Any) -> None:
    (answer,) = kiosk.say(Delivery(TOPICS.question("member.lookup"), b"{", False, ANSWER, b"1"))

    refusal = decode_answer("member.lookup", answer.payload)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "bad_request"
    assert answer.correlation == b"1"
    assert centre.desk.faults.counts == {"malformed question": 1}


def test_an_unknown_question_is_answered_bad_request(kiosk: Any) -> None:
    (answer,) = kiosk.say(Delivery(TOPICS.question("who.knows"), b"{}", False, ANSWER))

    assert json.loads(answer.payload)["code"] == "bad_request"


@pytest.mark.parametrize(
    "reply_to",
    [
        "",
        "rg/v1/demo/kiosk-2/down/res/x",
        "rg/v1/demo/kiosk-1/up/res/x",
        "rg/v1/demo/kiosk-1/down/res/#",
        "rg/v1/demo/_server/presence",
    ],
)
def test_nobody_makes_the_server_write_where_they_may_not(centre: Any, kiosk: Any, reply_to: str) -> None:
    question = encode(MemberLookup(kind="nfc", value="04aa"))

    assert kiosk.say(Delivery(TOPICS.question("member.lookup"), question, False, reply_to)) == []
    assert centre.desk.faults.counts == {"question without its own answer topic": 1}


def test_a_retained_question_or_event_is_dropped(centre: Any, kiosk: Any) -> None:
    event = kiosk.event(DeviceChanged(device="printer", state="ok"))
    question = kiosk.question(MemberLookup(kind="nfc", value="04aa"))

    said = kiosk.say(
        Delivery(event.topic, event.payload, True), Delivery(question.topic, question.payload, True, ANSWER)
    )

    assert said == []
    assert centre.desk.faults.counts == {"retained message that is no state": 2}
    assert centre.store.events.last_seq("kiosk-1") == 0


@pytest.mark.parametrize(
    "topic",
    ["", "rg", "rg/v1/demo/kiosk-1/up", "rg/v2/demo/kiosk-1/up/req/x", "rg/v1/other/kiosk-1/up/req/member.lookup",
     "rg/v1/demo/kiosk-1/down/req/status", "rg/v1/demo/KIOSK/up/birth", "rg/v1/demo/kiosk-1/up/birth/x",
     "rg/v1/demo/kiosk-1/up/nothing", "rg/v1/demo/" + "k" * 500 + "/up/birth", "a/" * 40],
)  # fmt: skip
def test_a_wrong_topic_is_counted_and_dropped(centre: Any, kiosk: Any, topic: str) -> None:
    assert kiosk.say(Delivery(topic, b"{}", False, ANSWER)) == []
    assert centre.desk.faults.counts == {"wrong topic": 1}


def test_a_flood_of_garbage_is_one_line_in_the_log(centre: Any, kiosk: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(50):
            kiosk.say(Delivery(TOPICS.birth, b"\x1b[31mgarbage\n", True))

    assert centre.desk.faults.counts == {"malformed birth": 50}
    assert len(caplog.records) == 1
    assert "\x1b" not in caplog.text
    assert "\n" not in caplog.records[0].getMessage()


@pytest.mark.only_on("sqlite")
def test_a_mistake_of_ours_costs_one_event_and_not_the_kiosk(
    centre: Any, kiosk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    centre.store.database.run("CREATE TRIGGER bug BEFORE INSERT ON device BEGIN SELECT RAISE(ABORT, 'bug'); END")
    broken = kiosk.tell(DeviceChanged(device="printer", state="ok"))
    centre.store.database.run("DROP TRIGGER bug")

    mended = kiosk.tell(DeviceChanged(device="printer", state="ok"))

    assert [(r.seq, r.code) for r in broken.rejected] == [(1, "internal")]
    assert (broken.upto, mended.upto) == (1, 2)
    assert "broke its handler" in caplog.text


@pytest.mark.only_on("sqlite")
def test_a_damaged_database_acknowledges_nothing(centre: Any, kiosk: Any) -> None:
    centre.store.database.run("DROP TABLE device")

    assert kiosk.say(kiosk.event(DeviceChanged(device="printer", state="ok"))) == []
    assert centre.store.events.last_seq("kiosk-1") == 0


@pytest.mark.only_on("sqlite")
def test_a_full_disk_acknowledges_nothing_and_asks_to_come_again(centre: Any, kiosk: Any) -> None:
    centre.member(card="04aa")
    pages = centre.store.database.one("PRAGMA page_count")[0]
    centre.store.database.run(f"PRAGMA max_page_count = {pages}")
    events = [kiosk.event(DeviceChanged(device=f"d{n}", state="x" * 40, why="y" * 200)) for n in range(200)]

    said = kiosk.say(*events)

    assert said == []
    centre.store.database.run("PRAGMA max_page_count = 1000000")
    assert kiosk.ack_of(kiosk.say(*events)).upto == 200


@pytest.mark.only_on("sqlite")
def test_a_locked_database_answers_unavailable(centre: Any, kiosk: Any) -> None:
    centre.store.database.connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(centre.folder / "server.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = kiosk.ask(JoinStart(phone="13812346688"))

    other.execute("ROLLBACK")
    other.close()
    assert (refused.code, refused.retry_after) == ("unavailable", 5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("id", "source", "type", "time", "seq", "boot", "mono_ms", "clock", "data", "member", "on", "coupon")
FIELDS += (
    "redemption",
    "reason",
    "device",
    "state",
    "kind",
    "value",
    "phone",
    "code",
    "card_kind",
    "card_value",
    "reward",
)
LIKELY = JSON | st.sampled_from(["nfc", "qr", "ntp", "2026-11-22", "m-demo", "13812346688", 1, 2, {}, *TYPES])
OBJECT = st.dictionaries(st.sampled_from(FIELDS), LIKELY | st.dictionaries(st.sampled_from(FIELDS), LIKELY, max_size=6))
PAYLOAD = (
    st.binary(max_size=200) | OBJECT.map(lambda o: json.dumps(o).encode()) | JSON.map(lambda o: json.dumps(o).encode())
)
TOPIC = (
    st.sampled_from([TOPICS.birth, TOPICS.health, TOPICS.presence])
    | st.sampled_from(METHODS).map(TOPICS.question)
    | st.sampled_from(TYPES).map(TOPICS.event)
    | st.text(max_size=60)
)


@settings(max_examples=200 * MORE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.builds(Delivery, TOPIC, PAYLOAD, st.booleans(), st.just(ANSWER) | st.text(max_size=9)), max_size=4))
def test_no_bytes_on_any_topic_raise_or_break_the_ledger(centre: Any, deliveries: list[Delivery]) -> None:
    before = centre.desk.faults.counts["event: internal"]

    said = centre.desk.serve(deliveries, centre.now)

    assert all(outgoing.topic.startswith("rg/v1/demo/kiosk-1/down/") for outgoing in said)
    assert not any(b'"code":"internal"' in outgoing.payload for outgoing in said)
    assert centre.desk.faults.counts["event: internal"] == before
