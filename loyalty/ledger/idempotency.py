"""Same event, same answer (I4). The store's unique index on the event id says "seen"; this says "the same"."""

from __future__ import annotations

import hashlib
import json

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def payload_digest(payload: Json) -> str:
    """SHA-256 (hex) of a payload, whatever the order of its keys. Floats are refused: money and points have none."""
    _refuse_floats(payload)
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def same_payload(kept_digest: str, payload: Json) -> bool:
    """True when this is the event that was applied before; False: the id is used twice, answer a conflict."""
    return payload_digest(payload) == kept_digest


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"a payload has no floats: {value!r}")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
