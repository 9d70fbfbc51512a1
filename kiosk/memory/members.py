"""The members this kiosk has seen, for the time without a network."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.check_in import check_in
from kiosk.memory.file import MemoryFile
from kiosk.memory.outbox import Outbox
from kiosk.memory.tables import sync_folder
from kiosk.values import Card
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import MemberView

KEY_BYTES = 32


class Members:
    """Masked views by card. A card is kept as a keyed hash: a stolen disk names no card.

    `renew` puts a remembered view under the rules that count now.
    """

    def __init__(self, file: MemoryFile, outbox: Outbox, key: bytes, renew: Callable[[MemberView], MemberView]) -> None:
        self._file, self._outbox, self._key, self._renew = file, outbox, key, renew

    def recall(self, card: Card) -> MemberView | None:
        """What we know of this card, with the points earned here that the server has not counted yet."""
        row = self._file.sql("select view from member where card = ?", self.key_of(card)).fetchone()
        return self.with_unsent(self._renew(msgspec.json.decode(row[0], type=MemberView))) if row else None

    def remember(self, card: Card, member: MemberView) -> None:
        with self._file.cached():
            self._file.sql(
                "insert into member (card, member, view) values (?, ?, ?)"
                " on conflict (card) do update set member = excluded.member, view = excluded.view",
                self.key_of(card),
                member.member,
                encode(member),
            )

    def forget(self, card: Card) -> None:
        with self._file.transaction():
            self._file.sql("delete from member where card = ?", self.key_of(card))

    def with_unsent(self, member: MemberView) -> MemberView:
        """The server's view plus what waits in the outbox: a stale answer never takes back a check-in."""
        for day in self._outbox.check_ins(member.member):
            done = check_in(member, day)
            member = done.member if done else member
        return member

    def key_of(self, card: Card) -> str:
        """What stands for a card in the file."""
        return hmac.digest(self._key, f"{card.kind}:{card.value}".encode(), "sha256").hex()


def device_key(path: Path) -> bytes:
    """The secret that makes card hashes worthless elsewhere; made once, readable by this user only.

    One that is not whole is made anew: what was kept under it cannot be found any more, and comes again at each tap.
    """
    with contextlib.suppress(FileNotFoundError):
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    key = secrets.token_bytes(KEY_BYTES)
    # Whole or not at all: the plug may be pulled here.
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    sync_folder(path.parent)
    return key
