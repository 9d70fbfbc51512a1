"""Lines of lists: movements of points, ranks, rungs of the ladder, devices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.design.surface import Box
from kiosk.design.tokens import TIER_ACCENTS
from kiosk.words import Words
from mqtt_bridge.messages import (
    CouponView,
    HistoryRow,
    LeaderRow,
    MemberView,
    ProgressView,
    TierRow,
    TiersListed,
)
from mqtt_bridge.messages import Words as TwoWords

MOVES = {
    "earn": ("soup", "jade"),
    "pending": ("hourglass", "gold_ink"),
    "redeem": ("gift", "ember"),
    "redeem_reversal": ("undo-2", "jade"),
    "clawback": ("rotate-ccw", "gold_ink"),
    "expire": ("hourglass", "gold_ink"),
    "compensate": ("heart", "plum"),
    "transfer_out": ("send", "plum"),
    "transfer_in": ("inbox", "plum"),
    "merge": ("users", "plum"),
}
# What was earned for something else than a meal.
EARNED_BY = {
    "join": "sparkles",
    "profile": "cake-slice",
    "birthday": "cake-slice",
    "check_in": "calendar-check",
    "referral": "user-plus",
}
DEVICES = {
    "reader": "nfc",
    "scanner": "scan-line",
    "printer": "printer",
    "link": "network",
    "queue": "send",
    "disk": "hard-drive",
    "temperature": "flame",
    "memory": "memory-stick",
    "version": "tag",
}
# Their money is the worth of a gift, not what was spent.
OPEN = ("redeem", "redeem_reversal")
MONEY = re.compile(r"[¥￥]\s?[\d,.]*\d")
RUNGS = 4
PASSED = ("printed", "touch_ok", "read_card", "read_code", "read_card_code")
# The centre hears of all of them; a chip has room for so many.
MISSED_SAID = 5
GOOD = ("ok", "online")
FAIR = ("low", "unknown")
BAD = ("lost", "offline", "server_down", "paper_out", "cover_open")


def at(items: Sequence[Any] | None, index: int) -> Any:
    """The thing at this place of a list that may be short or not there yet; else None."""
    return items[index] if items is not None and index < len(items) else None


def move_icon(row: HistoryRow | None) -> str:
    if row is None:
        return "coins"
    return EARNED_BY.get(row.reason) or MOVES.get(row.kind, ("coins", "jade"))[0]


def move_tone(row: HistoryRow | None) -> str:
    return MOVES.get(row.kind, ("coins", "jade"))[1] if row is not None else "jade"


def signed(points: int, words: Words) -> str:
    """`+12`, `−10`: with the sign that is as wide as a figure."""
    return ("+" if points >= 0 else "−") + words.number(abs(points))


def said(row: HistoryRow, text: TwoWords, amounts: bool, words: Words) -> str:
    """A text of a movement; the bill's money in it only when the diner asked for amounts."""
    whole = words.pick(text)
    return whole if amounts or row.kind in OPEN else MONEY.sub("¥***", whole)


def noted(row: HistoryRow, amounts: bool, words: Words) -> str:
    """What is remarked of a movement; "" for a reckoning of money that is not shown."""
    whole = words.pick(row.note)
    return whole if said(row, row.note or TwoWords(zh="", en=""), amounts, words) == whole else ""


def when(row: HistoryRow, words: Words) -> str:
    """The day and the minute of a movement."""
    return f"{words.date(row.at)}\u00a0{words.time(row.at)}"


def soonest(coupons: Iterable[CouponView], words: Words) -> str:
    """When the first of these coupons ends, in words; "" when there is none."""
    days = sorted(coupon.expires_on for coupon in coupons if coupon.expires_on is not None)
    if days:
        return words.tr("wallet.soonest", date=words.date(days[0]))
    return words.tr("wallet.forever") if tuple(coupons) else ""


def spelled(code: str) -> str:
    """A code as it can be read aloud: in groups of four."""
    prefix, dash, rest = code.partition("-")
    return prefix + dash + " ".join(rest[start : start + 4] for start in range(0, len(rest), 4))


def tier_ground(tier: str) -> str:
    """The surface of a tier's badge; an unknown tier wears gold."""
    return f"tier_{tier if tier in TIER_ACCENTS else 'gold'}"


