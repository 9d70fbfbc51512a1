"""What `join.verify` goes on with, however somebody has shown who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody has shown that this number, address or openid is theirs.

    `member` is whom this very proof was used for before (None: it was not), `existing` whether they were one
    already. `used` notes whom it is used for now.
    """

    kind: Literal["phone", "email", "wechat"]
    value: str
    language: Literal["zh", "en"]
    member: str | None
    existing: bool
    used: Callable[[str, bool], None]
