"""What names a person is sealed with a key of that person's own: without the key it is noise, here and in every backup.

The keys lie in the table member_key, wrapped with the server's key, which is a file of its own: whoever has only the
database reads nobody's name. Destroying one key erases one person, wherever copies of the sealed text may lie.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.store.database import Database

KEY_BYTES = 32
NONCE_BYTES = 12
# Text that does not begin with it is from before there were seals.
MARK = "sealed:1:"


class Seal:
    """One key at work. `member` is whose text it is (of a notice: its id)."""

    def __init__(self, member: str, key: bytes) -> None:
        self._member, self._cipher = member, AESGCM(key)

    def close(self, field: str, text: str) -> str:
        """The text sealed for this field of this member; empty stays empty."""
        if not text:
            return ""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), self._place(field))
        return MARK + base64.b64encode(nonce + sealed).decode()

    def open(self, field: str, text: str) -> str:
        """Raises ValueError for what was sealed for somebody or something else, or changed since."""
        if not text.startswith(MARK):
            return text
        try:
            raw = base64.b64decode(text[len(MARK) :], validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._place(field)).decode()
        except (InvalidTag, binascii.Error, UnicodeDecodeError) as error:
            raise ValueError(f"the {field} of {self._member} does not open") from error

    def close_bytes(self, field: str, data: bytes) -> bytes:
        """The same for a file."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, self._place(field))

    def open_bytes(self, field: str, sealed: bytes) -> bytes:
        """Raises ValueError for what was sealed for somebody or something else, or changed since."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._place(field))
        except InvalidTag as error:
            raise ValueError(f"the {field} of {self._member} does not open") from error

    def _place(self, field: str) -> bytes:
        return f"{self._member}\0{field}".encode()


class Vault:
    """The table member_key. A wrapped key opens only for the member it was made for."""

    def __init__(self, database: Database, server_key: bytes) -> None:
        self._db = database
        self._wrapper = AESGCM(hmac.new(server_key, b"member keys", hashlib.sha256).digest())

    def make(self, member: str) -> Seal:
        """A fresh key for a member who has none."""
        key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
        wrapped = nonce + self._wrapper.encrypt(nonce, key, member.encode())
        self._db.run("INSERT INTO member_key (member, key) VALUES (?, ?)", member, wrapped)
        return Seal(member, key)

    def of(self, member: str) -> Seal:
        """This member's seal, made when there is none yet."""
        row = self._db.one("SELECT key FROM member_key WHERE member = ?", member)
        return self.make(member) if row is None else self.unwrap(member, row[0])

    def unwrap(self, member: str, wrapped: bytes) -> Seal:
        """Raises ValueError when database and server key do not belong together."""
        try:
            key = self._wrapper.decrypt(bytes(wrapped[:NONCE_BYTES]), bytes(wrapped[NONCE_BYTES:]), member.encode())
        except InvalidTag as error:
            raise ValueError("a member's key does not open: database and server.key are not from one backup") from error
        return Seal(member, key)

    def destroy(self, member: str) -> None:
        """From now on nobody can open what was sealed."""
        self._db.run("DELETE FROM member_key WHERE member = ?", member)
