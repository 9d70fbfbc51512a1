"""A centre on a real SQLite file, and a kiosk that talks to its desk without a network."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from msgspec import Raw

from devstack.databases import Databases
from devstack.postgres import Postgres
from loyalty.ledger import Origin, available
from loyalty.programme import DEMO
from mqtt_bridge.codec import decode, decode_answer, encode
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Ack, Birth, Envelope, EventData, Joined, JoinStart, JoinVerify, Question, Value
from mqtt_bridge.topics import KioskTopics
from server.config import Till
from server.desk import Desk
from server.house import House
from server.membership import enrol
from server.outgoing import Outgoing
from server.store import Store
from server.store.members import Member
from server.till.models import Line, OrderIn, RefundIn, WhoIsIt
from server.till.orders import take_order
from server.till.refunds import refund_order
from server.till.serve import TillServer

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
# On a machine with much else to do an answer may take long; a till would ask again.
PATIENCE_S = 60.0
TOKENS = {"s1": "token-of-s1", "s2": "token-of-s2"}
T = TypeVar("T")


# On PostgreSQL these run every time, all others only with the slow tests.
ALWAYS_ON_BOTH = {
    *("test_store", "test_sequence", "test_redeeming", "test_kiosk_screens"),
    *("test_receipts_and_friends", "test_phone_gifts", "test_holidays", "test_races", "test_verify", "test_standing"),
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only_on(database): is about this database and makes no sense on the other")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    senseless = []
    for item in items:
        callspec = getattr(item, "callspec", None)
        database = None if callspec is None else callspec.params.get("databases")
        only = item.get_closest_marker("only_on")
        if database is not None and only is not None and database not in only.args:
            senseless.append(item)
        elif database == "postgresql" and item.path.stem not in ALWAYS_ON_BOTH:
            item.add_marker(pytest.mark.slow)
    items[:] = [item for item in items if item not in senseless]


class Centre:
    """Desk, store and a hand-turned clock. `url` empty: on SQLite."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.store = Store(folder, url)
        self.house = House(self.store, DEMO)
        self.house.open()
        self.desk = Desk(self.house, time.monotonic)
        self.now = NOON
        self._phones = itertools.count(13_800_000_000)

    def wait(self, **how_long: int) -> None:
        self.now += timedelta(**how_long)

    def member(self, points: int = 100, card: str = "") -> Member:
        """A member with this many points and no coupon."""
        with self.store.transaction():
            phone = f"+86{next(self._phones)}"
            member = enrol(self.house, phone=phone, source="test", now=self.now, name="林晓雨", welcome=False)
            if card:
                self.store.members.link("nfc", card, member.id, self.now)
            if points:
                self.house.give(member.id, points, Origin("start", "test", self.now, self.now), "test")
        return member

    def code_sent(self) -> str:
        return [one for one in self.store.notices.waiting() if one.kind == "join_code"][-1].values["code"]

    def order(self, fen: int, order_id: str = "o1", member: Member | None = None) -> str:
        """An order at the till; the code on its receipt."""
        who = None if member is None else WhoIsIt(code=member.code)
        line = Line(sku="duck", qty=2, amount_fen=fen)
        body = OrderIn(order_id=order_id, store="lotus", member=who, lines=[line], total_fen=fen, paid_at=self.now)
        with self.store.transaction():
            code: str = take_order(self.house, body, self.now)["receipt_code"]
        return code

    def refund(self, order_id: str = "o1", refund_id: str = "r1") -> dict[str, Any]:
        """All of the order goes back."""
        with self.store.transaction():
            return refund_order(self.house, "lotus", order_id, RefundIn(refund_id=refund_id), self.now)

    def origin(self, event: str) -> Origin:
        return Origin(event, "test", self.now, self.now)

    def tables(self) -> list[str]:
        """The name of every table."""
        sqlite = "SELECT name FROM sqlite_master WHERE type = 'table'"
        postgresql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        rows = self.store.database.all(sqlite if self.store.database.dialect == "sqlite" else postgresql)
        return [name for (name,) in rows]

    def tamper(self, sql: str) -> None:
        """Do to the ledger what only somebody with the file or the superuser's password can."""
        db = self.store.database
        if db.dialect == "sqlite":
            for action in ("update", "delete"):
                db.run(f"DROP TRIGGER IF EXISTS entry_no_{action}")
            db.run(sql)
            return
        with self.store.transaction():
            db.run("SET LOCAL session_replication_role = replica")
            db.run(sql)

    def points(self, member: Member) -> int:
        return available(self.store.ledger.load(member.id), self.now)

    def kiosk(self, name: str = "kiosk-1") -> Kiosk:
        return Kiosk(self, name)

    def join(self, phone: str, kiosk: str = "kiosk-1", **more: str) -> Value:
        """The whole way in: number, code, member."""
        at = self.kiosk(kiosk)
        at.ask(JoinStart(phone=phone))
        return at.ask(JoinVerify(phone=phone, code=self.code_sent(), **more))  # type: ignore[arg-type]

    def joined(self, phone: str, **more: str) -> Joined:
        answer = self.join(phone, **more)
        assert isinstance(answer, Joined)
        return answer


