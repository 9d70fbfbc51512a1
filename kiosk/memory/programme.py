"""What this kiosk last heard of the programme, for the time without a network: the document `programme`."""

from __future__ import annotations

import msgspec

from kiosk.memory.document import KeptDocument
from kiosk.memory.file import MemoryFile
from mqtt_bridge.messages import DesiredProgramme, HolidayView, MemberView


class KeptProgramme(KeptDocument[DesiredProgramme]):
    """`rev` is its number, 0: none was heard yet. Without one, members bring the rules of when they were last here."""

    def __init__(self, file: MemoryFile) -> None:
        super().__init__(file, "programme", DesiredProgramme)

    @property
    def rev(self) -> int:
        return 0 if self.document is None else self.document.rev

    @property
    def holidays(self) -> tuple[HolidayView, ...]:
        return () if self.document is None else self.document.body.holidays

    def applied(self, member: MemberView) -> MemberView:
        """The member as they are remembered, under the rules that count now."""
        if self.document is None:
            return member
        rule = self.document.body.check_in
        view = msgspec.structs.replace(
            member.check_in, points=rule.points, bonus_every=rule.bonus_every, bonus_points=rule.bonus_points
        )
        return msgspec.structs.replace(member, check_in=view)
