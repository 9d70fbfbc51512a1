"""The wire form of every answer, and of every no."""

from __future__ import annotations

from msgspec import UNSET, Raw, UnsetType

from mqtt_bridge.messages.base import Value


class Refusal(Value, frozen=True):
    """An answer that says no. Codes in use: see `docs/contract.md`."""

    code: str
    message: str = ""
    retry_after: int | None = None


class Answer(Value, frozen=True):
    """The wire form of every answer: `{ok: true, data}` or `{ok: false, code, message, retry_after}`."""

    ok: bool
    data: Raw | UnsetType = UNSET
    code: str = ""
    message: str = ""
    retry_after: int | None = None