class Kiosk:
    """What a kiosk puts on the wire: questions with its own answer topic, events numbered without a gap."""

    def __init__(self, centre: Centre, name: str) -> None:
        self.centre = centre
        self.topics = KioskTopics("demo", name)
        self.seq = 0

    def question(self, question: Question) -> Delivery:
        reply = self.topics.answer(question.method)
        return Delivery(self.topics.question(question.method), encode(question), False, reply, b"7")

    def event(self, data: EventData, seq: int | None = None, id_: str = "", time_: str = "") -> Delivery:
        if seq is None:
            self.seq += 1
            seq = self.seq
        envelope = Envelope(
            id=id_ or f"{self.topics.kiosk}-{seq}",
            source=self.topics.kiosk,
            type=data.type,
            time=time_ or self.centre.now.isoformat(),
            seq=seq,
            boot="b1",
            mono_ms=seq,
            clock="ntp",
            data=Raw(encode(data)),
        )
        return Delivery(self.topics.event(data.type), encode(envelope))

    def birth(self, next_seq: int = 1, retained: bool = True, oldest_seq: int = 1) -> Delivery:
        birth = Birth(kiosk=self.topics.kiosk, version="1", boot="b1", next_seq=next_seq, oldest_seq=oldest_seq)
        return Delivery(self.topics.birth, encode(birth), retained)

    def ask(self, question: Question) -> Value:
        (outgoing,) = self.say(self.question(question))
        assert outgoing.topic == self.topics.answer(question.method)
        assert outgoing.correlation == b"7"
        return decode_answer(question.method, outgoing.payload)

    def tell(self, *events: EventData) -> Ack:
        """Send new events; the acknowledgement that came back."""
        return self.ack_of(self.say(*(self.event(event) for event in events)))

    def say(self, *deliveries: Delivery) -> list[Outgoing]:
        return self.centre.desk.serve(list(deliveries), self.centre.now)

    def ack_of(self, outgoing: list[Outgoing]) -> Ack:
        (ack,) = [decode(one.payload, Ack) for one in outgoing if one.topic == self.topics.ack]
        return ack


@pytest.fixture(scope="session")
def on_postgresql() -> Iterator[Databases]:
    """Started once: what has parameters, like `databases`, begins anew whenever the parameter changes."""
    with Postgres() as postgres:
        yield Databases(postgres)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """What every test that has a centre runs on, one after the other."""
    if request.param == "sqlite":
        return Databases(None)
    kept: Databases = request.getfixturevalue("on_postgresql")
    return kept


@pytest.fixture
def open_centre(tmp_path: Path, databases: Databases) -> Iterator[Callable[..., Centre]]:
    """Opens centres; the same folder again is the same database after a restart."""
    opened: list[Centre] = []

    def opener(name: str = "data") -> Centre:
        centre = Centre(tmp_path / name, databases.url(tmp_path / name))
        opened.append(centre)
        return centre

    yield opener
    for centre in opened:
        assert centre.store.verify() == []
        centre.store.close()
    databases.over(tmp_path)


@pytest.fixture
def centre(open_centre: Callable[..., Centre]) -> Centre:
    return open_centre()


@pytest.fixture(scope="session")
def make_centre(databases: Databases) -> Callable[[Path], Centre]:
    """For tests that open many centres in folders of their own, and close them."""
    return lambda folder: Centre(folder, databases.url(folder))


@pytest.fixture(scope="module")
def shared_centre(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Centre]:
    """One centre for all tests of a module that change nothing."""
    folder = tmp_path_factory.mktemp("shared")
    it = Centre(folder, databases.url(folder))
    yield it
    it.store.close()
    databases.over(folder)


@pytest.fixture
def kiosk(centre: Centre) -> Kiosk:
    return centre.kiosk()


@contextmanager
def serving(centre: Centre) -> Iterator[httpx.Client]:
    server = TillServer(centre.house, Till(port=0, tokens=TOKENS), lambda: centre.now)
    server.start()
    headers, at = {"Authorization": "Bearer token-of-s1"}, f"http://127.0.0.1:{server.port}/api/v1"
    with httpx.Client(base_url=at, headers=headers, trust_env=False, timeout=PATIENCE_S) as client:
        yield client
    server.stop()


@pytest.fixture(scope="session")
def serve_till() -> Callable[[Any], AbstractContextManager[httpx.Client]]:
    """Opens the till of a centre on a real socket, for store s1."""
    return serving


@pytest.fixture
def till(centre: Centre) -> Iterator[httpx.Client]:
    with serving(centre) as client:
        yield client
