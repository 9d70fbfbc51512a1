"""Every ticket with something on it: drawn in the tests, in the book of screens and in the documentation."""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace as rewritten

from drivers.printer.ticket import Ticket
from kiosk.screens._people import AMOUNT_OFF, BIRTHDAY, EVENING, LIN, LONG, QUOTE, REFERRAL
from kiosk.tickets import House, boot_ticket, coupon_ticket, points_ticket, referral_ticket, self_test_ticket
from kiosk.words import BUILT_IN
from mqtt_bridge.messages import CouponView
from mqtt_bridge.signed_coupon import SignedCoupon, sign

HOUSE = House("莲火小馆", "Lotus & Ember", "s1", "kiosk-1")
STATUS = {
    "version": "1.4.2",
    "clock": "ntp",
    "link": "online",
    "devices": {"reader": "ok", "scanner": "ok", "printer": "low"},
    "problems": ["printer.low"],
}
# Signs nothing but these examples.
_KEY = Ed25519PrivateKey.from_private_bytes(b"the key of the examples, no more")


def examples() -> dict[str, Ticket]:
    """The tickets by name, as `coupon.zh`; what can be empty or long is so in a `.bare` and a `.long` one."""
    tickets: dict[str, Ticket] = {}
    for language in BUILT_IN:
        tickets |= {
            f"coupon.{language}": coupon_ticket(signed(AMOUNT_OFF), HOUSE, language, EVENING),
            f"coupon.{language}.long": coupon_ticket(signed(LONG.coupons[0]), HOUSE, language, EVENING),
            f"gift.{language}": coupon_ticket(signed(BIRTHDAY), HOUSE, language, EVENING),
            f"gift.{language}.bare": coupon_ticket(
                rewritten(BIRTHDAY, expires_on=None), replace(HOUSE, en=""), language, EVENING
            ),
            f"points.{language}": points_ticket(QUOTE, LIN, HOUSE, language, EVENING),
            f"referral.{language}": referral_ticket(REFERRAL, HOUSE, language, EVENING),
        }
    ill = {"link": "offline", "clock": "unsynced", "problems": ["link.broker", "reader.present", "clock.synced"]}
    tickets["boot"] = boot_ticket(HOUSE, EVENING, STATUS, "192.168.1.40")
    tickets["boot.ill"] = boot_ticket(HOUSE, EVENING, STATUS | ill, "")
    tickets["self_test"] = self_test_ticket(HOUSE, EVENING)
    return tickets


def signed(coupon: CouponView) -> CouponView:
    """The coupon with a QR code as long as a real one, for one store."""
    ends = EVENING.replace(month=12, second=0, microsecond=0)
    # The codes of the screens' examples are words; a signed one is made of 80 bits.
    said = SignedCoupon(AMOUNT_OFF.code, 4711, coupon.value_fen, ends, ("s1",))
    return rewritten(coupon, code=said.code, signed=sign(_KEY, 1, said))
