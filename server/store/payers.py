"""By what a member can be told apart at a till: digests under the server's key, good for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from loyalty.referrals import Marks
from server.store.database import Database


class Payers:
    """The table payer. A mark is its kind and a digest: `payment:3f…`, `device:9a…`, `phone:01…`."""

    def __init__(self, database: Database, digest: Callable[[bytes], str]) -> None:
        self._db = database
        self._digest = digest

    def marks(self, seen: Mapping[str, str]) -> Marks:
        """The marks of what was seen: `payment`, `device` and `phone`, those that are known."""
        found = {kind: frozenset({self._mark(kind, value)} if value else ()) for kind, value in seen.items()}
        none: frozenset[str] = frozenset()
        return Marks(found.get("device", none), found.get("phone", none), found.get("payment", none))

    def of_member(self, member: str) -> Marks:
        rows = [str(row[0]) for row in self._db.all("SELECT payer FROM payer WHERE member = ?", member)]

        def those(kind: str) -> frozenset[str]:
            return frozenset(mark for mark in rows if mark.startswith(kind + ":"))

        return Marks(those("device"), those("phone"), those("payment"))

    def shared(self) -> list[tuple[str, set[str]]]:
        """Every mark that more than one member has, and who."""
        found: dict[str, set[str]] = {}
        rows = self._db.all(
            "SELECT payer, member FROM payer WHERE payer IN "
            "(SELECT payer FROM payer GROUP BY payer HAVING count(*) > 1) ORDER BY payer, member"
        )
        for mark, member in rows:
            found.setdefault(str(mark), set()).add(str(member))
        return list(found.items())

    def note(self, member: str, marks: Marks) -> None:
        """They were seen with these; again changes nothing."""
        self._db.run_many(
            "INSERT INTO payer (member, payer) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(member, mark) for mark in sorted(marks.devices | marks.phones | marks.payments)],
        )

    def _mark(self, kind: str, value: str) -> str:
        return f"{kind}:{self._digest(f'{kind}:{value}'.encode())}"
