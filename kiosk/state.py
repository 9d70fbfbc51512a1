"""The whole state of the kiosk as one frozen value: the screen, and what is true around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from kiosk.offers import running
from kiosk.screens import Attract, Screen
from kiosk.tickets import House
from kiosk.values import Language, Link, PrinterHealth
from mqtt_bridge.messages import CouponView, HolidayView, JoinWay, OfferView

TicketDoes = Literal["choose", "print", "show"]


@dataclass(frozen=True, slots=True)
class Comfort:
    """What one diner chose to make the kiosk easier, beside the language and the text size; gone with the visit.

    `reach`: everything stands lower on a tall panel; `low`: now; else its lower part is shown.
    `slow`: three times as long to read. `still`: nothing moves.
    `louder`: so many steps louder than the house has it, or softer. `open`: the sheet of these choices is shown.
    """

    contrast: bool = False
    reach: bool = False
    low: bool = False
    slow: bool = False
    still: bool = False
    voice: bool = False
    louder: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud the tones and the voice are and how bright the panel's own light is, 0 to 100; staff's to set."""

    volume: int = 60
    brightness: int = 100


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every screen's top bar shows and every journey asks about.

    `lost`: other devices that this kiosk has and that do not answer: its buzzer's, its panel's, its presence sensor's.
    `joins`: the ways the server has to join. `offers`: what the resting screen may tell of.
    `holidays`: the days the house keeps, each with its dates.
    `called_at`: when somebody called for staff, whoever it was. `updating`: nobody may begin a visit now.
    `closed`: nor while staff have closed the kiosk.
    """

    link: Link = Link.OFFLINE
    printer: PrinterHealth = PrinterHealth.UNKNOWN
    reader: bool = True
    scanner: bool = True
    lost: tuple[str, ...] = ()
    joins: tuple[JoinWay, ...] = ("phone",)
    offers: tuple[OfferView, ...] = ()
    holidays: tuple[HolidayView, ...] = ()
    language: Language = "zh"
    large_text: bool = False
    comfort: Comfort = field(default_factory=Comfort)
    called_at: datetime | None = None
    updating: bool = False
    closed: bool = False
    levels: Levels = field(default_factory=Levels)

    def ticket_does(self, coupon: CouponView | None) -> TicketDoes:
        """What touching a coupon on the greeting does: choose among several gifts, print it, or show its code."""
        if coupon is not None and coupon.choices and self.link is Link.ONLINE:
            return "choose"
        return "print" if self.printer.prints else "show"

    def dishes(self, now: datetime) -> tuple[OfferView, ...]:
        """The dishes the house tells of just now."""
        return tuple(one for one in running(self.offers, now) if one.kind == "dish")

    def feasts(self, now: datetime) -> tuple[HolidayView, ...]:
        """The holidays that are kept today. The first is to be greeted: the one whose day is nearest."""
        today = now.date()
        kept = (one for one in self.holidays if one.begins <= today.isoformat() <= one.ends)
        return tuple(sorted(kept, key=lambda one: abs(date.fromisoformat(one.on) - today)))


@dataclass(frozen=True, slots=True)
class State:
    """`warning`: the "are you still there?" dialog lies over the screen. `house` is who prints the tickets.

    `undo_s`: how long a redemption can be taken back before it is printed; 0: not at all.
    """

    screen: Screen = field(default_factory=Attract)
    around: Surroundings = field(default_factory=Surroundings)
    warning: bool = False
    home_language: Language = "zh"
    house: House = field(default_factory=House)
    undo_s: float = 0.0
