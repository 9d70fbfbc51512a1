"""What the kiosk prints, filled into the layouts of `kiosk.layouts`. Nothing personal: paper is left on tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drivers.printer.ticket import Ticket
from kiosk.layouts import ticket
from kiosk.values import Language
from kiosk.words import Words as Said
from loyalty.words import yuan
from mqtt_bridge.messages import CouponView, MemberView, ReceiptQuoted, ReferralView, Words


@dataclass(frozen=True, slots=True)
class House:
    """Who prints: the restaurant's name in both languages, the store and the kiosk."""

    zh: str = ""
    en: str = ""
    store: str = ""
    kiosk: str = ""


def coupon_ticket(coupon: CouponView, house: House, language: Language, now: datetime) -> Ticket:
    """One coupon, or the slip for one gift, in the diner's language with the other beneath.

    A reprint carries the same code.
    """
    name = "gift" if coupon.kind == "gift" else "coupon"
    values = {
        **_both("title", coupon.title, language),
        **_both("detail", coupon.detail, language),
        "qr": coupon.signed or coupon.code,
        "code": spelled(coupon.code),
        "until": coupon.expires_on or "",
        "endless": "" if coupon.expires_on else "endless",
    }
    return ticket(f"{name}.{_layout_language(language)}", values | _frame(house, now))


def referral_ticket(view: ReferralView, house: House, language: Language, now: datetime) -> Ticket:
    """The slip a member takes along for a friend: the code, and what the friend gets."""
    values = {**_both("offer", view.reward_friend, language), "qr": view.code, "code": spelled(view.code)}
    return ticket(f"referral.{_layout_language(language)}", values | _frame(house, now))


def points_ticket(quoted: ReceiptQuoted, member: MemberView, house: House, language: Language, now: datetime) -> Ticket:
    """What a claimed receipt brought; `member` has its points already."""
    expiring = member.expiring
    values = {
        "points": f"{quoted.points:,}",
        # A reason a line: on paper nobody wants to look for where the next one begins.
        "why": [{"reason": reason} for reason in re.split("；|; ", _both("why", quoted.why, language)["why"])],
        "total": yuan(quoted.total_fen),
        "balance": f"{member.points:,}",
        "expiring": f"{expiring.points:,}" if expiring else "",
        "expiring_on": expiring.on if expiring else "",
        "code": spelled(quoted.code),
    }
    return ticket(f"points.{_layout_language(language)}", values | _frame(house, now))


def self_test_ticket(house: House, now: datetime) -> Ticket:
    """What `kioskctl test printer` prints: every kind of element once."""
    return ticket("self_test", _frame(house, now))


def boot_ticket(house: House, now: datetime, status: Mapping[str, Any], address: str) -> Ticket:
    """What a kiosk prints for whoever installs it. `status` is what `kioskctl status` shows."""
    zh, en = Said("zh"), Said("en")

    def both(key: str) -> str:
        said = (zh.tr(f"staff.{key}"), en.tr(f"staff.{key}")) if zh.has(f"staff.{key}") else (key,)
        return "  ".join(said)

    values = {
        "kiosk": house.kiosk,
        "store": house.store,
        "version": status["version"],
        "address": address,
        "clock": status["clock"],
        "link": both(f"is_{status['link']}"),
        "devices": [{"device": both(part), "state": both(f"is_{state}")} for part, state in status["devices"].items()],
        "problems": ", ".join(status["problems"]),
    }
    return ticket("boot", values | _frame(house, now))


def spelled(code: str) -> str:
    """A code as it can be read aloud and typed: in groups of four."""
    prefix, dash, rest = code.partition("-")
    return prefix + dash + " ".join(rest[start : start + 4] for start in range(0, len(rest), 4))


def _frame(house: House, now: datetime) -> dict[str, str]:
    """What every ticket begins and ends with."""
    printed = f"{now:%Y-%m-%d %H:%M}"
    return {
        "house_zh": house.zh,
        "house_en": house.en if house.en != house.zh else "",
        "printed": printed,
        "footer": f"{house.store}  {house.kiosk}  {printed}",
    }


def _layout_language(language: Language) -> str:
    """The language of the layout: paper is set in Chinese and in English, who reads neither gets the English."""
    return "zh" if language.startswith("zh") else "en"


def _both(name: str, words: Words, language: Language) -> dict[str, str]:
    """A text in the diner's language, and in the other unless it says the same."""
    zh_en = (words.zh, words.en)
    said, other = zh_en if _layout_language(language) == "zh" else zh_en[::-1]
    return {name: said or other, f"{name}_other": other if said and other != said else ""}
