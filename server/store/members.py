"""Who somebody is, and what they show for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from server.store.database import Database
from server.store.keys import look_up_hash
from server.store.moments import from_us, to_us
from server.store.vault import Vault

Kind = Literal["nfc", "qr", "phone", "email", "wechat"]
COLUMNS = (
    "member",
    "name",
    "phone",
    "language",
    "marketing",
    "code",
    "joined_at",
    "birthday",
    "hidden",
    "email",
    "wechat",
    "profile_confirmed_at",
    "profile_put_off_at",
)
SELECT = f"SELECT {', '.join('m.' + column for column in COLUMNS)}, k.key FROM "
WITH_KEY = "LEFT JOIN member_key k ON k.member = m.member "
SEPARATORS = re.compile(r"[\s:.-]+")


@dataclass(frozen=True, slots=True)
class Member:
    """A person. `phone` is E.164 or empty; `language` zh or en; `code` their own `RGM-…`, found as a qr.

    `birthday` is an ISO date, `--MM-DD` without its year, or empty; `hidden`: not on the leaderboard.
    `email` and `wechat` (the openid) are addresses, or empty. `confirmed_at`: when they last told of themselves or said
    that what we know is right; `put_off_at`: when they would rather not look at it.
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
    confirmed_at: datetime | None = None
    put_off_at: datetime | None = None


def plain(kind: Kind, value: str) -> str:
    """One spelling of one identifier: a card's UID in lower-case hex without separators."""
    return SEPARATORS.sub("", value).lower() if kind == "nfc" else value.strip()


