"""From exec to the first picture, and to the moment at which a tap is taken; beside a bare Kivy window."""

from __future__ import annotations

from benchmarks import bare_kivy
from benchmarks.processes import child
from benchmarks.restaurant import restaurant
from benchmarks.rows import MS, Goal, Row, Say, row

STARTS = 9
BARE = "bare Kivy window to its first picture"


def run(say: Say) -> list[Row]:
    pictures: list[float] = []
    taps: list[float] = []
    bare: list[float] = []
    with restaurant(server=False) as house, house.hardware():
        config = house.kiosk_config()
        # One more than counted: the first start of each reads its files from the disk.
        for number in range(STARTS + 1):
            say(f"start {number} of {STARTS}")
            with child("benchmarks.bare_kivy", env=bare_kivy.environment()) as window:
                bare.append((window.wait_for("frame")[0] - window.began_s) * MS)
            with child("kiosk.app", "--config", config) as kiosk:
                pictures.append((kiosk.wait_for("the first picture is on the screen")[0] - kiosk.began_s) * MS)
                taps.append((kiosk.wait_for("is up")[0] - kiosk.began_s) * MS)
    return [
        row("cold_start_to_first_frame", "ms", pictures[1:], BARE, bare[1:], Goal("median", 1000.0)),
        row("cold_start_to_first_tap", "ms", taps[1:], BARE, bare[1:]),
    ]
