"""What staff put right of a member who tells them so at the counter (A6, A9): what a kiosk lets nobody change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server import birthdays, emails, phones
from server.house import House
from server.store.members import Member

LONGEST_NAME = 80


class CannotChange(Exception):
    """It stays as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """None: not this."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    birthday: str | None = None
    language: Literal["zh", "en"] | None = None


def amend(house: House, member: str, told: Amendment, now: datetime) -> tuple[str, ...]:
    """Change it; the names of what is another than before. The profile counts as confirmed.

    Inside a transaction. Raises CannotChange.
    """
    members = house.store.members
    person = members.get(member)
    if person is None:
        raise CannotChange("there is no such member")
    new = _checked(house, told, now)
    changed = [name for name, value in new.items() if value != getattr(person, name)]
    for name in changed:
        if name == "name":
            members.rename(member, new[name])
        elif name == "birthday":
            members.set_birthday(member, new[name])
            house.store.nights.wake(member)
        elif name == "language":
            members.set_language(member, told.language or person.language)
        else:
            _found_by(house, person, "phone" if name == "phone" else "email", new[name], now)
    members.confirm(member, now)
    return tuple(changed)


def _checked(house: House, told: Amendment, now: datetime) -> dict[str, str]:
    """In one spelling each."""
    today = house.programme.local(now).date()
    new = {
        "name": None if told.name is None else _name(told.name.strip()),
        "phone": None if told.phone is None else phones.normalise(told.phone, house.region) or "",
        "email": None if told.email is None else emails.normalise(told.email) or "",
        "birthday": None if told.birthday is None else birthdays.normalise(told.birthday, today) or "",
        "language": told.language,
    }
    for name, value in new.items():
        if value == "":
            raise CannotChange(f"this is no {name} anyone can have")
    return {name: value for name, value in new.items() if value is not None}


def _name(text: str) -> str:
    """ "" for one nobody could read, or that would turn the screen or the printer round."""
    return text if len(text) <= LONGEST_NAME and text.isprintable() else ""


def _found_by(house: House, person: Member, kind: Literal["phone", "email"], value: str, now: datetime) -> None:
    """The new one finds them, the old one nobody: the next who has that number is somebody else."""
    members = house.store.members
    if not members.link(kind, value, person.id, now):
        raise CannotChange(f"this {kind} is another member's: if the two are one person, merge them")
    if old := getattr(person, kind):
        members.unlink(kind, old, person.id)
    members.set_address(person.id, kind, value)
