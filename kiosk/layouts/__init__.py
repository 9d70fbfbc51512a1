"""Every ticket the kiosk prints, written down as layouts (`drivers.printer.layout`).

What diners take along has a layout a language, `coupon.zh` and `coupon.en`; what staff read has one, in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from drivers.printer.layout import Layout, fill, parse
from drivers.printer.ticket import Ticket

NAMES = (
    "boot",
    "coupon.en",
    "coupon.zh",
    "gift.en",
    "gift.zh",
    "points.en",
    "points.zh",
    "referral.en",
    "referral.zh",
    "self_test",
)


@cache
def layout(name: str) -> Layout:
    """The layout called `name`, one of NAMES; read once. Raises KeyError."""
    if name not in NAMES:
        raise KeyError(name)
    return parse(resources.files(__name__).joinpath(f"{name}.ticket").read_text("utf-8"))


def ticket(name: str, values: Mapping[str, Any]) -> Ticket:
    """The ticket called `name` with these values. Raises BadLayout naming a value that is missing."""
    return fill(layout(name), values)
