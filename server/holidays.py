"""The holidays of the programme, as they fall; and the gift of one that is kept on the day somebody joins.

Members get theirs in the night in which its days begin. Who joins in the middle of them is given it at once: by the
next night the holiday may be over.
"""

from __future__ import annotations

from datetime import date, datetime

from loyalty import nightly
from loyalty.coupons import Coupon
from loyalty.holidays import Feast, feasts
from loyalty.nightly import Facts
from loyalty.programme import Programme
from loyalty.tiers import joined
from mqtt_bridge.codes import CodeKind
from server import almanac
from server.house import House


def around(programme: Programme, today: date) -> tuple[Feast, ...]:
    """As they fall in the year before, this one and the next."""
    return feasts(programme.holidays, range(today.year - 1, today.year + 2), almanac)


def welcome(house: House, member: str, source: str, now: datetime) -> None:
    """What the days that are kept just now bring to who has just joined. Inside a transaction."""
    programme = house.programme
    today = programme.local(now).date()
    facts = Facts(joined(programme.tiers, today), feasts=around(programme, today))
    for issue, _words in nightly.holiday_gifts(programme, facts, member, today):
        made = Coupon(house.new_code(CodeKind.COUPON), issue.template, issue.expires_at)
        house.store.coupons.add(made, member, now, source, issue.event)
        house.store.nights.say(member, [issue.event], now)
