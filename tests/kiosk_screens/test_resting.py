"""When nobody is here: dim, dark at night, never quite the same place; and the first touch only wakes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devstack.book import FINE
from kiosk.hours import is_clock, within
from kiosk.screens import Attract, Finished, Greeting, JoinPhone, OutOfService, PrinterTrouble, Reading, Trouble
from kiosk.screens._people import EVENING
from kiosk.state import Comfort, Levels, State
from kiosk.ui.sounds import Sounds, tone_of
from kiosk.ui.tones import NOTES, tone
from kiosk.values import Link


@pytest.fixture
def dimmed(stand):
    stand.show(Attract(), timeout_s=None)
    stand.pass_time(700.0, 10.0)
    assert stand.ui._manners.resting.dark == pytest.approx(0.7)
    return stand


def test_after_ten_minutes_alone_the_screen_is_dimmed_to_30_percent(stand):
    stand.show(Greeting.examples()[0])
    stand.show(Attract(), timeout_s=None)
    bright, _, _ = stand.ui.grab()
    stand.pass_time(590.0, 10.0)
    assert stand.ui._manners.resting.dark == 0
    stand.pass_time(80.0, 10.0)
    dim, _, _ = stand.ui.grab()
    assert 0.2 < sum(dim) / sum(bright) < 0.4


def test_the_first_touch_on_a_dimmed_screen_only_wakes_it(dimmed):
    join = next(control for control in dimmed.ui.controls() if control.what == "join")
    left, top, width, height = join.box_px
    dimmed.ui.touch(left + width // 2, top + height // 2)
    dimmed.settle()
    assert dimmed.touched == []
    assert dimmed.ui._manners.resting.dark == 0

    dimmed.ui.touch(left + width // 2, top + height // 2)
    assert dimmed.touched == [("join", "")]


def test_the_first_key_only_wakes_too(dimmed):
    dimmed.ui.key("tab")
    assert dimmed.ui._manners.focus.here is None
    assert dimmed.ui._manners.resting.dark == 0


def test_a_tap_of_a_card_wakes_the_screen_and_greets(dimmed):
    dimmed.show(Greeting.examples()[0])
    assert dimmed.ui._manners.resting.dark == 0
    assert "林晓雨" in dimmed.texts()


def test_a_change_of_the_network_wakes_nobody(dimmed):
    dimmed.show(Attract(), replace(FINE, link=Link.OFFLINE), timeout_s=None)
    assert dimmed.ui._manners.resting.dark > 0
    dimmed.show(Attract("not_our_code"), timeout_s=6.0)
    assert dimmed.ui._manners.resting.dark == 0


def test_whoever_walks_up_wakes_the_screen_and_their_first_touch_counts(dimmed):
    dimmed.ui.wake()
    assert dimmed.ui._manners.resting.dark == 0
    dimmed.settle()

    assert dimmed.ui.press("join")
    assert dimmed.touched == [("join", "")]


@pytest.fixture
def panel(stand):
    """A panel whose own light can be dimmed: what it was told, the newest last."""
    percents: list[int] = []
    stand.ui.dim_with(percents.append)
    yield percents
    stand.ui._manners.resting._backlight = None
    stand.stage.look.can_dim = False
    stand.ui._manners.resting.stir()


def test_a_panels_light_is_as_bright_as_staff_have_it_and_only_there_it_can_be_set(stand, panel):
    assert stand.stage.look.can_dim
    stand.show(Greeting.examples()[0], replace(FINE, levels=Levels(brightness=40)))
    assert panel[-1] == 40
    stand.show(Attract(), replace(FINE, levels=Levels(brightness=40)), timeout_s=None)
    stand.pass_time(700.0, 10.0)
    assert panel[-1] == 30
    stand.show(Attract(), timeout_s=None)
    stand.ui.wake()
    assert panel[-1] == 100


class Horn:
    """A tone that can be played."""

    length = 0.1
    volume = 1.0


def test_the_volume_is_the_houses_and_what_the_diner_adds_and_no_longer_than_they_are_here(stand):
    manners, horn = stand.ui._manners, Horn()
    kept, manners._audible = manners._audible, True
    manners.sounds._sounds["tap"] = horn
    try:
        for louder, volume in ((0, 0.6), (1, 0.8), (2, 1.0), (-2, 0.2)):
            stand.show(Greeting.examples()[0], replace(FINE, comfort=Comfort(louder=louder)))
            assert horn.volume == volume
        stand.show(Attract(), timeout_s=None)
        assert horn.volume == 0.6
    finally:
        manners._audible = kept
        manners.sounds._sounds.clear()


def test_a_panel_with_a_light_of_its_own_is_dimmed_and_the_picture_is_not(stand, panel):
    assert panel == [100]
    stand.show(Greeting.examples()[0])
    stand.show(Attract(), timeout_s=None)
    bright, _, _ = stand.ui.grab()
    stand.pass_time(700.0, 10.0)
    dim, _, _ = stand.ui.grab()
    assert set(panel) == {100, 30} and panel[-1] == 30 and panel.count(30) == 1
    assert 0.95 < sum(dim) / sum(bright) <= 1.0

    join = next(control for control in stand.ui.controls() if control.what == "join")
    left, top, width, height = join.box_px
    stand.ui.touch(left + width // 2, top + height // 2)
    assert (panel[-1], stand.touched) == (100, [])


def test_a_dimmed_screen_stands_still(dimmed):
    dimmed.stage.look.moving = True
    try:
        before = dimmed.ui.frame
        dimmed.pass_time(60.0, 0.5)
        assert dimmed.ui.frame == before
    finally:
        dimmed.stage.look.moving = False


def test_a_visit_is_never_dimmed(stand):
    stand.show(Greeting.examples()[0], timeout_s=None)
    stand.pass_time(2000.0, 20.0)
    assert stand.ui._manners.resting.dark == 0


def test_the_resting_picture_moves_by_a_pixel_or_two_and_a_visit_stands_straight(stand):
    stand.show(Greeting.examples()[0])
    stand.show(Attract(), timeout_s=None)
    resting = stand.ui._manners.resting
    places = set()
    for _ in range(5):
        stand.pass_time(120.0, 20.0)
        places.add(tuple(resting._shift.xy))
        if resting.dark:
            stand.ui.touch(5, 5)
            stand.settle()
    assert len(places) > 2
    assert all(abs(x) <= 2 and abs(y) <= 2 for x, y in places)
    stand.show(Greeting.examples()[0])
    assert tuple(resting._shift.xy) == (0, 0)


def test_in_its_hours_the_screen_is_dark_a_minute_after_the_last_diner(stand):
    resting = stand.ui._manners.resting
    usual = resting._display
    import msgspec

    resting._display = msgspec.structs.replace(usual, off_from="18:00", off_to="06:00")
    try:
        stand.show(OutOfService("K-901"), timeout_s=None)
        stand.pass_time(130.0, 5.0)
        assert resting.dark == 1.0
        resting._display = usual
        stand.pass_time(70.0, 5.0)
        assert resting.dark == 0.0
    finally:
        resting._display = usual


def test_a_screen_that_staff_made_dark_stays_so_until_somebody_comes(stand):
    resting = stand.ui._manners.resting
    stand.show(Greeting.examples()[0])
    assert not stand.ui.blank()

    stand.show(Attract(), timeout_s=None)
    assert stand.ui.blank()
    stand.pass_time(130.0, 5.0)
    assert resting.dark == 1.0

    stand.ui.wake()
    assert resting.dark == 0.0
    stand.pass_time(70.0, 5.0)
    assert resting.dark == 0.0


@pytest.mark.parametrize(
    ("begin", "end", "hour", "inside"),
    [("22:00", "08:00", 23, True), ("22:00", "08:00", 7, True), ("22:00", "08:00", 8, False), ("", "", 3, False),
     ("09:00", "17:00", 12, True), ("09:00", "17:00", 17, False)],
)  # fmt: skip
def test_hours_may_go_past_midnight(begin, end, hour, inside):
    assert within(EVENING.replace(hour=hour, minute=0), begin, end) == inside


def test_a_time_of_day_is_written_with_two_digits_each():
    assert is_clock("00:00")
    assert not any(is_clock(text) for text in ("24:00", "7:30", "12:60", "noon", ""))


HOME, HUB = State(screen=Attract(), around=FINE), State(screen=Greeting.examples()[0], around=FINE)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (HUB, replace(HUB, warning=True), "warning"),
        (HUB, replace(HUB, screen=Finished.examples()[0]), "success"),
        (HUB, replace(HUB, screen=PrinterTrouble.examples()[0]), "error"),
        (replace(HUB, screen=Reading.examples()[0]), replace(HUB, screen=Trouble.examples()[0]), "error"),
        (HOME, replace(HOME, screen=Attract("not_our_code")), "error"),
        (HOME, HUB, ""),
        (replace(HUB, warning=True), HUB, ""),
        (HUB, replace(HUB, around=replace(FINE, comfort=Comfort(open=True))), ""),
    ],
)
def test_what_happens_sounds_like_what_it_is(before, after, name):
    assert tone_of(before, after) == name


def test_a_code_that_was_wrong_sounds_once():
    phone = JoinPhone.examples()[0]
    wrong = replace(phone, error="invalid")
    assert tone_of(State(screen=phone), State(screen=wrong)) == "error"
    assert tone_of(State(screen=wrong), State(screen=wrong)) == ""


def test_four_tones_are_short_and_end_softly():
    import io
    import wave

    assert set(NOTES) == {"tap", "success", "error", "warning"}
    for name in NOTES:
        with wave.open(io.BytesIO(tone(name))) as file:
            frames = file.readframes(file.getnframes())
            assert file.getnframes() / file.getframerate() < 0.85
        last = int.from_bytes(frames[-2:], "little", signed=True)
        assert abs(last) < 300


def test_tones_are_played_by_day_and_not_at_night(stand, monkeypatch):
    from kiosk.config import Audio

    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    now = [EVENING.replace(hour=12)]
    sounds = Sounds(Audio(volume=40, quiet_from="22:00", quiet_to="08:00"), lambda: now[0])
    assert not sounds.play("tap")
    sounds.open({name: tone(name) for name in NOTES})
    assert sounds.play("tap")
    now[0] = EVENING.replace(hour=23)
    assert not sounds.play("tap")


def test_tones_are_made_beside_the_pictures_and_opened_on_their_thread():
    import queue

    from kiosk.config import Audio

    posted: queue.Queue[object] = queue.Queue()
    sounds = Sounds(Audio(), lambda: EVENING)
    sounds.load(posted.put)
    assert callable(posted.get(timeout=20.0))


def test_a_house_that_wants_no_sound_opens_no_device():
    from kiosk.config import Audio

    sounds = Sounds(Audio(volume=0), lambda: EVENING)
    sounds.load(lambda _fn: pytest.fail("nothing is to be made"))
    assert not sounds.play("warning")
