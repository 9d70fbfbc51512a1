"""Who somebody is, and what they show for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from server.store.database import Database
from server.store.keys import look_up_hash
from server.store.moments import from_us, to_us

Kind = Literal["nfc", "qr", "phone", "email", "wechat"]
COLUMNS = "member, name, phone, language, marketing, code, joined_at, birthday, hidden, email, wechat, erased_at"
SEPARATORS = re.compile(r"[\s:.-]+")


@dataclass(frozen=True, slots=True)
class Member:
    """A person. `phone` is E.164 or empty; `language` zh or en; `code` their own `RGM-…`, found as a qr.

    `birthday` is an ISO date, `--MM-DD` without its year, or empty; `hidden`: not on the leaderboard.
    `email` and `wechat` (the openid) are addresses, or empty. Of an erased member only the id means anything.
    """

    id: str
    name: str
    phone: str
    language: Literal["zh", "en"]
    marketing: bool
    code: str
    joined_at: datetime
    birthday: str = ""
    hidden: bool = False
    email: str = ""
    wechat: str = ""
    erased: bool = False


def plain(kind: Kind, value: str) -> str:
    """One spelling of one identifier: a card's UID in lower-case hex without separators."""
    return SEPARATORS.sub("", value).lower() if kind == "nfc" else value.strip()


class Members:
    """The tables member and identifier."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def hash(self, kind: Kind, value: str) -> str:
        return look_up_hash(self._key, kind, plain(kind, value))

    def find(self, kind: Kind, value: str) -> Member | None:
        """Who shows this; None for an unknown or revoked identifier."""
        row = self._db.one(
            f"SELECT {', '.join('m.' + name for name in COLUMNS.split(', '))} FROM identifier i "
            "JOIN member m ON m.member = i.member WHERE i.kind = ? AND i.value_hash = ? AND i.revoked_at IS NULL",
            *(kind, self.hash(kind, value)),
        )
        return None if row is None else _member(row)

    def is_revoked(self, kind: Kind, value: str) -> bool:
        sql = "SELECT 1 FROM identifier WHERE kind = ? AND value_hash = ? AND revoked_at IS NOT NULL"
        return self._db.one(sql, kind, self.hash(kind, value)) is not None

    def get(self, member: str) -> Member | None:
        row = self._db.one(f"SELECT {COLUMNS} FROM member WHERE member = ?", member)
        return None if row is None else _member(row)

    def add(self, member: Member) -> None:
        self._db.run(
            f"INSERT INTO member ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,NULL)",
            *(member.id, member.name, member.phone, member.language, int(member.marketing), member.code),
            *(to_us(member.joined_at), member.birthday, int(member.hidden), member.email, member.wechat),
        )

    def rename(self, member: str, name: str) -> None:
        self._db.run("UPDATE member SET name = ? WHERE member = ?", name, member)

    def set_birthday(self, member: str, birthday: str) -> None:
        self._db.run("UPDATE member SET birthday = ? WHERE member = ?", birthday, member)

    def hide(self, member: str, hidden: bool) -> None:
        """Keep the member off the leaderboard, or let them on it again."""
        self._db.run("UPDATE member SET hidden = ? WHERE member = ?", int(hidden), member)

    def link(self, kind: Kind, value: str, member: str, now: datetime) -> bool:
        """Give the member this identifier. False: it is somebody else's, or it was revoked."""
        text = plain(kind, value)
        self._db.run(
            "INSERT INTO identifier (kind, value_hash, member, last4, verified_at, revoked_at) VALUES (?,?,?,?,?,NULL) "
            "ON CONFLICT (kind, value_hash) DO NOTHING",
            *(kind, look_up_hash(self._key, kind, text), member, text[-4:].upper(), to_us(now)),
        )
        found = self.find(kind, value)
        return found is not None and found.id == member

    def revoke(self, kind: Kind, value: str, now: datetime) -> bool:
        """A lost card finds nobody any more; the account stays. False: unknown or revoked before."""
        changed = self._db.run(
            "UPDATE identifier SET revoked_at = ? WHERE kind = ? AND value_hash = ? AND revoked_at IS NULL",
            *(to_us(now), kind, self.hash(kind, value)),
        )
        return changed == 1

    def card_last4(self, member: str) -> str:
        """The last four characters of the member's newest card; empty without one."""
        row = self._db.one(
            "SELECT last4 FROM identifier WHERE member = ? AND kind = 'nfc' AND revoked_at IS NULL "
            "ORDER BY verified_at DESC LIMIT 1",
            member,
        )
        return "" if row is None else str(row[0])


def _member(row: tuple[Any, ...]) -> Member:
    return Member(
        *(row[0], row[1], row[2], row[3], bool(row[4]), row[5], from_us(row[6]), row[7], bool(row[8])),
        *(row[9], row[10], row[11] is not None),
    )
