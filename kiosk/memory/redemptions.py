"""Redemptions that are open: asked, held or printing. A power cut finds them here."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.memory.file import MemoryFile
from kiosk.memory.tables import RedemptionRow
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import CouponView


@dataclass(frozen=True, slots=True)
class OpenRedemption:
    """`state` is asked, held or printing."""

    redemption: str
    member: str
    state: str


class Redemptions:
    """A row is opened before the server is asked and closed by the event that settles it."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def open(self, redemption: str, member: str, reward: str) -> None:
        with self._file.transaction():
            self._file.sql(
                "insert or ignore into redemption (redemption, member, reward, state) values (?, ?, ?, 'asked')",
                redemption,
                member,
                reward,
            )

    def keep_coupon(self, redemption: str, coupon: CouponView) -> None:
        statement = "update redemption set state = 'held', coupon = ? where redemption = ?"
        with self._file.transaction():
            self._file.sql(statement, encode(coupon), redemption)

    def start_printing(self, redemption: str) -> None:
        """Before a byte goes to the printer: from here on the coupon may be in somebody's hand."""
        with self._file.transaction():
            self._file.sql("update redemption set state = 'printing' where redemption = ?", redemption)

    def unsettled(self) -> list[OpenRedemption]:
        with self._file.models():
            rows = list(RedemptionRow.select().order_by(RedemptionRow.redemption))
        return [OpenRedemption(row.redemption, row.member, row.state) for row in rows]
