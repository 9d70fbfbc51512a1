"""Whatever the network does to events, the final state is the one of a quiet day."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mqtt_bridge.messages import (
    DeviceChanged,
    EventData,
    MemberCheckedIn,
    RedemptionCommitted,
    RedemptionVoided,
    RewardHold,
)

# So many times as many examples in the long run (test_at_length).
MORE = int(os.environ.get("REGULARS_MORE", "1"))

DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
FATES = ("commit", "void", "both", "nobody")


def story(member: str, kiosk: str, fates: list[str]) -> list[EventData]:
    """What one kiosk has to tell: check-ins, a broken printer, and how its redemptions ended."""
    events: list[EventData] = [MemberCheckedIn(member=member, on=day) for day in DAYS]
    events.append(DeviceChanged(device="printer", state="paper_out"))
    events.append(MemberCheckedIn(member="m-nobody", on=DAYS[0]))
    for n, fate in enumerate(fates):
        redemption = f"{kiosk}-{n}"
        if fate in ("commit", "both"):
            events.append(RedemptionCommitted(redemption=redemption, member=member))
        if fate in ("void", "both"):
            events.append(RedemptionVoided(redemption=redemption, member=member, reason="x"))
    return events


def state(centre: Any, member: str) -> dict[str, Any]:
    """Everything that must not depend on the network."""
    db = centre.store.database
    return {
        "sum": sum(entry.points for entry in centre.store.ledger.entries(member)),
        "entries": len(centre.store.ledger.entries(member)),
        "coupons": db.all("SELECT state, count(*) FROM coupon GROUP BY state ORDER BY state"),
        "redemptions": db.all("SELECT redemption, state FROM redemption ORDER BY redemption"),
        "check_ins": db.all("SELECT on_date FROM check_in ORDER BY on_date"),
        "kiosks": db.all("SELECT kiosk, last_seq FROM kiosk ORDER BY kiosk"),
        "dead": db.all("SELECT kiosk, seq, code FROM dead_letter ORDER BY kiosk, seq"),
        "verify": centre.store.verify(),
    }


def play(make: Any, folder: Path, fates: list[str], choices: list[tuple[int, int]]) -> dict[str, Any]:
    """Run two kiosks' stories; `choices` says which event (of which kiosk) arrives in which group, lost, late, twice.

    In the end each kiosk sends what is not acknowledged, in order, as its courier does.
    """
    centre = make(folder)
    try:
        member = centre.member(points=1_000).id
        kiosks = [centre.kiosk(name) for name in ("kiosk-1", "kiosk-2")]
        sent = []
        for kiosk in kiosks:
            for n in range(len(fates)):
                name = f"{kiosk.topics.kiosk}-{n}"
                kiosk.ask(RewardHold(redemption=name, member=member, reward="off-10"))
            sent.append([kiosk.event(data) for data in story(member, kiosk.topics.kiosk, fates)])
        for place, group in choices:
            batch = sent[place % 2][place // 2 % len(sent[0]) :][: group + 1]
            centre.desk.serve(list(reversed(batch)) if group % 3 == 2 else batch, centre.now)
        for kiosk, events in zip(kiosks, sent, strict=True):
            upto = centre.store.events.last_seq(kiosk.topics.kiosk)
            assert kiosk.ack_of(kiosk.say(kiosk.birth(), *events[upto:])).upto == len(events)
        return state(centre, member)
    finally:
        centre.store.close()


@settings(max_examples=15 * MORE, deadline=None)
@given(
    fates=st.lists(st.sampled_from(FATES), max_size=4),
    choices=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)), max_size=20),
)
def test_lost_late_doubled_and_reordered_events_end_in_the_same_state(
    make_centre: Any, fates: list[str], choices: list[tuple[int, int]]
) -> None:
    with TemporaryDirectory() as quiet, TemporaryDirectory() as noisy:
        expected = play(make_centre, Path(quiet), fates, [])
        seen = play(make_centre, Path(noisy), fates, choices)

    assert seen == expected
    assert seen["verify"] == []
