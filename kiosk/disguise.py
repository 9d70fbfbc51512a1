"""What a journal shows instead of what somebody typed, showed or was given.

A journal leaves the kiosk, so it names nobody; and it runs again, so equal things stay equal, a number grows digit by
digit as it did, and our codes stay codes of their kind.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from kiosk.screens.join_email import DOMAINS
from mqtt_bridge.codes import CodeKind, read_code

_TYPED = {"digits", "phone", "email", "to_phone"}
# The same names mean other things elsewhere.
_TYPED_OF = {("Draft", "code"), ("JoinVerify", "code"), ("JoinEmail", "text"), ("JoinFriend", "text")}
_HASHED = {"sun", "uid", "ticket"}
_TYPING = {"digit", "key"}
# A mailbox's house is the house of many; only what a button of ours adds can be told from what was typed.
_HOUSE = re.compile("@(" + "|".join(map(re.escape, DOMAINS)) + r")\Z")


def field(owner: str, name: str, plain: dict[str, Any]) -> Any:
    """What the journal shows of the field `name` of a value of class `owner`; `plain` is all of that value."""
    value = plain[name]
    if not isinstance(value, str) or not value:
        return value
    if name in _TYPED or (owner, name) in _TYPED_OF or (owner == "Touched" and plain.get("what") in _TYPING):
        # `what` itself is the word of a control.
        return value if name == "what" else typed(value)
    if name in _HASHED or (name == "value" and "kind" in plain) or (owner == "CodeScanned"):
        return code(value) or hashed(value)
    return code(value) or value


def typed(text: str) -> str:
    """What was typed, key by key: every digit a 0, every letter an x."""
    house = _HOUSE.search(text)
    if house is not None:
        return typed(text[: house.start()]) + house[0]
    return re.sub("[A-Z]", "X", re.sub("[a-z]", "x", re.sub(r"\d", "0", text)))


def code(text: str) -> str:
    """Another code of the same kind for one of ours; "" for any other text. A friend's code can be typed, too."""
    read = read_code(text)
    if read is None:
        return ""
    prefix, rest = read.text[:4], read.text[4:]
    if read.kind is CodeKind.FRIEND:
        return prefix + typed(rest)
    digest = hashlib.sha256(read.text.encode()).hexdigest().upper()
    return prefix + (digest * 3)[: len(rest)]


def hashed(text: str) -> str:
    return text if text.startswith("#") else "#" + hashlib.sha256(text.encode()).hexdigest()[:12]
