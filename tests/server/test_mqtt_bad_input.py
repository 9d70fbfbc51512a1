"""What no kiosk of ours sends, on its topics: refused by name or kept letter for letter, and nothing half done."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Ack, FeedbackGiven, MemberCheckedIn, MemberLookup, ReceiptClaimed, RewardHold
from mqtt_bridge.topics import KioskTopics

TOPICS = KioskTopics("demo", "kiosk-1")
NUMBERS = ["2147483648", "9223372036854775808", "-5", "0.1", "1e400", "NaN", '"12abc"', "true", "null", "9" * 5_000]


def event(type_: str, data: str, seq: int = 1, **more: str) -> Delivery:
    """An event whose data is exactly this text."""
    fields = {"time": '"2026-11-22T04:00:00+00:00"', "clock": '"ntp"', "mono_ms": "1", "boot": '"b"', **more}
    said = "".join(f', "{name}": {value}' for name, value in fields.items())
    text = f'{{"id": "e-{seq}", "source": "kiosk-1", "type": "{type_}", "seq": {seq}, "data": {data}{said}}}'
    return Delivery(TOPICS.event(type_), text.encode("utf-8", "surrogatepass"))


def question(method: str, text: str) -> Delivery:
    return Delivery(TOPICS.question(method), text.encode("utf-8", "surrogatepass"), False, TOPICS.answer(method), b"1")


def rows(centre: Any) -> dict[str, int]:
    """How much there is in every table but those that note that something was refused."""
    noted = {"event_seen", "dead_letter", "kiosk", "migration"}
    db = centre.store.database
    return {table: db.one(f"SELECT count(*) FROM {table}")[0] for table in centre.tables() if table not in noted}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:20])
def test_a_score_that_is_none_is_refused_and_the_next_event_is_taken(centre: Any, kiosk: Any, number: str) -> None:
    member = centre.member()
    before = rows(centre)

    said = centre.desk.serve([event("feedback.given", f'{{"member": "{member.id}", "score": {number}}}')], centre.now)

    assert rows(centre) == before
    # What is no JSON at all has no number either, so the next one has its; else its number is used up.
    taken = kiosk.ack_of(said) if said else Ack(upto=0)
    assert [one.code for one in taken.rejected] == ["bad_data"] * taken.upto
    kiosk.seq = taken.upto
    assert kiosk.tell(FeedbackGiven(member=member.id, score=9)).upto == taken.upto + 1


TWICE = {
    "the same": '{"member": "MEMBER", "score": 9, "score": 9}',
    "another": '{"score": 1, "member": "MEMBER", "score": 9}',
    "escaped": '{"member": "MEMBER", "score": 1, "\\u0073core": 9}',
    "spaced": '{"member" : "MEMBER", "score" : 1, "score" : 9}',
    "of no field of ours": '{"member": "MEMBER", "score": 9, "x": 1, "x": 2}',
    "further in": '{"member": "MEMBER", "score": 9, "x": [{"y": 1, "y": 1}]}',
}


@pytest.mark.parametrize("data", TWICE.values(), ids=list(TWICE))
def test_an_event_whose_data_names_a_key_twice_is_a_dead_letter(centre: Any, kiosk: Any, data: str) -> None:
    member = centre.member()
    before = rows(centre)

    said = centre.desk.serve([event("feedback.given", data.replace("MEMBER", member.id))], centre.now)

    (refused,) = kiosk.ack_of(said).rejected
    assert (refused.code, refused.seq) == ("bad_data", 1)
    assert "stands twice in one object" in refused.message
    assert rows(centre) == before
    kiosk.seq = 1
    assert kiosk.tell(FeedbackGiven(member=member.id, score=9)).upto == 2


@pytest.mark.parametrize("more", [{"boot": '"a", "boot": "b"'}, {"seq": '1, "seq": 1'}, {"x": '{}, "x": {}'}])
def test_an_envelope_that_names_a_key_twice_is_dropped_and_counted(centre: Any, kiosk: Any, more: Any) -> None:
    member = centre.member()
    data = f'{{"member": "{member.id}", "score": 9}}'
    before = rows(centre)

    assert centre.desk.serve([event("feedback.given", data, **more)], centre.now) == []

    assert rows(centre) == before
    assert centre.desk.faults.counts["malformed event"] == 1


def test_a_birth_that_names_a_key_twice_is_dropped_and_counted(centre: Any) -> None:
    body = b'{"kiosk": "kiosk-1", "version": "1", "boot": "b", "next_seq": 1, "next_seq": 900}'

    assert centre.desk.serve([Delivery(TOPICS.birth, body, True)], centre.now) == []
    assert centre.desk.faults.counts["malformed birth"] == 1


def test_a_text_with_a_colon_after_its_quote_is_no_key(centre: Any, kiosk: Any) -> None:
    member = centre.member()
    topics = (":", '":', '"a":1,"a":', " ", "a\\")

    assert kiosk.tell(FeedbackGiven(member=member.id, score=9, topics=topics)).rejected == ()


@pytest.mark.parametrize("seq", ["0", "-1", "9223372036854775808", "0.5", "1e400", '"1"', "null"])
def test_a_number_of_an_event_that_is_none_is_dropped_and_counted(centre: Any, seq: str) -> None:
    before = rows(centre)

    assert centre.desk.serve([event("feedback.given", "{}", seq=seq)], centre.now) == []  # type: ignore[arg-type]

    assert rows(centre) == before
    assert centre.desk.faults.counts["malformed event"] == 1


@pytest.mark.parametrize("on", ["1970-01-01", "2027-11-22", "9999-12-31", "2026-02-30", "yesterday", "", "0001-01-01"])
def test_a_day_that_cannot_be_is_refused(centre: Any, kiosk: Any, on: str) -> None:
    member = centre.member(points=0)

    ack = kiosk.tell(MemberCheckedIn(member=member.id, on=on))

    assert [one.code for one in ack.rejected] in (["bad_date"], ["bad_data"])
    assert centre.points(member) == 0


@pytest.mark.parametrize("time_", ["1970-01-01T00:00:00Z", "2126-01-01T00:00:00+00:00", "2026-11-22T04:00:00", "x", ""])
def test_a_kiosk_whose_clock_is_wrong_is_taken_at_our_own_time(centre: Any, kiosk: Any, time_: str) -> None:
    member = centre.member(points=0)

    kiosk.say(kiosk.event(MemberCheckedIn(member=member.id, on="2026-11-22"), time_=time_ or "never"))

    (entry,) = centre.store.ledger.entries(member.id)
    assert entry.occurred_at == centre.now


DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "deep": DEEP,
    "deep objects": '{"member":' * 40_000 + "1" + "}" * 40_000,
    "no json": "{",
    "two": '{"member": "a"} {}',
    "surrogate": '{"kind": "nfc", "value": "\ud800"}',
    "escaped surrogate": '{"kind": "nfc", "value": "\\ud800"}',
    "infinite": '{"member": "a", "page": 1e400}',
    "infinite where nobody looks": '{"kind": "nfc", "value": "x", "member": "a", "y": 1e400}',
    "no number": '{"kind": "nfc", "value": "x", "member": "a", "page": NaN, "y": NaN}',
    "2^63": '{"kind": 9223372036854775808, "member": "a", "page": 9223372036854775808}',
    "twice": '{"kind": "nfc", "value": "x", "value": "y", "member": "a", "member": "b"}',
    "twice, further in": '{"kind": "nfc", "value": "x", "member": "a", "x": {"y": 1, "y": 2}}',
    "fraction": '{"kind": 0.5, "member": "a", "page": 0.5, "value": "x"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
@pytest.mark.parametrize("method", ["member.lookup", "history"])
def test_a_question_that_is_none_is_answered_so(centre: Any, method: str, body: str) -> None:
    before = rows(centre)

    (answer,) = centre.desk.serve([question(method, body)], centre.now)

    assert json.loads(answer.payload)["code"] == "bad_request"
    assert rows(centre) == before


LONE = ['{"member": "m", "score": 9, "topics": ["\ud800"]}', '{"member": "m", "score": 9, "topics": ["\\udc00"]}']


@pytest.mark.parametrize(
    "body",
    [DEEP, "{", '{"score": 1e400}', *LONE],
    ids=["deep", "cut", "infinite", "surrogate", "escaped surrogate"],
)
def test_an_event_whose_data_is_none_breaks_nothing(centre: Any, kiosk: Any, body: str) -> None:
    before = rows(centre)

    centre.desk.serve([event("feedback.given", body)], centre.now)

    assert rows(centre) == before
    assert centre.desk.faults.counts["event: internal"] == 0


@pytest.mark.parametrize("checked", ['"maybe"', "true", "1", '"right\\u0000"', "[]", '"RIGHT"'])
def test_an_answer_about_a_profile_that_is_none_is_refused(centre: Any, kiosk: Any, checked: str) -> None:
    centre.wait(minutes=5)
    member = centre.member()

    said = centre.desk.serve(
        [event("profile.changed", f'{{"member": "{member.id}", "checked": {checked}}}')], centre.now
    )

    assert [one.code for one in kiosk.ack_of(said).rejected] == ["bad_data"]
    assert centre.store.members.get(member.id).confirmed_at == member.joined_at


STORES = ["RGR-NOSUCH0000000000", "RGR-'; DROP TABLE order_seen", "s1/o1", "../s1", "RGR-\u202e", "x" * 4_000]


@pytest.mark.parametrize("code", STORES, ids=lambda code: code[:20])
def test_a_receipt_of_no_store_of_ours_is_refused(centre: Any, kiosk: Any, code: str) -> None:
    member = centre.member(points=0)
    before = rows(centre)

    assert kiosk.tell(ReceiptClaimed(member=member.id, code=code)).rejected
    assert rows(centre) == before


NAMES = {
    "right to left": "\u202eevil\u202c שלום",
    "sql": "'); DROP TABLE member; --",
    "escpos": "\x1bp\x00\x19\x1dV\x00",
    "emoji": "👨‍👩‍👧‍👦" * 5,
    "html": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_strange_word_is_kept_letter_for_letter(centre: Any, kiosk: Any, name: str) -> None:
    member = centre.member()

    ack = kiosk.tell(FeedbackGiven(member=member.id, score=9, topics=(name,)))

    assert ack.rejected == ()
    (kept,) = centre.store.database.one("SELECT topics FROM feedback")
    shown = name if centre.store.database.dialect == "sqlite" else name.replace("\x00", "\u2400")
    assert json.loads(kept) in ([name], [shown])


@pytest.mark.parametrize("name", ["👍" * 500, "", "x" * 41])
def test_a_word_too_long_is_refused(centre: Any, kiosk: Any, name: str) -> None:
    member = centre.member()

    assert [one.code for one in kiosk.tell(FeedbackGiven(member=member.id, score=9, topics=(name,))).rejected]
    assert centre.store.database.one("SELECT count(*) FROM feedback") == (0,)


@pytest.mark.parametrize("value", [*NAMES.values(), "👍" * 500, "\x00", "x" * 10_000])
def test_a_strange_card_is_nobodys_and_no_redemption_of_its(centre: Any, kiosk: Any, value: str) -> None:
    before = rows(centre)

    found = kiosk.ask(MemberLookup(kind="nfc", value=value))
    held = kiosk.ask(RewardHold(redemption=value, member=value, reward=value))

    assert getattr(found, "member", None) is None
    assert held.code in ("bad_request", "unknown_reward")
    assert rows(centre) == before
