"""Events: once each, in order, whatever the network does."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import CouponPrinted, DeviceChanged, MemberCheckedIn, Rejected

PAPER = DeviceChanged(device="printer", state="paper_out")


def test_an_event_is_acknowledged_after_it_is_applied(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)

    ack = kiosk.tell(MemberCheckedIn(member=member.id, on="2026-11-22"))

    assert (ack.upto, ack.rejected) == (1, ())
    assert centre.points(member) == 5


def test_the_same_event_many_times_is_once_with_the_same_answer(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    event = kiosk.event(MemberCheckedIn(member=member.id, on="2026-11-22"))

    acks = [kiosk.ack_of(kiosk.say(event)) for _ in range(3)] + [kiosk.ack_of(kiosk.say(event, event, event))]

    assert {ack.upto for ack in acks} == {1}
    assert centre.points(member) == 5
    assert len(centre.store.ledger.entries(member.id)) == 1


def test_a_gap_is_waited_for_and_then_everything_counts(centre: Any, kiosk: Any) -> None:
    first, second, third = (kiosk.event(PAPER) for _ in range(3))

    assert kiosk.ack_of(kiosk.say(third, second)).upto == 0
    assert kiosk.ack_of(kiosk.say(first)).upto == 1
    assert kiosk.ack_of(kiosk.say(second, third)).upto == 3


def test_a_refused_event_is_a_dead_letter_and_the_next_one_still_counts(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)

    ack = kiosk.tell(
        MemberCheckedIn(member="m-nobody", on="2026-11-22"), MemberCheckedIn(member=member.id, on="2026-11-22")
    )

    assert ack.upto == 2
    assert [(r.id, r.seq, r.code) for r in ack.rejected] == [("kiosk-1-1", 1, "unknown_member")]
    assert [r.code for r in centre.store.events.dead_letters("kiosk-1")] == ["unknown_member"]
    assert centre.points(member) == 5


def test_a_refusal_is_said_again_with_later_acknowledgements(kiosk: Any) -> None:
    kiosk.tell(MemberCheckedIn(member="m-nobody", on="2026-11-22"))

    ack = kiosk.tell(PAPER)

    assert ack.upto == 2
    assert [r.seq for r in ack.rejected] == [1]


@pytest.mark.parametrize(
    "data", [b"{}", b'{"member":5,"on":"2026-11-22"}', b"[]", b'{"member":"x","on":"not a day"}'], ids=str
)
def test_bad_data_is_refused_and_uses_up_its_number(kiosk: Any, data: bytes) -> None:
    event = kiosk.event(MemberCheckedIn(member="x", on="y"))
    broken = event.payload.replace(b'{"member":"x","on":"y"}', data)
    assert broken != event.payload

    ack = kiosk.ack_of(kiosk.say(Delivery(event.topic, broken)))

    assert ack.upto == 1
    assert [r.code for r in ack.rejected] == ["bad_data"]


def test_another_event_under_a_used_number_is_a_conflict_and_changes_nothing(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    kiosk.tell(PAPER)
    forged = kiosk.event(MemberCheckedIn(member=member.id, on="2026-11-22"), seq=1, id_="other")

    ack = kiosk.ack_of(kiosk.say(forged))

    assert ack.upto == 1
    assert ack.rejected == (Rejected(id="other", seq=1, code="conflict"),)
    assert centre.points(member) == 0


def test_an_id_used_by_another_kiosk_is_a_conflict_and_the_sequence_goes_on(centre: Any, kiosk: Any) -> None:
    kiosk.say(kiosk.event(PAPER, id_="same"))
    other = centre.kiosk("kiosk-2")

    ack = other.ack_of(other.say(other.event(PAPER, id_="same"), other.event(PAPER)))

    assert ack.upto == 2
    assert [(r.id, r.code) for r in ack.rejected] == [("same", "conflict")]


@pytest.mark.parametrize("with_a_refused_one", [False, True])
def test_of_what_a_device_was_in_one_batch_the_last_is_kept(centre: Any, kiosk: Any, with_a_refused_one: bool) -> None:
    refused = [MemberCheckedIn(member="m-nobody", on="2026-11-22")] * with_a_refused_one

    kiosk.tell(PAPER, *refused, DeviceChanged(device="nfc", state="lost", why="usb"), DeviceChanged("printer", "ok"))

    states = centre.store.database.all("SELECT kiosk, device, state, why FROM device ORDER BY device")
    assert states == [("kiosk-1", "nfc", "lost", "usb"), ("kiosk-1", "printer", "ok", "")]


def test_an_id_used_twice_in_one_batch_is_a_conflict_and_the_first_one_counts(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    first = kiosk.event(MemberCheckedIn(member=member.id, on="2026-11-22"), id_="same")
    second = kiosk.event(MemberCheckedIn(member=member.id, on="2026-11-21"), id_="same")

    ack = kiosk.ack_of(kiosk.say(first, second))

    assert (ack.upto, [r.code for r in ack.rejected]) == (2, ["conflict"])
    assert centre.points(member) == 5


def test_a_birth_is_answered_with_where_the_kiosk_stands(kiosk: Any) -> None:
    kiosk.tell(PAPER, PAPER)

    assert kiosk.ack_of(kiosk.say(kiosk.birth(next_seq=3))).upto == 2
    assert kiosk.ack_of(kiosk.say(kiosk.birth(next_seq=3, retained=False))).upto == 2


def test_a_kiosk_that_counts_lower_than_we_do_is_reported(kiosk: Any, caplog: pytest.LogCaptureFixture) -> None:
    kiosk.tell(PAPER, PAPER)

    with caplog.at_level(logging.WARNING):
        kiosk.say(kiosk.birth(next_seq=2))

    assert "restored disk" in caplog.text


def test_what_a_broken_disk_lost_is_said_and_waited_for_no_more(kiosk: Any, caplog: pytest.LogCaptureFixture) -> None:
    kiosk.tell(PAPER, PAPER)

    with caplog.at_level(logging.ERROR):
        ack = kiosk.ack_of(kiosk.say(kiosk.birth(next_seq=1003, oldest_seq=1001)))

    assert ack.upto == 1000
    assert "events 3 to 1000 were lost" in caplog.text
    kiosk.say(kiosk.birth(next_seq=3, oldest_seq=1))
    assert kiosk.ack_of(kiosk.say(kiosk.birth())).upto == 1000


def test_check_in_counts_once_a_day_and_streaks_give_more(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)

    for day in range(16, 23):
        kiosk.tell(MemberCheckedIn(member=member.id, on=f"2026-11-{day}"))
        kiosk.tell(MemberCheckedIn(member=member.id, on=f"2026-11-{day}"))

    assert centre.points(member) == 7 * 5 + 20


def test_a_day_spent_offline_still_counts_when_it_arrives_late(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    other = centre.kiosk("kiosk-2")

    kiosk.tell(MemberCheckedIn(member=member.id, on="2026-11-22"))
    other.tell(MemberCheckedIn(member=member.id, on="2026-11-20"), MemberCheckedIn(member=member.id, on="2026-11-20"))

    assert centre.points(member) == 10


@pytest.mark.parametrize("on", ["2026-10-01", "2027-01-01", "9999-12-31", "0001-01-01"])
def test_a_check_in_on_an_impossible_day_is_refused(centre: Any, kiosk: Any, on: str) -> None:
    member = centre.member(points=0)

    ack = kiosk.tell(MemberCheckedIn(member=member.id, on=on))

    assert [r.code for r in ack.rejected] == ["bad_date"]
    assert centre.points(member) == 0


def test_printing_a_coupon_again_is_still_one_coupon(centre: Any, kiosk: Any) -> None:
    joined = centre.joined("13812346688")
    coupon = joined.member.coupons[0].code

    ack = kiosk.tell(*[CouponPrinted(member=joined.member.member, coupon=coupon)] * 3)

    assert ack.rejected == ()
    assert centre.store.coupons.get(coupon).printed == 3


def test_somebody_elses_coupon_cannot_be_printed(centre: Any, kiosk: Any) -> None:
    coupon = centre.joined("13812346688").member.coupons[0].code

    ack = kiosk.tell(CouponPrinted(member=centre.member().id, coupon=coupon))

    assert [r.code for r in ack.rejected] == ["unknown_coupon"]


def test_everything_is_still_there_after_a_restart(open_centre: Any) -> None:
    before = open_centre("same")
    member = before.member(points=0)
    event = before.kiosk().event(MemberCheckedIn(member=member.id, on="2026-11-22"))
    before.kiosk().say(event)
    before.store.close()

    after = open_centre("same")
    ack = after.kiosk().ack_of(after.kiosk().say(event))

    assert ack.upto == 1
    assert after.points(member) == 5
