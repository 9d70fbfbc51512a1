"""The kiosk's end of the wire: asks questions, carries answers back, says what state this kiosk is in.

Runs on the screen's thread; the link's own thread only posts what it hears into the loop's inbox, and
`translate` opens it there. A message we cannot read is counted and dropped, never a reason to stop.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from kiosk.errors import MemoryFailed
from kiosk.events import (
    Acknowledged,
    Answered,
    AnyQuestion,
    Event,
    HolidaysChanged,
    LinkChanged,
    NoAnswer,
    OffersChanged,
)
from kiosk.loop import LinkUp, Timer
from kiosk.values import Link as LinkState
from mqtt_bridge.codec import BadMessage, decode, decode_answer
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import (
    Ack,
    DesiredOffers,
    DesiredProgramme,
    HolidayView,
    MemberFound,
    MemberView,
    Offers,
    Presence,
    Reported,
    Value,
)
from mqtt_bridge.topics import EVERYBODY, BadTopic, KioskTopics, group_desired, parse, server_presence

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0


class Carrier(Protocol):
    """What the kiosk needs of its connection: `mqtt_bridge.link.Link`, or a centre in the same process."""

    def open(self, host: str, port: int) -> None:
        """Start connecting and keep at it until `close`. Returns at once."""

    def publish(
        self,
        topic: str,
        payload: Value | bytes,
        qos: int = 1,
        retain: bool = False,
        response_topic: str = "",
        correlation: bytes = b"",
        expiry_s: int | None = None,
    ) -> bool:
        """Hand one message on; False: it will not be sent."""
        ...

    def reconnect(self) -> None:
        """Drop the connection and make a new one."""

    def close(self) -> None:
        """Say goodbye, within a second."""


class Wire:
    """`say_hello` publishes birth and presence after each connect. `freshen` adds what only this kiosk knows."""

    def __init__(
        self,
        topics: KioskTopics,
        post: Callable[[Event], None],
        after: Timer,
        freshen: Callable[[MemberView], MemberView],
        say_hello: Callable[[], None],
        told_time: Callable[[datetime], None] = lambda _at: None,
        adopt: Callable[[DesiredProgramme], None] = lambda _wanted: None,
        keep_offers: Callable[[DesiredOffers], None] = lambda _wanted: None,
    ) -> None:
        self._topics, self._post, self._after = topics, post, after
        self._freshen, self._say_hello, self._told_time = freshen, say_hello, told_time
        self._adopt, self._keep_offers = adopt, keep_offers
        self._link: Carrier | None = None
        self._asked: dict[bytes, tuple[AnyQuestion, Callable[[], None]]] = {}
        self._broker_up = False
        self._server_up = False
        self.rules = 0
        self._joins = Presence(state="offline", session="").joins
        self.refused = 0

    def attach(self, link: Carrier) -> None:
        self._link = link

    # -- towards the server --------------------------------------------------------------------

    def ask(self, question: AnyQuestion, after_s: float = 0.0) -> None:
        """Ask, `after_s` from now. `Answered` or, 5 s later or without a link, `NoAnswer` is posted."""
        if after_s > 0:
            self._after(after_s, lambda: self.ask(question))
            return
        correlation = uuid.uuid4().bytes
        sent = self._publish(
            self._topics.question(question.method),
            question,
            response_topic=self._topics.answer(question.method),
            correlation=correlation,
            expiry_s=int(ANSWER_WITHIN_S),
        )
        delay_s = ANSWER_WITHIN_S if sent else 0.5
        self._asked[correlation] = (question, self._after(delay_s, lambda: self._give_up(correlation)))

    def publish_event(self, type_: str, envelope: bytes) -> bool:
        return self._publish(self._topics.event(type_), envelope)

    def publish_state(self, topic: str, value: Value, retain: bool) -> None:
        self._publish(topic, value, retain=retain, qos=1 if retain else 0, expiry_s=None if retain else 180)

    def reconnect(self) -> None:
        if self._link is not None:
            self._link.reconnect()

    def _publish(self, topic: str, payload: Value | bytes, **options: object) -> bool:
        return self._link is not None and self._link.publish(topic, payload, **options)  # type: ignore[arg-type]

    def _give_up(self, correlation: bytes) -> None:
        asked = self._asked.pop(correlation, None)
        if asked is not None:
            self._post(NoAnswer(asked[0]))

    # -- from the wire -------------------------------------------------------------------------

    def translate(self, letter: Delivery | LinkUp) -> Event | None:
        """What this means for the flow; None: nothing."""
        if isinstance(letter, LinkUp):
            self._broker_up = letter.up
            if letter.up:
                self._say_hello()
            return self._link_changed()
        try:
            return self._read(letter)
        except (BadMessage, BadTopic) as error:
            self.refused += 1
            log.warning("dropped a message on %s: %s", letter.topic[:120], str(error)[:200])
            return None

    def _read(self, letter: Delivery) -> Event | None:
        if letter.topic == server_presence(self._topics.tenant):
            presence = decode(letter.payload, Presence)
            self._server_up = presence.state == "online"
            self.rules = presence.rules or self.rules
            if self._server_up:
                self._joins = presence.joins
            return self._link_changed()
        if letter.topic == group_desired(self._topics.tenant, EVERYBODY, "offers"):
            return self._offers(letter.payload)
        if letter.topic == group_desired(self._topics.tenant, EVERYBODY, "programme"):
            return self._programme(letter.payload)
        address = parse(letter.topic)
        if letter.retained:
            # Only state may be retained; a retained command would be obeyed again at every start.
            raise BadMessage("a retained command")
        match address.kind:
            case "res":
                return self._answer(address.name, letter)
            case "ack":
                return self._acknowledged(decode(letter.payload, Ack))
            case _:
                raise BadMessage("nothing this kiosk takes")

    def _answer(self, method: str, letter: Delivery) -> Event | None:
        asked = self._asked.get(letter.correlation)
        if asked is None or asked[0].method != method:
            return None  # it comes too late, or is not for us: the question was given up
        answer = decode_answer(method, letter.payload)
        del self._asked[letter.correlation]
        asked[1]()
        if isinstance(answer, MemberFound) and answer.member is not None:
            answer = MemberFound(member=self._freshen(answer.member))
        return Answered(asked[0], answer)  # type: ignore[arg-type]  # decode_answer gives this method's answer

    def _offers(self, payload: bytes) -> OffersChanged:
        topic = self._topics.reported("offers")
        try:
            # An empty payload is how the broker is told to forget a document.
            wanted = decode(payload, DesiredOffers) if payload else DesiredOffers(rev=0, hash="", body=Offers())
        except BadMessage as error:
            self.publish_state(topic, Reported(rev=0, state="rejected", error=str(error)[:200]), retain=True)
            raise
        try:
            self._keep_offers(wanted)
        except MemoryFailed as error:
            # They are shown all the same: what is lost is only that they are there after the next start.
            log.error("the offers could not be kept: %s", error)
        self.publish_state(topic, Reported(rev=wanted.rev, state="applied"), retain=True)
        return OffersChanged(wanted.body.offers)

    def _programme(self, payload: bytes) -> HolidaysChanged | None:
        """The rules by which this kiosk reckons alone. Taken back: the last ones stay, for there must be some."""
        if not payload:
            return None
        topic, rev = self._topics.reported("programme"), 0
        try:
            wanted = decode(payload, DesiredProgramme)
            rev, rule = wanted.rev, wanted.body.check_in
            if min(rule.points, rule.bonus_every, rule.bonus_points) < 0:
                raise BadMessage("a rule of the check-in is below 0")
            for day in wanted.body.holidays:
                _dates(day)
            self._adopt(wanted)
        except (BadMessage, MemoryFailed) as error:
            self.publish_state(topic, Reported(rev=rev, state="rejected", error=str(error)[:200]), retain=True)
            raise BadMessage(str(error)) from error
        self.rules = wanted.rev
        self.publish_state(topic, Reported(rev=rev, state="applied"), retain=True)
        return HolidaysChanged(wanted.body.holidays)

    def _acknowledged(self, ack: Ack) -> Acknowledged:
        """Where it says the time: only the server may write to this topic, so that it is the server's."""
        if ack.at:
            try:
                at = datetime.fromisoformat(ack.at)
            except ValueError as error:
                raise BadMessage("`at` is not a moment") from error
            if at.tzinfo is None:
                raise BadMessage("`at` has no offset")
            self._told_time(at)
        return Acknowledged(ack)

    def _link_changed(self) -> LinkChanged:
        if not self._broker_up:
            return LinkChanged(LinkState.OFFLINE, self._joins)
        return LinkChanged(LinkState.ONLINE if self._server_up else LinkState.SERVER_DOWN, self._joins)


def _dates(day: HolidayView) -> None:
    """Raises BadMessage for a holiday whose days are none: they are compared every time somebody is greeted."""
    try:
        for text in (day.on, day.begins, day.ends):
            if date.fromisoformat(text).isoformat() != text:
                raise ValueError(text)
    except ValueError as error:
        raise BadMessage(f"the holiday {day.holiday!r:.80} has a day that is none") from error
