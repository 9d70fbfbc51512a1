"""What can go wrong with a database, whichever one it is."""

from __future__ import annotations


class StoreError(Exception):
    """Base of what the store raises. The message is the database's own."""


class UnavailableError(StoreError):
    """It cannot be read or written now: a full disk, a lock that lasts, no connection. Nothing of it is kept."""


class BrokenRuleError(StoreError):
    """A statement or a row that cannot be: a mistake of ours, which concerns this one message."""
