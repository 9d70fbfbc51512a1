"""Where every account's chain ended when it was last written, in a file of its own beside the database.

Whoever can write to the database can cut a chain's tail and the head kept there with it. This file only grows, is
written after each commit, and copied away it tells on them: every head in it must still be an entry of its chain. It
may be behind (a crash between commit and line), never ahead; so it needs no fsync and never cries wolf.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)
COMPACT_BYTES = 64 * 1024 * 1024
Head = tuple[int, str]


class Witness:
    """The file at `path`: a line for each head, `account seq hash`. The last line of an account counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def note(self, account: str, seq: int, hash_: str) -> None:
        """The account's chain ends here, once the running transaction is committed."""
        self._noted.append(f"{account} {seq} {hash_}\n")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write what was noted when it ends well, forget it when it does not."""
        self._noted.clear()
        try:
            yield
            self._write("".join(self._noted))
        finally:
            self._noted.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Forget what was noted in a part that was taken back."""
        before = len(self._noted)
        try:
            yield
        except BaseException:
            del self._noted[before:]
            raise

    def heads(self) -> dict[str, Head]:
        """The newest head of every account that the file knows. A line cut by a crash is passed over."""
        found: dict[str, Head] = {}
        if not self._path.exists():
            return found
        with self._path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                parts = line.split()
                if len(parts) != 3 or not line.endswith("\n") or not parts[1].isdigit() or len(parts[2]) != 64:
                    continue
                account, seq, hash_ = parts
                if account not in found or found[account][0] <= int(seq):
                    found[account] = (int(seq), hash_)
        return found

    def forget(self) -> None:
        """Begin anew: after an older backup was put back on purpose."""
        self._path.unlink(missing_ok=True)

    def compact(self, large: int = COMPACT_BYTES) -> None:
        """Keep one line an account, once the file has grown `large` (bytes)."""
        if not self._path.exists() or self._path.stat().st_size < large:
            return
        smaller = self._path.with_suffix(".new")
        with smaller.open("w", encoding="ascii") as file:
            file.writelines(f"{account} {seq} {hash_}\n" for account, (seq, hash_) in self.heads().items())
            file.flush()
            os.fsync(file.fileno())
        smaller.replace(self._path)

    @property
    def _noted(self) -> list[str]:
        noted: list[str] | None = getattr(self._local, "noted", None)
        if noted is None:
            noted = self._local.noted = []
        return noted

    def _write(self, lines: str) -> None:
        if not lines:
            return
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, lines.encode("ascii", "replace"))
            finally:
                os.close(descriptor)
        except OSError as error:
            # What it belongs to is committed: the file stays behind, which is no harm to anybody.
            log.warning("the heads of the ledger could not be written: %s", error)
