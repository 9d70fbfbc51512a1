"""The people of the demo: who they are, the cards they hold, the codes on their phones."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from devstack.bench.refused import Refused


class People:
    """Reads what the server says of its demo people; `cards` maps every word a card goes by to its UID."""

    def __init__(self, path: Path) -> None:
        self.all: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        self._cards: dict[str, str] = {}
        for person in self.all:
            for card in person["cards"]:
                for word in (card["card"], card["uid"], person["person"]):
                    self._cards.setdefault(word.lower(), card["uid"])

    def uid_or(self, word: str) -> str:
        """The UID of a card by its word or its holder; what is none of these is taken for a UID."""
        return self._cards.get(word.lower(), word)

    def uid(self, word: str) -> str:
        """The UID of a card by its word, its UID or its holder. Raises Refused with the nearest word."""
        uid = self._cards.get(word.lower())
        if uid is None:
            near = difflib.get_close_matches(word.lower(), list(self._cards), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(self._cards))}"
            raise Refused(422, f"nobody here has a card {word[:40]!r}; {hint}")
        return uid
