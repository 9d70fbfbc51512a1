"""What is on each ticket the kiosk prints, as data. Nothing personal: paper is left on tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.printer.ticket import Align, Gap, Pair, Qr, Rule, Text, Ticket
from kiosk.values import Language
from mqtt_bridge.messages import CouponView, ReferralView


@dataclass(frozen=True, slots=True)
class House:
    """Who prints: the restaurant's name in both languages, the store and the kiosk."""

    zh: str = ""
    en: str = ""
    store: str = ""
    kiosk: str = ""


_LABELS = {
    "until": {"zh": "有效期至", "en": "Valid until"},
    "always": {"zh": "长期有效", "en": "No end date"},
    "code": {"zh": "券码", "en": "Coupon"},
    "printed": {"zh": "打印时间", "en": "Printed"},
    "show": {"zh": "结账时请出示此券", "en": "Show this coupon when you pay"},
    "friend": {"zh": "送给好友", "en": "For a friend"},
    "friend_how": {"zh": "入会时出示此码即可", "en": "Show this code when you join"},
    "once": {"zh": "每张限用一次，重复打印仍为同一张券", "en": "Good once; a reprint is the same coupon"},
}


def coupon_ticket(coupon: CouponView, house: House, language: Language, now: datetime) -> Ticket:
    """One coupon, in the diner's language with the other beneath; a reprint carries the same code."""
    other: Language = "en" if language == "zh" else "zh"

    def say(key: str) -> str:
        return _LABELS[key][language]

    return Ticket(
        (
            Text(house.zh, size=2, bold=True, align=Align.CENTER),
            Text(house.en, align=Align.CENTER),
            Rule(),
            Text(getattr(coupon.title, language), size=2, bold=True, align=Align.CENTER),
            Text(getattr(coupon.title, other), align=Align.CENTER),
            Gap(),
            Text(getattr(coupon.detail, language), align=Align.CENTER),
            Text(getattr(coupon.detail, other), align=Align.CENTER),
            Gap(),
            Qr(coupon.signed or coupon.code, caption=coupon.code),
            Gap(),
            Pair(say("until"), coupon.expires_on or say("always"), bold=True),
            Pair(say("printed"), f"{now:%Y-%m-%d %H:%M}"),
            Pair("", f"{house.store} · {house.kiosk}"),
            Rule(),
            Text(_LABELS["show"][language], bold=True, align=Align.CENTER),
            Text(_LABELS["show"][other], align=Align.CENTER),
            Text(say("once"), align=Align.CENTER),
        )
    )


def referral_ticket(view: ReferralView, house: House, language: Language, now: datetime) -> Ticket:
    """The slip a member takes along for a friend: the code, and what both get."""
    other: Language = "en" if language == "zh" else "zh"
    return Ticket(
        (
            Text(house.zh, size=2, bold=True, align=Align.CENTER),
            Text(house.en, align=Align.CENTER),
            Rule(),
            Text(_LABELS["friend"][language], size=2, bold=True, align=Align.CENTER),
            Text(_LABELS["friend"][other], align=Align.CENTER),
            Gap(),
            Text(getattr(view.reward_friend, language), bold=True, align=Align.CENTER),
            Text(getattr(view.reward_friend, other), align=Align.CENTER),
            Gap(),
            Qr(view.code, caption=view.code),
            Gap(),
            Pair(_LABELS["printed"][language], f"{now:%Y-%m-%d %H:%M}"),
            Rule(),
            Text(_LABELS["friend_how"][language], align=Align.CENTER),
        )
    )


def self_test_ticket(house: House, now: datetime) -> Ticket:
    """What `kioskctl test printer` prints: every kind of element once."""
    return Ticket(
        (
            Text(house.zh, size=2, bold=True, align=Align.CENTER),
            Text("打印测试  Printer test", align=Align.CENTER),
            Rule(),
            Pair("字体 Type", "简体中文 ABC abc 0123456789"),
            Text("SIZE 1  一倍"),
            Text("SIZE 2  二倍", size=2),
            Text("SIZE 3 三倍", size=3, bold=True),
            Qr("RGC-SELFTEST00000000", caption="QR"),
            Pair(f"{house.store} · {house.kiosk}", f"{now:%Y-%m-%d %H:%M}"),
        )
    )
