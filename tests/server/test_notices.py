"""What the house sends to people: through a real mail server, a real gateway, and with manners."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from devstack.broker import HOST, free_port
from loyalty.programme import DEMO
from mqtt_bridge.messages import ConsentChanged, FeedbackGiven, JoinStart, RedemptionCommitted, RewardHold
from server.config import ConfigError, Notices, Smtp, Webhook
from server.notices import Letter, Notice, Undeliverable, texts
from server.notices.deliver import TRIES, Delivery, Manners
from server.notices.postman import Postman
from server.notices.routes import Routes
from server.notices.setup import delivery
from server.notices.smtp import SmtpChannel
from server.notices.webhook import WebhookChannel, is_genuine, signature

YEAR = (datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"))
SECRET = "a secret of the gateway"
PHONE = "+8613812346688"
LETTER = Letter("n1", "join_code", PHONE, "zh", "您的验证码", "验证码 123456", {"code": "123456"})


class Mailbox:
    """What a mail server took. `answer` is what it says to every recipient."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: Any) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    """A real SMTP server on loopback, and its port."""
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname=HOST, port=port)
    controller.start()
    yield box, port
    controller.stop()


class Gateway(ThreadingHTTPServer):
    """A gateway for text messages: keeps what is genuine and new, answers `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.status = 200
        self.taken: list[dict[str, Any]] = []
        self.refused = 0
        self.now: Callable[[], datetime] = datetime.now

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send"


class _Answers(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, given = self.headers["Regulars-Timestamp"], self.headers["Regulars-Signature"]
        if not is_genuine(SECRET.encode(), stamp, given, body, self.server.now()):
            self.server.refused += 1
            self.send_error(401)
            return
        if self.server.status == 200:
            self.server.taken.append(json.loads(body) | {"key": self.headers["Idempotency-Key"]})
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def gateway(centre: Any) -> Iterator[Gateway]:
    server = Gateway()
    server.now = lambda: centre.now
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def post(centre: Any, gateway: Gateway, mail: tuple[Mailbox, int]) -> Delivery:
    """The house can send text messages and e-mail, and writes nothing down."""
    config = Notices(
        smtp=Smtp(host="127.0.0.1", port=mail[1], sender="hello@regulars.example", security="none"),
        sms=Webhook(gateway.url, SECRET),
        log=False,
    )
    return delivery(config, DEMO, centre.folder, lambda: centre.now)


def queue(centre: Any, *notices: Notice) -> None:
    with centre.store.transaction():
        for notice in notices:
            centre.store.notices.add(notice, centre.now)


def outcome(centre: Any, id_: str) -> str:
    (found,) = centre.store.database.one("SELECT outcome FROM notice WHERE id = ?", id_)
    return str(found)


def news(member: Any, id_: str = "n1", **more: Any) -> Notice:
    words = {"zh": "新菜上市", "en": "A new dish"}
    return Notice(id_, "new_dish", "", "zh", words, member=member.id, **{"purpose": "marketing"} | more)


def agreeing(centre: Any) -> Any:
    member = centre.member()
    centre.kiosk(f"k-{member.id[-12:]}").tell(ConsentChanged(member=member.id, marketing=True))
    return member


def test_a_code_reaches_a_telephone_through_the_signed_gateway(centre: Any, post: Delivery, gateway: Gateway) -> None:
    centre.kiosk().ask(JoinStart(phone="13812346688"))
    code = centre.code_sent()

    assert post.run(centre.store, centre.now) == 1

    (taken,) = gateway.taken
    assert (taken["to"], taken["kind"], taken["language"]) == (PHONE, "join_code", "zh")
    assert taken["text"] == f"【熟客会员】验证码 {code}，10 分钟内有效。请勿告诉他人。"
    assert taken["key"] == taken["id"]
    assert gateway.refused == 0


def test_an_e_mail_arrives_whole_in_the_recipients_language(
    centre: Any, post: Delivery, mail: tuple[Mailbox, int]
) -> None:
    queue(centre, Notice("n1", "join_code", "lin@example.com", "en", {"code": "012345", "minutes": "10"}))

    assert post.run(centre.store, centre.now) == 1

    (envelope,) = mail[0].taken
    content = envelope.content.decode()
    assert envelope.rcpt_tos == ["lin@example.com"]
    assert "Regulars: 012345 is your code." in content
    assert "Message-ID: <n1@regulars.example>" in content
    assert "Subject: Your code" in content


@pytest.mark.parametrize("to", ["a@b.c\r\nBcc: all@example.com", "not an address@", "<script>@x.y\n", "@"])
def test_no_address_can_add_a_header_or_a_recipient(
    centre: Any, post: Delivery, mail: tuple[Mailbox, int], to: str
) -> None:
    mail[0].answer = "550 no such mailbox"
    queue(centre, Notice("n1", "join_code", to, "en", {"code": "1", "minutes": "10"}))

    post.run(centre.store, centre.now)

    assert mail[0].taken == []
    assert outcome(centre, "n1") in ("undeliverable", "refused")


def test_what_fails_is_tried_again_later_and_later_and_then_given_up(
    centre: Any, post: Delivery, gateway: Gateway
) -> None:
    gateway.status = 503
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))
    waits, last = [], centre.now

    for _ in range(20_000):
        tries = centre.store.database.one("SELECT tries FROM notice")[0]
        post.run(centre.store, centre.now)
        if centre.store.database.one("SELECT tries FROM notice")[0] > tries:
            waits.append((centre.now - last).total_seconds())
            last = centre.now
        if outcome(centre, "n1"):
            break
        centre.wait(seconds=5)

    assert outcome(centre, "n1") == "given-up"
    assert len(waits) == TRIES
    assert waits[1:] == [5, 10, 20, 40, 80, 160, 320, 640, 1280]


def test_it_goes_out_once_the_gateway_is_back_and_only_once(centre: Any, post: Delivery, gateway: Gateway) -> None:
    gateway.status = 500
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))
    post.run(centre.store, centre.now)
    gateway.status = 200

    for _ in range(5):
        centre.wait(seconds=5)
        post.run(centre.store, centre.now)

    assert [one["id"] for one in gateway.taken] == ["n1"]


@pytest.mark.parametrize(
    ("status", "found"), [(400, "refused"), (410, "refused"), (302, ""), (408, ""), (429, ""), (500, "")]
)
def test_a_gateways_answer_says_whether_trying_again_is_of_use(
    centre: Any, post: Delivery, gateway: Gateway, status: int, found: str
) -> None:
    gateway.status = status
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))

    assert post.run(centre.store, centre.now) == 0
    assert outcome(centre, "n1") == found


@pytest.mark.parametrize(("answer", "found"), [("550 unknown", "refused"), ("450 later", ""), ("421 closing", "")])
def test_a_mail_servers_no_is_for_ever_or_for_now(
    centre: Any, post: Delivery, mail: tuple[Mailbox, int], answer: str, found: str
) -> None:
    mail[0].answer = answer
    queue(centre, Notice("n1", "join_code", "a@example.com", "zh", {"code": "1", "minutes": "10"}))

    assert post.run(centre.store, centre.now) == 0
    assert outcome(centre, "n1") == found


def test_one_channel_that_is_down_does_not_hold_up_the_other(
    centre: Any, post: Delivery, gateway: Gateway, mail: tuple[Mailbox, int]
) -> None:
    gateway.status = 500
    values = {"code": "1", "minutes": "10"}
    queue(centre, *(Notice(f"s{n:03}", "join_code", PHONE, "zh", values) for n in range(120)))
    queue(centre, Notice("mail", "join_code", "a@example.com", "zh", values))

    rounds = 0
    while not mail[0].taken and rounds < 5:
        post.run(centre.store, centre.now)
        rounds += 1

    assert len(mail[0].taken) == 1
    assert centre.store.database.one("SELECT sum(tries) FROM notice WHERE id LIKE 's%'")[0] <= rounds


def test_a_code_that_has_expired_is_not_sent_any_more(centre: Any, post: Delivery, gateway: Gateway) -> None:
    centre.kiosk().ask(JoinStart(phone="13812346688"))
    number = centre.store.notices.waiting()[0].id
    centre.wait(minutes=10)

    assert post.run(centre.store, centre.now) == 0
    assert (outcome(centre, number), gateway.taken) == ("too-late", [])


def test_the_same_id_is_the_same_notice(centre: Any, post: Delivery, gateway: Gateway) -> None:
    queue(centre, *(Notice("n1", "join_code", PHONE, "zh", {"code": str(n), "minutes": "10"}) for n in range(3)))

    assert post.run(centre.store, centre.now) == 1
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "9", "minutes": "10"}))
    assert post.run(centre.store, centre.now) == 0


def test_marketing_goes_only_to_who_agrees_when_it_goes_out(centre: Any, post: Delivery, gateway: Gateway) -> None:
    yes, no, changed = agreeing(centre), centre.member(), agreeing(centre)
    queue(centre, news(yes, "yes"), news(no, "no"), news(changed, "changed"))
    centre.kiosk("k9").tell(ConsentChanged(member=changed.id, marketing=False))

    assert post.run(centre.store, centre.now) == 1

    assert [one["id"] for one in gateway.taken] == ["yes"]
    assert [outcome(centre, id_) for id_ in ("yes", "no", "changed")] == ["sent", "no-consent", "no-consent"]
    assert gateway.taken[0]["to"] == yes.phone


def test_nobody_is_disturbed_at_night_but_for_what_they_wait_for(centre: Any, post: Delivery, gateway: Gateway) -> None:
    centre.wait(hours=11)  # 23:00 at the restaurant
    member = agreeing(centre)
    queue(centre, news(member, "ad"), news(member, "hint", purpose="reminder"), news(member, "now", purpose="service"))

    assert post.run(centre.store, centre.now) == 1
    centre.wait(hours=9, minutes=59)
    assert post.run(centre.store, centre.now) == 0
    centre.wait(minutes=1)
    assert post.run(centre.store, centre.now) == 2
    assert [one["id"] for one in gateway.taken] == ["now", "ad", "hint"]


def test_a_member_is_not_worn_out(centre: Any, post: Delivery, gateway: Gateway) -> None:
    member = agreeing(centre)
    queue(centre, *(news(member, f"n{n}") for n in range(4)), news(member, "due", purpose="reminder"))

    post.run(centre.store, centre.now)
    centre.wait(days=7, seconds=1)
    queue(centre, news(member, "next week"))
    post.run(centre.store, centre.now)

    assert [one["id"] for one in gateway.taken] == ["n0", "n1", "due", "next week"]
    assert outcome(centre, "n2") == "too-often"


@given(now=st.datetimes(*YEAR, timezones=st.just(UTC)), start=st.times(), end=st.times())
def test_quiet_hours_end_and_after_them_it_is_not_quiet(now: datetime, start: Any, end: Any) -> None:
    manners = Manners(DEMO.zone, start.replace(tzinfo=None), end.replace(tzinfo=None))

    until = manners.quiet_until(now)

    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert manners.quiet_until(until) is None
    if start == end:
        assert until is None


def test_the_manager_is_called_at_the_configured_address(centre: Any, post: Delivery, gateway: Gateway) -> None:
    member = centre.member()
    centre.kiosk().tell(FeedbackGiven(member=member.id, score=2, topics=("taste",), call_manager=True))
    called = replace(post, routes=replace(post.routes, manager="+8613900001111"))

    assert called.run(centre.store, centre.now) == 1
    assert gateway.taken[0]["to"] == "+8613900001111"


def test_whoever_spends_points_is_told_so_once(centre: Any, post: Delivery, gateway: Gateway) -> None:
    member, kiosk = centre.member(points=30), centre.kiosk()
    kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    assert post.run(centre.store, centre.now) == 0

    for _ in range(2):
        kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))
        post.run(centre.store, centre.now)

    (taken,) = gateway.taken
    assert (taken["kind"], taken["to"]) == ("redeemed", member.phone)
    assert taken["text"] == "【熟客会员】您用 10 点兑换了 10 元代金券。如非本人操作，请告诉我们。"


def test_neither_address_nor_code_nor_secret_stands_in_the_log(
    centre: Any, post: Delivery, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (200, 400, 500):
        gateway.status = status
        queue(centre, Notice(f"n{status}", "join_code", PHONE, "zh", {"code": "482913", "minutes": "10"}))
        post.run(centre.store, centre.now)
    queue(centre, Notice("x", "no-such-words", PHONE, "zh", {"code": "482913"}))
    queue(centre, Notice("y", "join_code", "lin@example.com", "zh", {"code": "482913", "minutes": "10"}))
    post.run(centre.store, centre.now)

    # The mail server of the test writes into the same log.
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("server", "root"))]
    assert len(ours) >= 3
    for secret in (PHONE, "13812346688", "482913", SECRET, "lin@example.com"):
        assert secret not in str(ours)
    assert "482913" not in str(centre.store.database.all("SELECT * FROM notice WHERE outcome <> ''"))


def test_a_signature_is_of_this_body_this_secret_and_now(centre: Any) -> None:
    now, body = centre.now, b'{"id":"n1"}'
    stamp = str(int(now.timestamp()))
    good = signature(SECRET.encode(), stamp, body)

    assert is_genuine(SECRET.encode(), stamp, good, body, now)
    assert not is_genuine(b"another", stamp, good, body, now)
    assert not is_genuine(SECRET.encode(), stamp, good, body + b" ", now)
    assert not is_genuine(SECRET.encode(), str(int(stamp) + 1), good, body, now)
    assert not is_genuine(SECRET.encode(), stamp, good, body, now + timedelta(minutes=6))
    assert not is_genuine(SECRET.encode(), "soon", good, body, now)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_in_a_value_is_read_as_a_placeholder(topics: str, kiosk: str) -> None:
    notice = Notice("n1", "call_manager", "manager", "zh", {"kiosk": kiosk, "score": "3", "topics": topics})

    said = texts.letter(notice, "manager", DEMO.name).text

    assert said == f"【{DEMO.name.zh}】{kiosk}：客人打分 3。{topics}"


@pytest.mark.parametrize("kind", sorted(texts.BODIES))
def test_every_text_is_there_in_both_languages_with_the_same_placeholders(kind: str) -> None:
    import re

    zh, en = (set(re.findall(r"\$\{(\w+)\}", text)) for text in (texts.BODIES[kind].zh, texts.BODIES[kind].en))

    assert zh == en
    assert kind in texts.SUBJECTS


def test_a_house_without_a_channel_says_that_it_cannot_be_delivered(centre: Any) -> None:
    post = delivery(Notices(log=False), DEMO, centre.folder, lambda: centre.now)
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))

    assert post.run(centre.store, centre.now) == 0
    assert outcome(centre, "n1") == "undeliverable"


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (Notices(sms=Webhook("http://gateway.example/send", SECRET)), "notices.sms.url"),
        (Notices(push=Webhook("https://gateway.example/send", "short")), "notices.push.secret"),
        (Notices(smtp=Smtp(host="mail.example")), "notices.smtp.sender"),
        (Notices(quiet_from="late"), "notices.quiet_from"),
    ],
)
def test_a_setting_that_cannot_be_is_named(centre: Any, config: Notices, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        delivery(config, DEMO, centre.folder, lambda: centre.now)


def test_two_servers_on_one_queue_send_each_notice_once(centre: Any, post: Delivery, gateway: Gateway) -> None:
    values = {"code": "1", "minutes": "10"}
    queue(centre, *(Notice(f"n{n}", "join_code", PHONE, "zh", values) for n in range(20)))
    threads = [threading.Thread(target=post.run, args=(centre.store, centre.now)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one["id"] for one in gateway.taken) == sorted(f"n{n}" for n in range(20))


def test_the_postman_sends_what_is_queued_and_ends_when_told(centre: Any, post: Delivery, gateway: Gateway) -> None:
    postman = Postman(post, centre.store, lambda: centre.now, failed=lambda: None)
    postman.start()
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))
    postman.wake()
    deadline = time.monotonic() + 10
    while not gateway.taken and time.monotonic() < deadline:
        time.sleep(0.01)
    postman.stop()

    assert [one["id"] for one in gateway.taken] == ["n1"]


def test_a_postman_that_stumbles_says_so(centre: Any) -> None:
    ended = threading.Event()
    broken = Delivery(Routes(fallback=_Broken()), Manners(DEMO.zone), DEMO.name)
    queue(centre, Notice("n1", "join_code", PHONE, "zh", {"code": "1", "minutes": "10"}))
    postman = Postman(broken, centre.store, lambda: centre.now, failed=ended.set)

    postman.start()

    assert ended.wait(10)
    postman.stop()


class _Broken:
    def send(self, letter: Letter) -> None:
        raise ZeroDivisionError(letter.id)


def test_a_gateway_nobody_listens_at_is_an_error_to_try_again(centre: Any) -> None:
    with pytest.raises(OSError):
        WebhookChannel("http://127.0.0.1:9/", SECRET, lambda: centre.now).send(LETTER)
    with pytest.raises(OSError):
        SmtpChannel("127.0.0.1", 9, "a@b.example", lambda: centre.now, security="none").send(
            replace(LETTER, to="a@b.example")
        )
    assert issubclass(Undeliverable, Exception) and not issubclass(Undeliverable, OSError)
