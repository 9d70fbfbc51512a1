"""What all tables share."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, Model


def moment(null: bool = False) -> Any:
    """A column of microseconds since 1970 in UTC."""
    return BigIntegerField(null=True) if null else BigIntegerField()


class Table(Model):
    """Base of all tables; bound to a database only while the tables are made."""
