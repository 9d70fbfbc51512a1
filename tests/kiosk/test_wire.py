"""What comes over the wire: answers to our questions, receipts, and everything nobody should send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import MemoryFailed
from kiosk.events import Acknowledged, Answered, HolidaysChanged, LinkChanged, NoAnswer, OffersChanged
from kiosk.loop import LinkUp
from kiosk.screens._people import FEAST, LIN, OFFERS
from kiosk.values import Link
from kiosk.wire import ANSWER_WITHIN_S, Wire
from mqtt_bridge.codec import encode, encode_answer
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import (
    Ack,
    CheckInRule,
    DesiredOffers,
    DesiredProgramme,
    MemberFound,
    MemberLookup,
    Offers,
    Presence,
    ProgrammeRules,
    Refusal,
    Reported,
)
from mqtt_bridge.topics import KioskTopics, group_desired, server_presence

TOPICS = KioskTopics("demo", "k1")
LOOKUP = MemberLookup(kind="nfc", value="04a1")
SERVER = server_presence("demo")
OFFERED = group_desired("demo", "all", "offers")
PROGRAMME = group_desired("demo", "all", "programme")


class Cable:
    """A link that takes everything and remembers it."""

    def __init__(self) -> None:
        self.sent = []

    def publish(self, topic, payload, **options) -> bool:
        self.sent.append((topic, payload, options))
        return True

    def reconnect(self) -> None:
        return None


def make(timer, freshen=lambda member: member):
    posted = []
    wire = Wire(TOPICS, posted.append, timer, freshen, say_hello=lambda: None)
    cable = Cable()
    wire.attach(cable)
    return wire, cable, posted


def answer_to(cable, answer) -> Delivery:
    _topic, question, options = cable.sent[-1]
    return Delivery(TOPICS.answer(question.method), encode_answer(answer), correlation=options["correlation"])


def test_an_answer_finds_its_question(timer):
    wire, cable, posted = make(timer)
    wire.ask(LOOKUP)

    assert wire.translate(answer_to(cable, MemberFound(member=LIN))) == Answered(LOOKUP, MemberFound(member=LIN))
    timer.pass_time(60)
    assert posted == []


def test_a_refusal_is_an_answer_too(timer):
    wire, cable, _ = make(timer)
    wire.ask(LOOKUP)

    assert wire.translate(answer_to(cable, Refusal(code="card_blocked"))) == Answered(
        LOOKUP, Refusal(code="card_blocked")
    )


def test_silence_becomes_no_answer_and_the_late_one_is_for_nobody(timer):
    wire, cable, posted = make(timer)
    wire.ask(LOOKUP)
    late = answer_to(cable, MemberFound(member=LIN))
    timer.pass_time(ANSWER_WITHIN_S)

    assert posted == [NoAnswer(LOOKUP)]
    assert wire.translate(late) is None


def test_an_answer_that_names_a_key_twice_is_none(timer):
    wire, cable, posted = make(timer)
    wire.ask(LOOKUP)
    answer = answer_to(cable, MemberFound(member=LIN))
    twice = answer.payload.replace(b'"points":', b'"points":0,"points":')
    assert twice != answer.payload

    assert wire.translate(Delivery(answer.topic, twice, correlation=answer.correlation)) is None
    assert wire.refused == 1
    timer.pass_time(ANSWER_WITHIN_S)
    assert posted == [NoAnswer(LOOKUP)]


def test_without_a_link_nobody_waits_five_seconds(timer):
    posted = []
    wire = Wire(TOPICS, posted.append, timer, lambda member: member, say_hello=lambda: None)
    wire.ask(LOOKUP)
    timer.pass_time(1)

    assert posted == [NoAnswer(LOOKUP)]


def test_what_was_earned_here_is_added_to_the_servers_answer(timer):
    wire, cable, _ = make(timer, freshen=lambda member: LIN)
    wire.ask(LOOKUP)

    event = wire.translate(answer_to(cable, MemberFound(member=LIN)))
    assert event.answer.member is LIN


def test_the_link_is_online_only_when_broker_and_server_are_there(timer):
    wire, _, _ = make(timer)
    there = Delivery(SERVER, encode(Presence(state="online", session="s")), retained=True)
    gone = Delivery(SERVER, encode(Presence(state="offline", session="s")))

    assert wire.translate(LinkUp(True)) == LinkChanged(Link.SERVER_DOWN)
    assert wire.translate(there) == LinkChanged(Link.ONLINE)
    assert wire.translate(gone) == LinkChanged(Link.SERVER_DOWN)
    assert wire.translate(LinkUp(False)) == LinkChanged(Link.OFFLINE)


def test_the_ways_to_join_come_with_the_server_and_outlast_it(timer):
    wire, _, _ = make(timer)
    wire.translate(LinkUp(True))
    there = Presence(state="online", session="s", joins=("wechat", "email"))

    assert wire.translate(Delivery(SERVER, encode(there))) == LinkChanged(Link.ONLINE, ("wechat", "email"))
    gone = Delivery(SERVER, encode(Presence(state="offline", session="s")))
    assert wire.translate(gone) == LinkChanged(Link.SERVER_DOWN, ("wechat", "email"))


def test_a_question_for_later_is_asked_then(timer):
    wire, cable, _ = make(timer)
    wire.ask(LOOKUP, 2.0)
    timer.pass_time(1.9)
    assert cable.sent == []

    timer.pass_time(0.2)
    assert [question for _, question, _ in cable.sent] == [LOOKUP]


def test_the_rules_the_server_last_spoke_of_are_known_while_it_is_away(timer):
    wire, _, _ = make(timer)

    assert wire.rules == 0
    wire.translate(Delivery(SERVER, encode(Presence(state="online", session="s", rules=3)), retained=True))
    wire.translate(Delivery(SERVER, encode(Presence(state="offline", session="s"))))
    assert wire.rules == 3


def test_the_offers_are_taken_and_the_kiosk_says_so(timer):
    wire, cable, _ = make(timer)
    wanted = DesiredOffers(rev=7, hash="sha256:1", body=Offers(offers=OFFERS))

    assert wire.translate(Delivery(OFFERED, encode(wanted), retained=True)) == OffersChanged(OFFERS)
    topic, said, options = cable.sent[-1]
    assert (topic, said) == (TOPICS.reported("offers"), Reported(rev=7, state="applied"))
    assert options["retain"]


def test_the_offers_are_kept_and_a_full_disk_hides_none(timer):
    kept: list[DesiredOffers] = []
    wanted = DesiredOffers(rev=7, hash="sha256:1", body=Offers(offers=OFFERS))

    def full(document):
        kept.append(document)
        raise MemoryFailed("disk full")

    for keep in (kept.append, full):
        wire = Wire(TOPICS, [].append, timer, lambda member: member, lambda: None, keep_offers=keep)
        assert wire.translate(Delivery(OFFERED, encode(wanted), True)) == OffersChanged(OFFERS)
    assert kept == [wanted, wanted]


def test_a_document_taken_back_leaves_no_offers(timer):
    wire, _, _ = make(timer)

    assert wire.translate(Delivery(OFFERED, b"")) == OffersChanged(())


def test_offers_that_cannot_be_read_are_refused_aloud_and_the_old_ones_stay(timer):
    wire, cable, _ = make(timer)

    assert wire.translate(Delivery(OFFERED, b'{"rev": "new"}', retained=True)) is None
    assert cable.sent[-1][1].state == "rejected"


RULES = DesiredProgramme(
    rev=7,
    hash="sha256:1",
    body=ProgrammeRules(check_in=CheckInRule(points=8, bonus_every=3, bonus_points=50), holidays=(FEAST,)),
)


def test_the_rules_of_a_programme_are_kept_and_the_kiosk_says_so(timer):
    kept = []
    wire = Wire(TOPICS, [].append, timer, lambda member: member, lambda: None, adopt=kept.append)
    cable = Cable()
    wire.attach(cable)

    told = wire.translate(Delivery(PROGRAMME, encode(RULES), retained=True))
    assert told == HolidaysChanged((FEAST,))
    assert kept == [RULES]
    assert wire.rules == 7
    topic, said, options = cable.sent[-1]
    assert (topic, said) == (TOPICS.reported("programme"), Reported(rev=7, state="applied"))
    assert options["retain"]
    wire.translate(Delivery(PROGRAMME, b""))
    assert kept == [RULES]


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        encode(RULES).replace(b'"points":8', b'"points":-8'),
        encode(RULES).replace(b'"points":8', b'"points":1e9'),
        encode(RULES).replace(b'"on":"2026-11-22"', b'"on":"2026-11-31"'),
        encode(RULES).replace(b'"begins":"2026-11-21"', b'"begins":"20261121"'),
    ],
    ids=["cut", "below nothing", "no whole number", "no day", "no day as we write them"],
)
def test_rules_that_cannot_be_are_refused_aloud_and_the_old_ones_stay(timer, payload):
    wire, cable, _ = make(timer)

    wire.translate(Delivery(PROGRAMME, payload, retained=True))

    assert cable.sent[-1][1].state == "rejected"
    assert wire.refused == 1
    assert wire.rules == 0


def test_rules_that_the_disk_does_not_take_are_refused_aloud(timer):
    def full(_wanted):
        raise MemoryFailed("disk full")

    wire = Wire(TOPICS, [].append, timer, lambda member: member, lambda: None, adopt=full)
    cable = Cable()
    wire.attach(cable)

    wire.translate(Delivery(PROGRAMME, encode(RULES), retained=True))

    assert cable.sent[-1][1] == Reported(rev=7, state="rejected", error="disk full")


def test_a_receipt_is_passed_on(timer):
    wire, _, _ = make(timer)

    assert wire.translate(Delivery(TOPICS.ack, encode(Ack(upto=7)))) == Acknowledged(Ack(upto=7))


@pytest.mark.parametrize(
    "letter",
    [
        Delivery(TOPICS.ack, b'{"upto": "many"}'),
        Delivery(TOPICS.ack, b"\xff\x00"),
        Delivery(TOPICS.ack, b"[" * 100_000),
        Delivery(TOPICS.ack, b'{"upto":9}', retained=True),
        Delivery(TOPICS.down + "/job", b"{}", retained=True),
        Delivery("rg/v1/demo/k1/down/reboot", b"{}"),
        Delivery("another/topic", b"{}"),
        Delivery("rg/v1/demo/K 1/down/ack", b'{"upto":9}'),
        Delivery(SERVER, b"online"),
        Delivery(TOPICS.ack, b'{"upto": 9, "upto": 1}'),
        Delivery(TOPICS.ack, b'{"upto": 9, "rejected": [{"id": "a", "id": "b", "seq": 1, "code": "x"}]}'),
        Delivery(TOPICS.ack, b'{"upto": NaN}'),
        Delivery(TOPICS.ack, b'{"upto": 1e400}'),
        Delivery(TOPICS.ack, b'{"upto": 9223372036854775808}'),
        Delivery(TOPICS.ack, b'{"upto": 9, "else": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        Delivery(SERVER, b'{"state": "offline", "state": "online", "session": "s"}'),
    ],
    ids=[
        "type",
        "bytes",
        "nested",
        "retained ack",
        "retained job",
        "unknown",
        "stranger",
        "bad id",
        "not json",
        "twice",
        "twice further in",
        "no number",
        "infinite",
        "2^63",
        "nested further in",
        "server twice",
    ],
)
def test_what_we_cannot_read_is_counted_and_dropped(timer, letter):
    wire, _, _ = make(timer)

    assert wire.translate(letter) is None
    assert wire.refused == 1


@given(st.sampled_from(["ack", "res/member.lookup", "req/status", "job"]), st.binary(max_size=300), st.booleans())
def test_no_bytes_on_any_topic_stop_the_kiosk(name, payload, retained):
    wire, _, _ = make(lambda delay_s, call: lambda: None)

    wire.translate(Delivery(f"{TOPICS.down}/{name}", payload, retained=retained))