def place_ground(row: LeaderRow | None) -> str:
    """The first three wear metal."""
    metal = {1: "tier_gold", 2: "tier_silver", 3: "tier_bronze"}
    return metal.get(row.rank, "paper2") if row is not None else "paper2"


def reached_by(row: TierRow, words: Words) -> str:
    """What reaches a tier, in words."""
    if not row.need_fen and not row.need_visits:
        return words.tr("ladder.start")
    ways = [words.tr("ladder.spend", money=words.money(row.need_fen))] if row.need_fen else []
    if row.need_visits:
        ways.append(words.tr("ladder.either" if ways else "ladder.visits", n=row.need_visits))
    return "\n".join(ways)


def perk(row: TierRow | None, index: int, words: Words) -> str:
    """One privilege of a tier, "" when it has fewer."""
    return words.pick(at(row.privileges, index)) if row is not None else ""


def around_me(rungs: Sequence[TierRow], rank: int) -> Sequence[TierRow]:
    """At most four rungs: the member's own, what lies above, and what fits below."""
    mine = next((index for index, rung in enumerate(rungs) if rung.tier.rank == rank), 0)
    first = max(0, min(mine - 1, len(rungs) - RUNGS))
    return rungs[first : first + RUNGS]


def share(progress: ProgressView | None) -> float:
    """How much of the way to the next tier is done, 0 to 1; 1 at the top."""
    if progress is None:
        return 0.0
    return min(1.0, max(0.0, progress.have / progress.need)) if progress.next is not None and progress.need else 1.0


def so_far(listed: TiersListed | None, words: Words) -> str:
    """What the member did within the window."""
    if listed is None:
        return ""
    return words.tr("ladder.now", money=words.money(listed.now_fen), n=listed.now_visits)


def keeping(member: MemberView, words: Words) -> str:
    """What it takes to keep the tier, and until when; "" when nothing is at stake."""
    way = member.progress
    if way is None or way.keep_until is None or not (way.keep_short_fen or way.keep_short_visits):
        return ""
    return words.tr("ladder.keep", date=words.date(way.keep_until), keep=words.keep(way))


def test_said(result: str, missed: Sequence[int], words: Words) -> str:
    """How the last test went, in words; "" while there is nothing to say."""
    match result:
        case "":
            return ""
        case "printed":
            return words.tr("staff.printed")
        case "touch_ok":
            return words.tr("touch.ok")
        case "touch_missed":
            some = ", ".join(map(str, missed[:MISSED_SAID])) + ("…" if len(missed) > MISSED_SAID else "")
            return words.tr("touch.missed", cells=some)
        case read if read.startswith("read_"):
            return words.tr(f"read_test.{read}")
        case fault:
            return words.tr("staff.failed", fault=health_said("printer", fault, words))


def health_tone(value: str) -> str:
    """jade for well, gold for soon, ember for broken, ink for what is only a figure."""
    return "jade" if value in GOOD else "gold_ink" if value in FAIR else "ember" if value in BAD else "ink"


def health_said(key: str, value: str, words: Words) -> str:
    """The value of one line of the kiosk's state, in words where it has some."""
    if key == "queue" and value.isdecimal():
        return words.tr("staff.items", n=int(value))
    return words.tr(f"staff.is_{value}") if words.has(f"staff.is_{value}") else value


def health_named(key: str, words: Words) -> str:
    return words.tr(f"staff.{key}") if words.has(f"staff.{key}") else key


class FriendRung(Box):
    """One rung of the ladder for friends; None hides it."""

    rung = ObjectProperty(None, allownone=True)


class PastLine(Box):
    """One movement of points; None hides it. `amounts`: with the money that was spent."""

    row = ObjectProperty(None, allownone=True)
    amounts = BooleanProperty(False)


class LeaderLine(Box):
    """One rank; None hides it."""

    row = ObjectProperty(None, allownone=True)


class Rung(Box):
    """One tier of the ladder; `rank` is the member's own, `here` whether this is it. None hides it."""

    row = ObjectProperty(None, allownone=True)
    rank = NumericProperty(-1)
    here = BooleanProperty(False)
    lying = BooleanProperty(False)


class DeviceTile(Box):
    """One line of the kiosk's state as a tile: a pair of key and value, or None."""

    line = ObjectProperty(None, allownone=True)
    key = StringProperty("")
    value = StringProperty("")
    tone = StringProperty("ink")
