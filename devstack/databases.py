"""One database for each folder, for tests that open hundreds: PostgreSQL's are wiped and used again."""

from __future__ import annotations

from pathlib import Path

from devstack.postgres import Postgres


class Databases:
    """Says which database a folder's centre has: the same folder, the same one. PostgreSQL's are used again."""

    def __init__(self, postgres: Postgres | None) -> None:
        self._postgres = postgres
        self._of: dict[Path, str] = {}
        self._free: list[str] = []
        self._over: set[Path] = set()

    def url(self, folder: Path) -> str:
        if self._postgres is None:
            return ""
        if folder not in self._of:
            self._take_back()
            self._of[folder] = self._wiped() if self._free else self._postgres.new_database()
        return self._of[folder]

    def over(self, folder: Path) -> None:
        """The test that had centres in this folder is over."""
        self._over |= {one for one in self._of if one.is_relative_to(folder)}

    def _take_back(self) -> None:
        """What nobody has any more and nobody is connected to (a connection takes its time to end)."""
        for folder, url in list(self._of.items()):
            unused = folder in self._over or not folder.exists()
            if unused and self._postgres is not None and self._postgres.idle(url):
                self._free.append(self._of.pop(folder))
                self._over.discard(folder)

    def _wiped(self) -> str:
        assert self._postgres is not None
        url = self._free.pop()
        self._postgres.wipe(url)
        return url
