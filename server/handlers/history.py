"""What happened to my points?"""

from __future__ import annotations

from loyalty import explain
from mqtt_bridge.messages import History, HistoryListed, HistoryRow, Refusal, Words
from server.handlers.call import Call
from server.store.history import Movement
from server.wording import movement_title

A_PAGE = 5


def history(question: History, call: Call) -> HistoryListed | Refusal:
    """A page beyond the last is the last."""
    store = call.house.store
    if store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    rows = store.history.count(question.member, question.only)
    pages = max(1, -(-rows // A_PAGE))
    page = min(max(0, question.page), pages - 1)
    movements = store.history.page(question.member, question.only, page * A_PAGE, A_PAGE)
    return HistoryListed(rows=tuple(_row(one, call) for one in movements), page=page, pages=pages)


def _row(movement: Movement, call: Call) -> HistoryRow:
    programme = call.house.programme
    reward = None if movement.reward is None else programme.reward(movement.reward)
    # What gave nothing was said at the time; a list of years has room for what did.
    reasons = [reason for reason in explain.loads(movement.trace) if reason.points]
    note = Words(zh=explain.line(reasons, "zh"), en=explain.line(reasons, "en")) if reasons else None
    return HistoryRow(
        at=programme.local(movement.at).isoformat(timespec="seconds"),
        kind=movement.kind.value,
        points=movement.points,
        title=movement_title(movement, None if reward is None else reward.title),
        note=note,
        reason=movement.reason,
    )
