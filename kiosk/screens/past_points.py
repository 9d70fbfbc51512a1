"""Where the points came from and where they went. `listed` None: the server has not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import CARD, HISTORY, LIN, NEW
from kiosk.values import Card
from mqtt_bridge.messages import HistoryFilter, HistoryListed, MemberView


@dataclass(frozen=True, slots=True)
class PastPoints:
    """`listed.rows` are at most five. `only` is the filter: all, earned or spent.

    `amounts`: what was spent is shown too; until the diner asks, whoever stands behind them reads points only.
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    only: HistoryFilter = "all"
    listed: HistoryListed | None = None
    amounts: bool = False

    @classmethod
    def examples(cls) -> list[PastPoints]:
        return [
            cls(CARD, LIN),
            cls(CARD, LIN, "all", HISTORY),
            cls(CARD, LIN, "all", HISTORY, amounts=True),
            cls(CARD, LIN, "spent", HistoryListed(rows=HISTORY.rows[1:3])),
            cls(CARD, NEW, "all", HistoryListed()),
        ]
