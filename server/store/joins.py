"""Codes sent to telephone numbers: both are kept as hashes only."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.store.database import Database
from server.store.keys import look_up_hash
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class Verification:
    """The newest code of a number. `member` is set once the code was used; `existing`: that member was one before."""

    number: str
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    tries: int
    member: str | None
    existing: bool
    language: Literal["zh", "en"]


class Joins:
    """The table verification."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def newest(self, phone: str) -> Verification | None:
        row = self._db.one(
            "SELECT number, code_hash, sent_at, expires_at, tries, member, existing, language FROM verification "
            "WHERE phone_hash = ? ORDER BY sent_at DESC LIMIT 1",
            self._phone_hash(phone),
        )
        if row is None:
            return None
        return Verification(row[0], row[1], from_us(row[2]), from_us(row[3]), row[4], row[5], bool(row[6]), row[7])

    def sent_since(self, phone: str, since: datetime) -> int:
        """How many codes went to this number."""
        return self._count("phone_hash", self._phone_hash(phone), since)

    def sent_by(self, kiosk: str, since: datetime) -> int:
        """How many codes this kiosk asked for."""
        return self._count("kiosk", kiosk, since)

    def add(self, phone: str, code: str, kiosk: str, language: str, now: datetime, expires_at: datetime) -> str:
        """Remember a code that goes out now; the number of this verification."""
        number = str(uuid.uuid4())
        self._db.run(
            "INSERT INTO verification (number, phone_hash, code_hash, kiosk, language, sent_at, expires_at, tries, "
            "existing) VALUES (?,?,?,?,?,?,?,0,0)",
            *(number, self._phone_hash(phone), self._code_hash(number, code), kiosk, language),
            *(to_us(now), to_us(expires_at)),
        )
        return number

    def matches(self, verification: Verification, code: str) -> bool:
        return hmac.compare_digest(self._code_hash(verification.number, code), verification.code_hash)

    def count_try(self, number: str) -> None:
        self._db.run("UPDATE verification SET tries = tries + 1 WHERE number = ?", number)

    def close(self, number: str, member: str, existing: bool) -> None:
        """The code was right: say whose it is, so that asking again gets the same answer."""
        self._db.run("UPDATE verification SET member = ?, existing = ? WHERE number = ?", member, int(existing), number)

    def forget(self, member: str) -> None:
        self._db.run("DELETE FROM verification WHERE member = ?", member)

    def prune(self, before: datetime, at_most: int) -> int:
        """Forget codes sent before then; how many."""
        return self._db.run(
            "DELETE FROM verification WHERE number IN (SELECT number FROM verification WHERE sent_at < ? LIMIT ?)",
            *(to_us(before), at_most),
        )

    def _count(self, column: str, value: str, since: datetime) -> int:
        row = self._db.one(f"SELECT count(*) FROM verification WHERE {column} = ? AND sent_at > ?", value, to_us(since))
        return 0 if row is None else int(row[0])

    def _phone_hash(self, phone: str) -> str:
        return look_up_hash(self._key, "phone", phone)

    def _code_hash(self, number: str, code: str) -> str:
        return look_up_hash(self._key, "code", f"{number}:{code}")
