"""What the house puts right by hand: points that lapsed, balances that are wrong, people who are there twice."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from loyalty import clearing, explain, ledger
from loyalty.clearing import Compensation
from loyalty.coupons import Coupon
from loyalty.ledger import EntryKind, Origin, Posting, available
from loyalty.words import Words
from mqtt_bridge.codes import CodeKind
from server import birthdays, emails, phones
from server.amending import LONGEST_NAME
from server.house import House

COMPENSATED = Words("过期补偿", "Given again after it lapsed")


@dataclass(frozen=True, slots=True)
class Compensated:
    """`entries` are the clearings that something was given for."""

    entries: tuple[int, ...]
    points: int
    coupons: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """These members may be one person; `because` says what they have in common."""

    members: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is kept of this member under `field` cannot be right; `because` says why, and not what it is."""

    member: str
    field: str
    because: str


def compensate(house: House, member: str, source: str, now: datetime) -> Compensated:
    """For every clearing of late that nothing was given for yet, points again or a gift (B9). Twice is once."""
    policy = house.programme.compensation
    done: list[Compensation] = []
    if policy is not None:
        entries = house.store.ledger.entries(member)
        given = {entry.cause for entry in entries if entry.kind is EntryKind.COMPENSATE}
        said = house.store.nights.said(member)
        for entry in entries:
            has_been = entry.seq in given or f"compensated:{entry.seq}" in said
            due = clearing.compensation(policy, entry, has_been, now, house.programme.zone)
            if isinstance(due, Compensation):
                _give(house, member, due, source, now)
                done.append(due)
    return Compensated(
        tuple(one.entry for one in done), sum(one.points for one in done), sum(bool(one.coupon) for one in done)
    )


def adjust(house: House, member: str, points: int, reason: str, operator: str, now: datetime) -> int:
    """Correct a balance; what it is then. Raises ValueError for no reason, for 0, and for more than there is."""
    books = house.store.ledger
    before = books.load(member)
    origin = Origin(f"adjust:{uuid.uuid4().hex}", f"operator/{operator}"[:64], now, now)
    expires_at = house.programme.expires_at(now, house.tier_of(member))
    posting = ledger.adjust(before, points, reason, origin, expires_at=expires_at)
    if not isinstance(posting, Posting):
        raise ValueError(explain.refusal(posting).en)
    books.save(before, posting)
    return available(posting.account, now)


def duplicates(house: House) -> list[Duplicate]:
    """Members with one name and birthday, or one way to pay (A9). Nobody is changed."""
    alike: dict[str, set[str]] = defaultdict(set)
    for person in house.store.members.everybody():
        if person.name.strip() and person.birthday:
            alike[f"name and birthday\0{person.name.strip().casefold()}\0{person.birthday}"].add(person.id)
    for mark, members in house.store.payers.shared():
        alike[f"the same {mark.partition(':')[0]}\0{mark}"] |= members
    return [
        Duplicate(tuple(sorted(members)), key.partition("\0")[0])
        for key, members in sorted(alike.items())
        if len(members) > 1
    ]


def wrong(house: House, now: datetime) -> list[Wrong]:
    """Records that cannot be right: from elsewhere, or from before they were checked (A9). Nobody is changed."""
    today = house.programme.local(now).date()
    found = []
    for person in house.store.members.everybody():
        checks = (
            (
                "phone",
                person.phone and phones.normalise(person.phone, house.region) != person.phone,
                "no number in E.164",
            ),
            ("email", person.email and emails.normalise(person.email) != person.email, "no address in one spelling"),
            ("birthday", birthdays.normalise(person.birthday, today) != person.birthday, "no day anyone is born on"),
            ("name", not all(letter.isprintable() for letter in person.name), "letters nobody can read"),
            ("name", len(person.name) > LONGEST_NAME, f"more than {LONGEST_NAME} letters"),
            ("contact", not (person.phone or person.email or person.wechat), "no way to reach them"),
            ("joined_at", person.joined_at > now, "joined in the future"),
        )
        found += [Wrong(person.id, field, because) for field, is_wrong, because in checks if is_wrong]
    return found


def _give(house: House, member: str, due: Compensation, source: str, now: datetime) -> None:
    event = f"compensate:{member}:{due.entry}"
    house.store.nights.say(member, [f"compensated:{due.entry}"], now)
    if due.coupon:
        coupon = Coupon(house.new_code(CodeKind.COUPON), due.coupon, due.expires_at)
        house.store.coupons.add(coupon, member, now, source, event)
        return
    account = house.store.ledger.load(member)
    trace = explain.dumps(explain.given(due.points, COMPENSATED))
    origin = Origin(event, source, now, now, trace)
    house.store.ledger.save(
        account, ledger.compensate(account, due.points, due.entry, origin, expires_at=due.expires_at)
    )
