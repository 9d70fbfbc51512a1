"""The server's own key: what turns a phone number or a card into something to look up but not to read."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from server.files import make_once

KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """The key in this file; made at the first start, readable by its owner only. Raises ValueError if damaged."""
    if not path.exists():
        make_once(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} does not hold a key of {KEY_BYTES} bytes; restore it from the backup")
    return key


def look_up_hash(key: bytes, kind: str, value: str) -> str:
    """HMAC-SHA-256 of one identifier in hex: the same value of another kind gives another hash."""
    return hmac.digest(key, f"{kind}:{value}".encode(), "sha256").hex()
