"""E-mail addresses: one spelling each, and nothing in them that a header or a shell could take for more."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254
_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]{1,63}\.)+[a-z]{2,24}")


def normalise(text: str) -> str | None:
    """The address in small letters; None: not an address anyone can have. Full-width letters make no difference."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if len(plain) > LONGEST or not _ADDRESS.fullmatch(plain):
        return None
    return plain


def masked(address: str) -> str:
    """What a screen may show: the first letter and the mailbox's house."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""
