"""What kiosks are told of the programme in force: documents for all of them, kept at the broker.

`offers` is what resting ones show, `programme` the rules by which they reckon without a network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from loyalty.programme import Programme
from mqtt_bridge.codec import encode
from mqtt_bridge.link import Link
from mqtt_bridge.messages import (
    CheckInRule,
    DesiredOffers,
    DesiredProgramme,
    HolidayView,
    Offers,
    OfferView,
    ProgrammeRules,
    Value,
    Words,
)
from mqtt_bridge.topics import EVERYBODY, group_desired
from server import holidays

Document = DesiredOffers | DesiredProgramme


class Showcase:
    """Publishes one document whenever its link comes up, when another programme comes into force, and with the year.

    `in_force` gives the programme and its number. A kiosk looks at the days itself: it may be alone at midnight.
    """

    def __init__(
        self,
        tenant: str,
        doc: str,
        make: Callable[[int, Programme, date], Document],
        in_force: Callable[[], tuple[int, Programme]],
        now: Callable[[], datetime],
    ) -> None:
        self.topic, self._make, self._in_force = group_desired(tenant, EVERYBODY, doc), make, in_force
        self._now = now
        self._told = (-1, 0)
        self.link: Link | None = None

    def changed(self, up: bool) -> None:
        if up:
            self._say()

    def look(self) -> None:
        """Say it again when another programme has come into force, or a year. Any thread may call it, often."""
        number, programme = self._in_force()
        if (number, programme.local(self._now()).year) != self._told:
            self._say()

    def _say(self) -> None:
        number, programme = self._in_force()
        today = programme.local(self._now()).date()
        document = self._make(number, programme, today)
        if self.link is not None and self.link.publish(self.topic, document, qos=1, retain=True):
            self._told = (number, today.year)


def offers(number: int, programme: Programme, _today: date) -> DesiredOffers:
    """The cards of resting kiosks."""
    cards = tuple(
        OfferView(
            offer=one.key,
            kind=one.kind.value,
            title=Words(zh=one.title.zh, en=one.title.en),
            detail=Words(zh=one.detail.zh, en=one.detail.en),
            begins=one.begins,
            ends=one.ends,
            weekdays=one.when.weekdays,
            start=one.when.start,
            end=one.when.end,
        )
        for one in programme.offers
    )
    body = Offers(offers=cards)
    return DesiredOffers(rev=number, hash=_hash(body), body=body)


def rules(number: int, programme: Programme, today: date) -> DesiredProgramme:
    """The rules a kiosk reckons by while it is alone, and the holidays of this year and the next."""
    policy = programme.check_in
    rule = CheckInRule(points=policy.points, bonus_every=policy.bonus_every, bonus_points=policy.bonus_points)
    body = ProgrammeRules(check_in=rule, holidays=_holidays(programme, today))
    return DesiredProgramme(rev=number, hash=_hash(body), body=body)


def _holidays(programme: Programme, today: date) -> tuple[HolidayView, ...]:
    return tuple(
        HolidayView(
            holiday=feast.holiday.key,
            greeting=Words(zh=feast.holiday.greeting.zh, en=feast.holiday.greeting.en),
            on=feast.on.isoformat(),
            begins=feast.begins.isoformat(),
            ends=feast.ends.isoformat(),
            calm=feast.holiday.calm,
        )
        for feast in holidays.around(programme, today)
        if feast.ends >= date(today.year, 1, 1)
    )


def _hash(body: Value) -> str:
    return "sha256:" + hashlib.sha256(encode(body)).hexdigest()[:16]
