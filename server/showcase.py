"""What resting kiosks show of the programme in force: one document for all of them, kept at the broker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from loyalty.programme import Programme
from mqtt_bridge.codec import encode
from mqtt_bridge.link import Link
from mqtt_bridge.messages import DesiredOffers, Offers, OfferView, Words
from mqtt_bridge.topics import EVERYBODY, group_desired


class Showcase:
    """Publishes the offers whenever its link comes up, and when another programme has come into force.

    `in_force` gives the programme and its number. A kiosk looks at the days itself: it may be alone at midnight.
    """

    def __init__(self, tenant: str, in_force: Callable[[], tuple[int, Programme]]) -> None:
        self.topic, self._in_force = group_desired(tenant, EVERYBODY, "offers"), in_force
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
        document = desired(number, programme)
        if self.link is not None and self.link.publish(self.topic, document, qos=1, retain=True):
            self._told = number


def desired(number: int, programme: Programme) -> DesiredOffers:
    """The document of this programme."""
    offers = tuple(
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
    body = Offers(offers=offers)
    return DesiredOffers(rev=number, hash="sha256:" + hashlib.sha256(encode(body)).hexdigest()[:16], body=body)
