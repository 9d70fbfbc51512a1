"""Who stands behind a diner reads points, not what was spent."""

from __future__ import annotations

from kiosk.screens import PastPoints
from kiosk.screens._people import CARD, HISTORY, LIN


def test_money_is_hidden_until_the_diner_asks_and_the_worth_of_a_gift_is_not(stand):
    stand.show(PastPoints(CARD, LIN, "all", HISTORY))
    hidden = " ".join(stand.texts())
    assert "612" not in hidden
    assert "÷" not in hidden
    assert "¥***" in hidden
    assert "¥10" in hidden

    assert stand.ui.press("amounts")
    assert stand.touched == [("amounts", "")]
    stand.show(PastPoints(CARD, LIN, "all", HISTORY, amounts=True))
    assert "¥612" in " ".join(stand.texts())
