"""The figures a screen needs, summed by the database: the same as loyalty reckons from the lots, at any moment."""

from __future__ import annotations

import itertools
import os
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.ledger import Origin, Posting, available, clawback, earn, hold, redeem
from server.views import AT_RISK

# So many times as many examples in the long run (test_at_length).
MORE = int(os.environ.get("REGULARS_MORE", "1"))

DAY = timedelta(days=1)
DAYS = st.integers(0, 40)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("earn"), st.integers(1, 500), DAYS, DAYS | st.none()),
        st.tuples(st.just("redeem"), st.integers(1, 300), DAYS, st.none()),
        st.tuples(st.just("hold"), st.integers(1, 300), DAYS, st.integers(0, 9)),
        st.tuples(st.just("clawback"), st.integers(1, 300), DAYS, st.none()),
    ),
    max_size=14,
)
numbers = itertools.count()


def play(centre: Any, account_id: str, steps: list[tuple[str, int, int, int | None]]) -> None:
    """Each step a day after the last; what loyalty refuses is left out."""
    now: datetime = centre.now
    for number, (what, points, first, second) in enumerate(steps):
        now += DAY
        origin = Origin(f"{account_id}-{number}", "test", now, now)
        account = centre.store.ledger.load(account_id)
        if what == "earn":
            opens = now + first * DAY
            lapses = None if second is None else opens + (second + 1) * DAY
            posting: Any = earn(account, points, origin, activates_at=opens, expires_at=lapses)
        elif what == "redeem":
            posting = redeem(account, points, origin)
        elif what == "hold":
            posting = hold(account, f"hold-{number}", points, now, expires_at=now + (second or 0) * DAY + DAY)
        else:
            if not account.lots:
                continue
            lot = account.lots[first % len(account.lots)]
            posting = clawback(account, lot.seq, points, origin)
        if isinstance(posting, Posting):
            centre.store.ledger.save(account, posting)


@settings(max_examples=60 * MORE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, later=st.integers(-20, 80))
def test_the_sums_of_the_database_are_those_of_the_lots(centre: Any, steps: Any, later: int) -> None:
    account_id = f"a{next(numbers)}"
    with centre.store.transaction():
        play(centre, account_id, steps)
        for now in (centre.now + later * DAY, centre.now + later * DAY + timedelta(microseconds=1)):
            standing = centre.store.ledger.standing(account_id, now, now + AT_RISK)
            account = centre.store.ledger.load(account_id)

            assert (standing.available, standing.debt) == (available(account, now), account.debt)
            lapsing = [lot for lot in account.lots if lot.open(now) and lot.expires_at is not None]
            soon = [lot for lot in lapsing if lot.expires_at is not None and lot.expires_at <= now + AT_RISK]
            assert dict(standing.lapsing) == {
                moment: sum(lot.remaining for lot in soon if lot.expires_at == moment)
                for moment in {lot.expires_at for lot in soon}
            }


def test_an_account_never_seen_has_nothing(centre: Any) -> None:
    standing = centre.store.ledger.standing("nobody", centre.now, centre.now + AT_RISK)

    assert (standing.available, standing.debt, standing.lapsing) == (0, 0, ())
