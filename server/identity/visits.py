"""Telephones that are about to confirm: who WeChat says they are, for the two minutes until they press the button."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

LIVES_S = 120.0
MOST = 1000


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with this openid has opened the page of this ticket."""

    ticket: str
    openid: str
    ends_at_s: float


class Visits:
    """Bounded and in memory only: an openid is a person's, and whoever is lost here scans again."""

    def __init__(self) -> None:
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, ticket: str, openid: str, now_s: float) -> str:
        """Remember the visitor; the word that only their page knows."""
        word = secrets.token_urlsafe(24)
        with self._lock:
            self._visits[word] = Visit(ticket, openid, now_s + LIVES_S)
            while len(self._visits) > MOST:
                self._visits.popitem(last=False)
        return word

    def end(self, word: str, now_s: float) -> Visit | None:
        """Whose word it is, once; None: nobody's, or too late."""
        with self._lock:
            visit = self._visits.pop(word, None)
        return visit if visit is not None and now_s < visit.ends_at_s else None
