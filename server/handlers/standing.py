"""Where do I stand: among the others this month, and on the ladder of tiers?"""

from __future__ import annotations

from loyalty.expiry import start_of_day
from loyalty.leaderboard import Place, Score, board
from loyalty.tiers import GuideLine, guide
from mqtt_bridge.messages import Leaderboard, LeaderRow, LeadersListed, Refusal, TierList, TierRow, TiersListed
from server.handlers.call import Call
from server.views import said, spend_and_visits, tier_view

FIRST = 10


def leaderboard(question: Leaderboard, call: Call) -> LeadersListed | Refusal:
    """Points earned since the local first of the month. Only the first places and the asker's are looked at."""
    store, programme = call.house.store, call.house.programme
    member = store.members.get(question.member)
    if member is None:
        return Refusal(code="unknown_member")
    since = start_of_day(programme.local(call.now).date().replace(day=1), programme.zone)
    scores = [Score(one.member, _name(call, one.member), one.points) for one in store.history.best(since, FIRST)]
    best = board(scores, FIRST)
    rows = tuple(_row(place, member.id) for place in best.places)
    if member.hidden or any(row.mine for row in rows):
        return LeadersListed(rows=rows)
    own = board([Score(member.id, member.name, store.history.earned(member.id, since))], me=member.id).mine
    if own is None:
        return LeadersListed(rows=rows)
    rank = store.history.ahead(own.points, since) + 1
    return LeadersListed(rows=rows, mine=LeaderRow(rank=rank, name=own.name, points=own.points, mine=True))


def tiers(question: TierList, call: Call) -> TiersListed | Refusal:
    """The whole ladder, and how far the member is in the running window."""
    house = call.house
    if house.store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    spent_fen, visits = spend_and_visits(house, question.member, house.programme.local(call.now).date())
    rows = tuple(_rung(line, call) for line in guide(house.programme.tiers))
    return TiersListed(rows=rows, now_fen=spent_fen, now_visits=visits)


def _name(call: Call, member: str) -> str:
    found = call.house.store.members.get(member)
    return "" if found is None else found.name


def _row(place: Place, me: str) -> LeaderRow:
    return LeaderRow(rank=place.rank, name=place.name, points=place.points, mine=place.member == me)


def _rung(line: GuideLine, call: Call) -> TierRow:
    titles = [one.title for one in line.privileges] or [line.tier.benefits]
    return TierRow(
        tier=tier_view(call.house.programme, line.tier),
        need_fen=line.tier.spend_fen or 0,
        need_visits=line.tier.visits or 0,
        privileges=tuple(said(title) for title in titles if title.zh or title.en),
    )
