"""Wanted state: whole documents, kept at the broker, each with the number of its version; and what became of one."""

from __future__ import annotations

from typing import Literal

from mqtt_bridge.messages.base import Value, Words


class OfferView(Value, frozen=True):
    """One card of a resting kiosk. `begins`, `ends`: its first and last local day; "": no limit.

    `weekdays` (ISO, 1 Monday; empty: all) and from `start` until `end` (HH:MM, past midnight where end is not later;
    "": all day): its hours on these days. A dish is told to members on their greeting, too.
    `kind` chooses the picture: points, coupon, dish, gift, friends. A kiosk that does not know one draws a gift.
    """

    offer: str
    kind: str
    title: Words
    detail: Words
    begins: str = ""
    ends: str = ""
    weekdays: tuple[int, ...] = ()
    start: str = ""
    end: str = ""


class Offers(Value, frozen=True):
    """The body of the document `offers`: a kiosk shows the first three whose time it is."""

    offers: tuple[OfferView, ...] = ()


class DesiredOffers(Value, frozen=True):
    """`rev` only grows. `hash` is of the body, in its order: the same hash is the same body."""

    rev: int
    hash: str
    body: Offers


class CheckInRule(Value, frozen=True):
    """`points` a day, and `bonus_points` more on every `bonus_every`th day in a row (0: never)."""

    points: int
    bonus_every: int
    bonus_points: int


class HolidayView(Value, frozen=True):
    """A day the house keeps, as it falls once: `on` it, greeted from `begins` to `ends` (local days, both included).

    `calm`: it is said, but nothing is celebrated. Of several on one day a kiosk greets the one that is nearest.
    """

    holiday: str
    greeting: Words
    on: str
    begins: str
    ends: str
    calm: bool = False


class ProgrammeRules(Value, frozen=True):
    """The body of the document `programme`: the rules by which a kiosk reckons without a network.

    `holidays` are those of this year and the next, the first to begin first: a kiosk needs no lunar calendar.
    """

    check_in: CheckInRule
    holidays: tuple[HolidayView, ...] = ()


class DesiredProgramme(Value, frozen=True):
    """`rev` is the number of the programme in force, which the kiosk repeats in its events (`rules`).

    With a new year it is told anew under the same number.
    """

    rev: int
    hash: str
    body: ProgrammeRules


class Reported(Value, frozen=True):
    """What a kiosk did with a document; `rev` 0: it could not even be read."""

    rev: int
    state: Literal["applied", "pending", "rejected"]
    error: str = ""
