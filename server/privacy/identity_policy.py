"""Whether identity documents are kept at all, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    enabled: bool = False
    retention_days: int = 30
