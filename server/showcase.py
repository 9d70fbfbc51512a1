"""What kiosks are told of the programme in force: documents for all of them, kept at the broker.

`offers` is what resting ones show, `programme` the rules by which they reckon without a network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from loyalty.programme import Programme
from mqtt_bridge.codec import encode
from mqtt_bridge.link import Link
from mqtt_bridge.messages import (
    CheckInRule,
    DesiredOffers,
    DesiredProgramme,
    Offers,
    OfferView,
    ProgrammeRules,
    Value,
    Words,
)
from mqtt_bridge.topics import EVERYBODY, group_desired

Document = DesiredOffers | DesiredProgramme


class Showcase:
    """Publishes one document whenever its link comes up, and when another programme has come into force.

    `in_force` gives the programme and its number. A kiosk looks at the days itself: it may be alone at midnight.
    """

    def __init__(
        self,
        tenant: str,
        doc: str,
        make: Callable[[int, Programme], Document],
        in_force: Callable[[], tuple[int, Programme]],
    ) -> None:
        self.topic, self._make, self._in_force = group_desired(tenant, EVERYBODY, doc), make, in_force
        self._told = -1
        self.link: Link | None = None

    def changed(self, up: bool) -> None:
        if up:
            self._say()

    def look(self) -> None:
        """Say it again when another programme has come into force. Any thread may call it, often."""
        if self._in_force()[0] != self._told:
            self._say()

    def _say(self) -> None:
        number, programme = self._in_force()
        document = self._make(number, programme)
        if self.link is not None and self.link.publish(self.topic, document, qos=1, retain=True):
            self._told = number


def offers(number: int, programme: Programme) -> DesiredOffers:
    """The cards of resting kiosks."""
    cards = tuple(
        OfferView(
            offer=one.key,
            kind=one.kind.value,
            title=Words(zh=one.title.zh, en=one.title.en),
            detail=Words(zh=one.detail.zh, en=one.detail.en),
            begins=one.begins,
            ends=one.ends,
        )
        for one in programme.offers
    )
    body = Offers(offers=cards)
    return DesiredOffers(rev=number, hash=_hash(body), body=body)


def rules(number: int, programme: Programme) -> DesiredProgramme:
    """The rules a kiosk reckons by while it is alone."""
    policy = programme.check_in
    rule = CheckInRule(points=policy.points, bonus_every=policy.bonus_every, bonus_points=policy.bonus_points)
    body = ProgrammeRules(check_in=rule)
    return DesiredProgramme(rev=number, hash=_hash(body), body=body)


def _hash(body: Value) -> str:
    return "sha256:" + hashlib.sha256(encode(body)).hexdigest()[:16]
