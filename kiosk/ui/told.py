"""What a picture says, for who cannot see it: its texts in the order they stand in, then its controls as Tab goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drivers.printer.ticket import Bars, Pair, Qr, Text, Ticket
from kiosk.design.text import Txt
from kiosk.design.touchable import Touchable
from kiosk.screens import Claimed, Finished, Refer
from kiosk.state import State
from kiosk.tickets import coupon_ticket, points_ticket, referral_ticket
from kiosk.ui.controls import Control
from kiosk.ui.focus import reading_order


@dataclass(frozen=True, slots=True)
class Told:
    """`facts` are the texts that stand by themselves, `paper` what a ticket that has just come out says."""

    facts: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    paper: tuple[str, ...] = ()


def told(page: Any, controls: Sequence[Control], state: State, now: datetime) -> Told:
    """Of the page, or of the sheet over it. `controls` are those that can be touched on it."""
    asked = sorted((one for one in controls if one.role != "hidden"), key=reading_order)
    return Told(tuple(facts(page)), tuple(asked), tuple(_lines(_ticket(state, now))))


def facts(part: Any) -> Iterator[str]:
    """Its texts in the order they stand in; a figure together with what it counts."""
    held: Txt | None = None
    # Kivy keeps the children that were added last first.
    for child in [*reversed(part.children), None]:
        hidden = child is not None and (not child_shows(child) or (isinstance(child, Touchable) and child.what))
        if hidden or (isinstance(child, Txt) and (child.face == "ico" or not child.text)):
            continue
        if held is not None and isinstance(child, Txt) and (held.face == "num") != (child.face == "num"):
            yield f"{held.text} {child.text}"
            held = None
            continue
        if held is not None:
            yield held.text
        held = child if isinstance(child, Txt) else None
        if child is not None and held is None:
            yield from facts(child)


def child_shows(child: Any) -> bool:
    """Whether it is there to be read out; a control's own words are its label."""
    hidden = not getattr(child, "shown", True) or getattr(child, "asleep", False)
    return not hidden and not getattr(child, "silent", False)


def _ticket(state: State, now: datetime) -> Ticket | None:
    """The paper in the diner's hand; None: nothing has come out."""
    if getattr(state.screen, "outcome", "") != "printed":
        return None
    match state.screen:
        case Finished(coupon=coupon):
            return coupon_ticket(coupon, state.house, state.around.language, now)
        case Claimed(quote=quote, member=member):
            return points_ticket(quote, member, state.house, state.around.language, now)
        case Refer(view=view) if view is not None:
            return referral_ticket(view, state.house, state.around.language, now)
        case _:
            return None


def _lines(ticket: Ticket | None) -> Iterator[str]:
    for element in () if ticket is None else ticket.elements:
        match element:
            case Text(text=text):
                yield text
            case Pair(left=left, right=right):
                yield f"{left} {right}"
            case Qr(caption=caption) | Bars(caption=caption):
                yield caption
