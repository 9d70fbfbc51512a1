"""When something happened is told by whoever knows: the kiosk, its monotonic time, or the server (R9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from mqtt_bridge.codec import encode
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Birth, MemberCheckedIn

HOUR_MS = 3_600_000


def told(kiosk: Any, member: str, on: str, at: datetime | str, clock: str = "ntp", mono_ms: int = 1) -> Delivery:
    """A check-in, with what the kiosk says of its time."""
    made: Delivery = kiosk.event(
        MemberCheckedIn(member=member, on=on), time_=at if isinstance(at, str) else at.isoformat()
    )
    envelope = msgspec.json.decode(made.payload) | {"clock": clock, "mono_ms": mono_ms}
    return Delivery(made.topic, msgspec.json.encode(envelope))


def born(kiosk: Any, mono_ms: int, live: bool = True) -> Delivery:
    birth = Birth(kiosk="kiosk-1", version="1", boot="b1", next_seq=kiosk.seq + 1, mono_ms=mono_ms)
    return Delivery(kiosk.topics.birth, encode(birth), retained=not live)


def dates(centre: Any, member: str) -> list[datetime]:
    return [entry.occurred_at for entry in centre.store.ledger.entries(member)]


def test_every_acknowledgement_says_the_servers_time(centre: Any, kiosk: Any) -> None:
    ack = kiosk.ack_of(kiosk.say(kiosk.birth()))

    assert datetime.fromisoformat(ack.at) == centre.now


def test_a_check_in_of_three_weeks_offline_counts_on_its_day(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    kiosk.tell(MemberCheckedIn(member=member.id, on="2026-11-22"))
    went = centre.now
    centre.wait(days=21)

    said = kiosk.say(*[told(kiosk, member.id, f"2026-11-{day}", went + timedelta(days=day - 22)) for day in (23, 24)])

    assert kiosk.ack_of(said).rejected == ()
    assert centre.points(member) == 15
    assert dates(centre, member.id) == [went, went + timedelta(days=1), went + timedelta(days=2)]


@pytest.mark.parametrize("on", ["1970-01-01", "2027-11-22", "2026-11-20"])
@pytest.mark.parametrize(
    ("at", "clock"),
    [("1970-01-01T00:00:00+00:00", "ntp"), ("2027-11-22T04:00:00+00:00", "rtc"), ("2026-11-20T04:00:00Z", "unsynced")],
    ids=["1970", "a year ahead", "never set"],
)
def test_the_day_of_a_kiosk_that_does_not_know_the_time_is_the_servers(
    centre: Any, kiosk: Any, on: str, at: str, clock: str
) -> None:
    member = centre.member(points=0)

    ack = kiosk.ack_of(kiosk.say(told(kiosk, member.id, on, at, clock)))

    assert ack.rejected == ()
    assert centre.points(member) == 5
    assert dates(centre, member.id) == [centre.now]
    assert centre.store.visits.last_check_in(member.id)[0].isoformat() == "2026-11-22"


def test_a_kiosk_without_a_clock_is_dated_by_how_long_it_is_up(centre: Any, kiosk: Any) -> None:
    one, two = centre.member(points=0), centre.member(points=0)
    wrong = "1970-01-01T00:00:07+00:00"
    # Up for 50 hours; the members were here after 2 and after 49 of them.
    early = told(kiosk, one.id, "1970-01-01", wrong, "unsynced", 2 * HOUR_MS)
    late = told(kiosk, two.id, "1970-01-01", wrong, "unsynced", 49 * HOUR_MS)

    kiosk.say(born(kiosk, 50 * HOUR_MS), early, late)

    assert dates(centre, one.id) == [centre.now - timedelta(hours=48)]
    assert dates(centre, two.id) == [centre.now - timedelta(hours=1)]
    assert centre.store.visits.last_check_in(one.id)[0].isoformat() == "2026-11-20"


@pytest.mark.parametrize("mono_ms", [0, -5, 2**62])
def test_an_uptime_that_cannot_be_dates_nothing(centre: Any, kiosk: Any, mono_ms: int) -> None:
    member = centre.member(points=0)

    kiosk.say(born(kiosk, mono_ms), told(kiosk, member.id, "1970-01-01", "1970-01-01T00:00:07Z", "unsynced", 5))

    assert dates(centre, member.id) == [centre.now]


def test_a_birth_that_the_broker_kept_dates_nothing(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)

    kiosk.say(born(kiosk, 50 * HOUR_MS, live=False), told(kiosk, member.id, "2026-11-22", "", "unsynced", HOUR_MS))

    assert dates(centre, member.id) == [centre.now]


def test_nothing_happens_before_what_the_kiosk_told_before(centre: Any, kiosk: Any) -> None:
    one, two, three = (centre.member(points=0) for _ in range(3))
    kiosk.tell(MemberCheckedIn(member=one.id, on="2026-11-22"))
    noon = centre.now
    centre.wait(hours=5)

    a_step_back = told(kiosk, two.id, "2026-11-22", noon - timedelta(minutes=3))
    a_day_back = told(kiosk, three.id, "2026-11-21", noon - timedelta(days=1))
    kiosk.say(a_step_back, a_day_back)

    assert dates(centre, two.id) == [noon]
    assert dates(centre, three.id) == [centre.now]


def test_what_is_known_of_a_kiosks_time_outlasts_the_server(open_centre: Any) -> None:
    centre = open_centre()
    member = centre.member(points=0)
    kiosk = centre.kiosk()
    kiosk.say(born(kiosk, 50 * HOUR_MS))
    centre.store.close()

    again = open_centre()
    kiosk.centre = again
    kiosk.say(told(kiosk, member.id, "1970-01-01", "1970-01-01T00:00:07Z", "unsynced", 49 * HOUR_MS))

    assert dates(again, member.id) == [again.now - timedelta(hours=1)]
