"""What every screen shares: check-in, silence, and what a power cut left behind."""

from __future__ import annotations

from datetime import timedelta

from drivers.ports import CardTapped, DeviceBack, DeviceLost, Paper, PrinterChanged, PrinterStatus
from kiosk.effects import Remember, Resend
from kiosk.events import Answered, LinkChanged, Started, TimedOut, Touched
from kiosk.screens import Attract, CheckedIn, Greeting
from kiosk.screens._people import LIN, OFFERS
from kiosk.values import Card, Link, PrinterHealth
from mqtt_bridge.messages import (
    DeviceChanged,
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    RedemptionCommitted,
    RedemptionVoided,
)

UID = "04a1b2c3d4e580"
CARD = Card("nfc", UID)
ARRIVE = (CardTapped(UID), Answered(MemberLookup(kind="nfc", value=UID), MemberFound(member=LIN)))


def test_checking_in_is_recorded_and_gives_its_points_at_once(kiosk):
    kiosk.given(*ARRIVE, Touched("check_in"))

    assert kiosk.recorded == [MemberCheckedIn(member="m-lin", on="2026-11-22", proof="uid_only")]
    assert isinstance(kiosk.screen, CheckedIn)
    assert (kiosk.screen.points, kiosk.screen.member.points, kiosk.screen.member.check_in.streak) == (5, 2485, 4)
    assert Remember(CARD, kiosk.screen.member) in kiosk.effects


def test_checking_in_twice_a_day_counts_once(kiosk):
    kiosk.given(*ARRIVE, Touched("check_in"), Touched("back"), Touched("check_in"))

    assert len(kiosk.recorded) == 1
    assert kiosk.screen.already


def test_the_seventh_day_in_a_row_brings_the_bonus(kiosk):
    kiosk.given(*ARRIVE)
    for _ in range(4):
        kiosk.given(Touched("check_in"))
        last = kiosk.screen
        kiosk.now += timedelta(days=1)
        kiosk.given(Touched("back"))

    assert (last.points, last.bonus, last.member.check_in.streak) == (25, True, 7)


def test_a_day_missed_begins_the_streak_anew(kiosk):
    kiosk.now += timedelta(days=3)
    kiosk.given(*ARRIVE, Touched("check_in"))

    assert kiosk.screen.member.check_in.streak == 1


def test_check_in_works_offline(offline_kiosk):
    from kiosk.events import Recalled

    offline_kiosk.given(CardTapped(UID), Recalled(CARD, LIN), Touched("check_in"))

    assert offline_kiosk.recorded == [MemberCheckedIn(member="m-lin", on="2026-11-22", proof="uid_only")]


def test_silence_is_warned_of_before_a_visit_ends(kiosk):
    kiosk.given(*ARRIVE, TimedOut())
    assert (type(kiosk.screen), kiosk.state.warning) == (Greeting, True)

    kiosk.given(TimedOut())
    assert (kiosk.screen, kiosk.state.warning) == (Attract(), False)


def test_more_time_can_be_had_as_often_as_one_likes(kiosk):
    kiosk.given(*ARRIVE)
    for _ in range(25):
        kiosk.given(TimedOut(), Touched("more_time"))

    assert (type(kiosk.screen), kiosk.state.warning) == (Greeting, False)


def test_going_home_forgets_the_diners_choices(kiosk):
    kiosk.given(*ARRIVE, Touched("language", "en"), Touched("text_size"), Touched("done"))

    assert (kiosk.state.around.language, kiosk.state.around.large_text) == ("zh", False)


def test_a_hold_that_never_reached_the_printer_is_given_back_after_a_power_cut(kiosk):
    kiosk.given(Started(asked=(("r-1", "m-lin"),)))

    assert kiosk.recorded == [RedemptionVoided(redemption="r-1", member="m-lin", reason="restart")]


def test_a_coupon_that_may_be_on_paper_after_a_power_cut_is_the_members(kiosk):
    kiosk.given(Started(printing=(("r-1", "m-lin"),)))

    assert kiosk.recorded == [RedemptionCommitted(redemption="r-1", member="m-lin")]


def test_a_mended_memory_is_reported(kiosk):
    kiosk.given(Started(mended="kept aside"))

    assert kiosk.recorded == [DeviceChanged(device="memory", state="mended", why="kept aside")]


def test_the_outbox_starts_over_whenever_somebody_can_hear_us_again(offline_kiosk):
    offline_kiosk.given(LinkChanged(Link.SERVER_DOWN), LinkChanged(Link.ONLINE), LinkChanged(Link.ONLINE))

    assert offline_kiosk.effects == [Resend(), Resend()]


def test_devices_that_go_and_come_are_shown_and_reported_once(kiosk):
    out = PrinterChanged(PrinterStatus(online=False, paper=Paper.OUT))
    kiosk.given(DeviceLost("reader", "unplugged"), DeviceBack("reader"), out, out)

    assert kiosk.state.around.reader
    assert kiosk.state.around.printer is PrinterHealth.PAPER_OUT
    assert [(e.device, e.state) for e in kiosk.recorded] == [
        ("reader", "lost"),
        ("reader", "ok"),
        ("printer", "paper_out"),
    ]


def test_a_kiosk_that_starts_without_a_network_shows_the_offers_it_kept(offline_kiosk):
    offline_kiosk.given(Started(offers=OFFERS))
    assert offline_kiosk.state.around.offers == OFFERS
