"""What this kiosk last heard of the programme, for the time without a network: the document `programme`."""

from __future__ import annotations

import contextlib

import msgspec

from kiosk.memory.file import MemoryFile
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import DesiredProgramme, MemberView

KEY = "programme"


class KeptProgramme:
    """`rev` is its number, 0: none was heard yet. Without one, members bring the rules of when they were last here."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self._document: DesiredProgramme | None = None
        row = file.sql("select value from meta where key = ?", KEY).fetchone()
        if row:
            # Kept by a newer version and not to be read by this one: it comes again with the next connection.
            with contextlib.suppress(msgspec.MsgspecError):
                self._document = msgspec.json.decode(row[0], type=DesiredProgramme)

    @property
    def rev(self) -> int:
        return 0 if self._document is None else self._document.rev

    def keep(self, document: DesiredProgramme) -> None:
        """From now on this counts, and after a power cut too. Raises MemoryFailed."""
        if document == self._document:
            return
        with self._file.transaction():
            self._file.sql(
                "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
                KEY,
                encode(document).decode(),
            )
        self._document = document

    def applied(self, member: MemberView) -> MemberView:
        """The member as they are remembered, under the rules that count now."""
        if self._document is None:
            return member
        rule = self._document.body.check_in
        view = msgspec.structs.replace(
            member.check_in, points=rule.points, bonus_every=rule.bonus_every, bonus_points=rule.bonus_points
        )
        return msgspec.structs.replace(member, check_in=view)
