"""The empty form of every screen: what lies in its widgets when nobody is here."""

from __future__ import annotations

import dataclasses
from typing import Any

from kiosk.screens import Screen
from kiosk.values import Card, Draft
from mqtt_bridge.messages import CouponView, MemberView, RewardView, Words

_NOTHING = Words(zh="", en="")
_EMPTY: dict[type, Any] = {
    Card: Card("nfc", ""),
    Draft: Draft(),
    MemberView: MemberView(member=""),
    CouponView: CouponView(code="", kind="gift", title=_NOTHING, detail=_NOTHING),
    RewardView: RewardView(reward="", kind="gift", title=_NOTHING, detail=_NOTHING, points=0),
}
_PRIVATE = {
    "phone": "",
    "digits": "",
    "code": "",
    "rewards": (),
    "page": 0,
    "points": 0,
    "before": 0,
    "points_after": 0,
    "price": 0,
}


def blank(screen: type[Screen]) -> Screen:
    """A value of this screen that names nobody."""
    example = screen.examples()[0]
    values: dict[str, Any] = {}
    for field in dataclasses.fields(example):
        value = getattr(example, field.name)
        if type(value) in _EMPTY:
            values[field.name] = _EMPTY[type(value)]
        elif field.name in _PRIVATE:
            values[field.name] = _PRIVATE[field.name]
    return dataclasses.replace(example, **values)
