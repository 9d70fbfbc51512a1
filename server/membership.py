"""Making a member: the person, their number, their code, their first tier, points and gift."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from loyalty import explain
from loyalty.coupons import Coupon
from loyalty.ledger import GENESIS, Origin
from loyalty.tiers import joined
from loyalty.words import Words
from mqtt_bridge.codes import CodeKind
from server import holidays
from server.house import House
from server.store.members import Kind, Member

JOINING = Words("入会礼", "Welcome gift")
PROFILE = Words("完善资料", "Thank you for your birthday")


def enrol(
    house: House,
    *,
    phone: str = "",
    email: str = "",
    wechat: str = "",
    source: str,
    now: datetime,
    name: str = "",
    language: Literal["zh", "en"] = "zh",
    marketing: bool = False,
    birthday: str = "",
    welcome: bool = True,
    terms: str = "",
    id_: str = "",
    code: str = "",
) -> Member:
    """Make a member of this number (E.164), address or openid, who must not be one yet. Inside a transaction.

    `welcome` False: without points and gift, for members taken over from another system. `terms`: the version of
    the programme's terms they agreed to.

    `id_` and `code` are made here unless given; an id says nothing about the person.
    """
    member = Member(
        id=id_ or f"m-{uuid.uuid4().hex}",
        name=name,
        phone=phone,
        language=language,
        marketing=marketing,
        code=code or house.new_code(CodeKind.MEMBER),
        joined_at=now,
        birthday=birthday,
        email=email,
        wechat=wechat,
    )
    store, programme = house.store, house.programme
    store.members.add(member)
    store.nights.open(member.id, GENESIS)
    store.members.link("qr", member.code, member.id, now)
    shown: tuple[tuple[Kind, str], ...] = (("phone", phone), ("email", email), ("wechat", wechat))
    for kind, value in shown:
        if value and not store.members.link(kind, value, member.id, now):
            raise ValueError(f"this {kind} belongs to a member")
    # Joining is the yes to the programme; messages are asked about apart.
    store.opinions.consent(member.id, "programme", True, now, source, f"join:{member.id}", terms)
    store.opinions.consent(member.id, "marketing", marketing, now, source, f"join:{member.id}")
    store.visits.set_tier(member.id, joined(programme.tiers, programme.local(now).date()))
    if welcome:
        _welcome(house, member, source, now)
        holidays.welcome(house, member.id, source, now)
        reward_profile(house, member, source, now)
    return member


def reward_profile(house: House, member: Member, source: str, now: datetime) -> None:
    """Points for the birthday that was just told, where the programme gives any."""
    points = house.programme.joining.profile_points
    if not member.birthday or not points:
        return
    trace = explain.dumps(explain.given(points, PROFILE))
    house.give(member.id, points, Origin(f"profile:{member.id}", source, now, now, trace), "profile")


def _welcome(house: House, member: Member, source: str, now: datetime) -> None:
    store, programme = house.store, house.programme
    points = programme.joining.points
    trace = explain.dumps(explain.given(points, JOINING))
    house.give(member.id, points, Origin(f"join:{member.id}", source, now, now, trace), "join")
    template = programme.template(programme.joining.coupon)
    if template is not None:
        gift = Coupon(house.new_code(CodeKind.COUPON), template.key, programme.coupon_expires_at(template, now))
        store.coupons.add(gift, member.id, now, source, f"join:{member.id}")
