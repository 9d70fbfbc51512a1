"""Whom a person at the keyboard means."""

from __future__ import annotations

from typing import get_args

import click

from server import emails, phones
from server.house import House
from server.store.members import Kind


def find(house: House, who: str) -> str | None:
    """The id of `card:UID`, `code:RGM-…`, `phone:NUMBER`, `email:ADDRESS` or `id:ID`; None: there is no such member."""
    kind, _, value = who.partition(":")
    if kind == "id":
        person = house.store.members.get(value)
        return None if person is None else person.id
    kind = {"card": "nfc", "code": "qr"}.get(kind, kind)
    if kind not in get_args(Kind) or not value:
        raise click.UsageError("say who: card:UID, code:RGM-…, phone:NUMBER, email:ADDRESS or id:ID")
    if kind == "phone":
        value = phones.normalise(value, house.region) or value
    if kind == "email":
        value = emails.normalise(value) or value
    found = house.store.members.find(kind, value)  # type: ignore[arg-type]  # one of Kind, as was just asked
    return None if found is None else found.id
