"""The server's own key: what turns a phone number or a card into something to look up but not to read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """The key in this file; made at the first start, readable by its owner only. Raises ValueError if damaged."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path} does not hold a key of {KEY_BYTES} bytes; restore it from the backup") from None
        return key
    key = secrets.token_bytes(KEY_BYTES)
    try:
        os.write(descriptor, key)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return key


def look_up_hash(key: bytes, kind: str, value: str) -> str:
    """HMAC-SHA-256 of one identifier in hex: the same value of another kind gives another hash."""
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
