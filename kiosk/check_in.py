"""A check-in worked out on the kiosk, with the same rule the server will use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from loyalty.check_in import AlreadyCheckedIn, CheckInPolicy, award
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class CheckInDone:
    """The member as they will be; `points` includes the `bonus` part of a streak."""

    member: MemberView
    points: int
    bonus: int


def check_in(member: MemberView, today: date) -> CheckInDone | None:
    """None: today is already counted."""
    view = member.check_in
    policy = CheckInPolicy(points=view.points, bonus_every=view.bonus_every, bonus_points=view.bonus_points)
    given = award(policy, _date(view.last_on), view.streak, today)
    if isinstance(given, AlreadyCheckedIn):
        return None
    after = msgspec.structs.replace(view, last_on=today.isoformat(), streak=given.streak)
    points = member.points + given.points
    return CheckInDone(msgspec.structs.replace(member, points=points, check_in=after), given.points, given.bonus)


def _date(text: str | None) -> date | None:
    """The date the server sent; one it cannot have meant counts as none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