class Members:
    """The tables member and identifier. Names and addresses are sealed; who was erased is found by nothing."""

    def __init__(self, database: Database, key: bytes, vault: Vault) -> None:
        self._db = database
        self._key = key
        self._vault = vault

    def hash(self, kind: Kind, value: str) -> str:
        return look_up_hash(self._key, kind, plain(kind, value))

    def find(self, kind: Kind, value: str) -> Member | None:
        """Who shows this; None for an unknown or revoked identifier."""
        row = self._db.one(
            f"{SELECT} identifier i JOIN member m ON m.member = i.member {WITH_KEY}"
            "WHERE i.kind = ? AND i.value_hash = ? AND i.revoked_at IS NULL",
            *(kind, self.hash(kind, value)),
        )
        return None if row is None else self._member(row)

    def is_revoked(self, kind: Kind, value: str) -> bool:
        sql = "SELECT 1 FROM identifier WHERE kind = ? AND value_hash = ? AND revoked_at IS NOT NULL"
        return self._db.one(sql, kind, self.hash(kind, value)) is not None

    def get(self, member: str) -> Member | None:
        """None for a stranger, and for who was erased."""
        row = self._db.one(f"{SELECT} member m {WITH_KEY}WHERE m.member = ? AND m.erased_at IS NULL", member)
        return None if row is None else self._member(row)

    def phone(self, member: str) -> str | None:
        """The number alone, or empty; None for a stranger, and for who was erased. Nothing else is unsealed."""
        row = self._db.one(
            "SELECT m.phone, k.key FROM member m LEFT JOIN member_key k ON k.member = m.member "
            "WHERE m.member = ? AND m.erased_at IS NULL",
            member,
        )
        if row is None:
            return None
        phone, key = row
        return str(phone if key is None or not phone else self._vault.unwrap(member, key).open("phone", phone))

    def everybody(self) -> Iterator[Member]:
        """Every member, unsealed one by one; for the house's own work by hand."""
        for row in self._db.all(f"{SELECT} member m {WITH_KEY}WHERE m.erased_at IS NULL ORDER BY m.member"):
            yield self._member(row)

    def add(self, member: Member) -> None:
        seal = self._vault.make(member.id)
        self._db.run(
            f"INSERT INTO member ({', '.join(COLUMNS)}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            *(member.id, seal.close("name", member.name), seal.close("phone", member.phone), member.language),
            *(int(member.marketing), member.code, to_us(member.joined_at), member.birthday, int(member.hidden)),
            *(seal.close("email", member.email), seal.close("wechat", member.wechat)),
            *(to_us(member.joined_at), None),
        )

    def rename(self, member: str, name: str) -> None:
        self._set(member, "name", name)

    def set_address(self, member: str, kind: Literal["phone", "email", "wechat"], value: str) -> None:
        """Where notices go; that the member is found by it is `link`'s work."""
        self._set(member, kind, value)

    def erase(self, member: str, now: datetime) -> None:
        """Nothing that names the member is left, nor the key of what copies may hold; the id stays for the ledger."""
        self._vault.destroy(member)
        for table in ("identifier", "payer"):
            self._db.run(f"DELETE FROM {table} WHERE member = ?", member)
        self._db.run(
            "UPDATE member SET name = '', phone = '', email = '', wechat = '', birthday = '', marketing = 0, "
            "hidden = 1, profile_confirmed_at = NULL, profile_put_off_at = NULL, code = ?, erased_at = ? "
            "WHERE member = ?",
            *(f"erased:{member}", to_us(now), member),
        )

    def merge(self, gone: str, kept: str, source: str, now: datetime) -> None:
        """Whatever finds `gone` finds `kept`; nothing that names `gone` is left. Chains of accounts stay one step."""
        self._db.run("UPDATE identifier SET member = ? WHERE member = ?", kept, gone)
        self._db.run(
            "INSERT INTO payer (member, payer) SELECT ?, payer FROM payer WHERE member = ? ON CONFLICT DO NOTHING",
            *(kept, gone),
        )
        self._db.run("UPDATE merged SET kept = ? WHERE kept = ?", kept, gone)
        self._db.run("INSERT INTO merged (gone, kept, at, source) VALUES (?,?,?,?)", *(gone, kept, to_us(now), source))
        self.erase(gone, now)

    def kept(self, member: str) -> str | None:
        """Whose account this one is now; None: it is its own."""
        row = self._db.one("SELECT kept FROM merged WHERE gone = ?", member)
        return None if row is None else str(row[0])

    def set_birthday(self, member: str, birthday: str) -> None:
        self._db.run("UPDATE member SET birthday = ? WHERE member = ?", birthday, member)

    def set_language(self, member: str, language: Literal["zh", "en"]) -> None:
        """What they are greeted in, and written to."""
        self._db.run("UPDATE member SET language = ? WHERE member = ?", language, member)

    def confirm(self, member: str, now: datetime) -> None:
        """All that is known of them is right, as they say."""
        self._db.run("UPDATE member SET profile_confirmed_at = ? WHERE member = ?", to_us(now), member)

    def put_off(self, member: str, now: datetime) -> None:
        """They would rather be asked another time."""
        self._db.run("UPDATE member SET profile_put_off_at = ? WHERE member = ?", to_us(now), member)

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

    def unlink(self, kind: Kind, value: str, member: str) -> None:
        """It finds this member no more, and whoever comes with it next is somebody new."""
        self._db.run(
            "DELETE FROM identifier WHERE kind = ? AND value_hash = ? AND member = ?",
            *(kind, self.hash(kind, value), member),
        )

    def revoke(self, kind: Kind, value: str, now: datetime) -> bool:
        """A lost card finds nobody any more; the account stays. False: unknown or revoked before."""
        changed = self._db.run(
            "UPDATE identifier SET revoked_at = ? WHERE kind = ? AND value_hash = ? AND revoked_at IS NULL",
            *(to_us(now), kind, self.hash(kind, value)),
        )
        return changed == 1

    def revoke_cards(self, member: str, last4: str, now: datetime) -> list[str]:
        """The member's cards that end so (all of them for ""), when the card itself is not there to be read."""
        rows = self._db.all(
            "SELECT value_hash, last4 FROM identifier WHERE member = ? AND kind = 'nfc' AND revoked_at IS NULL", member
        )
        lost = [(value_hash, ending) for value_hash, ending in rows if last4.upper() in ("", ending)]
        for value_hash, _ in lost:
            self._db.run(
                "UPDATE identifier SET revoked_at = ? WHERE kind = 'nfc' AND value_hash = ?", to_us(now), value_hash
            )
        return [ending for _, ending in lost]

    def seal_old(self, at_most: int) -> int:
        """Seal what is in clear from before there were seals; how many members."""
        rows = self._db.all(
            "SELECT m.member, m.name, m.phone FROM member m LEFT JOIN member_key k ON k.member = m.member "
            "WHERE k.member IS NULL AND m.erased_at IS NULL LIMIT ?",
            at_most,
        )
        for member, name, phone in rows:
            seal = self._vault.make(member)
            self._db.run(
                "UPDATE member SET name = ?, phone = ? WHERE member = ?",
                *(seal.close("name", name), seal.close("phone", phone), member),
            )
        return len(rows)

    def card_endings(self, member: str) -> tuple[str, ...]:
        """The last four characters of each of the member's cards, the newest first."""
        rows = self._db.all(
            "SELECT last4 FROM identifier WHERE member = ? AND kind = 'nfc' AND revoked_at IS NULL "
            "ORDER BY verified_at DESC, value_hash",
            member,
        )
        return tuple(str(row[0]) for row in rows)

    def card_last4(self, member: str) -> str:
        """The last four characters of the member's newest card; empty without one."""
        row = self._db.one(
            "SELECT last4 FROM identifier WHERE member = ? AND kind = 'nfc' AND revoked_at IS NULL "
            "ORDER BY verified_at DESC LIMIT 1",
            member,
        )
        return "" if row is None else str(row[0])

    def _set(self, member: str, column: str, text: str) -> None:
        self._db.run(
            f"UPDATE member SET {column} = ? WHERE member = ? AND erased_at IS NULL",
            *(self._vault.of(member).close(column, text), member),
        )

    def _member(self, r: tuple[Any, ...]) -> Member:
        name, phone, email, wechat = r[1], r[2], r[9], r[10]
        key = r[len(COLUMNS)]
        if key is not None:
            seal = self._vault.unwrap(r[0], key)
            name, phone = seal.open("name", name), seal.open("phone", phone)
            email, wechat = seal.open("email", email), seal.open("wechat", wechat)
        confirmed_at, put_off_at = (None if moment is None else from_us(moment) for moment in r[11:13])
        return Member(
            *(r[0], name, phone, r[3], bool(r[4]), r[5], from_us(r[6]), r[7], bool(r[8]), email, wechat),
            *(confirmed_at, put_off_at),
        )
