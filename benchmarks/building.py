"""How soon after the first picture the pages are built, and how long a touch may have to wait meanwhile."""

from __future__ import annotations

from benchmarks import bare_kivy
from benchmarks.processes import child
from benchmarks.rows import MS, Goal, Row, Say, row

STARTS = 5
WITHIN_S = 120.0
BARE = "exec to the first picture of a bare Kivy window"
WORK = "what a bare Kivy window works for its first picture"


def run(say: Say) -> list[Row]:
    built: list[tuple[float, ...]] = []
    language: list[float] = []
    tapped: list[tuple[float, ...]] = []
    bare: list[float] = []
    worked: list[float] = []
    for number in range(STARTS):
        say(f"start {number + 1} of {STARTS}")
        with child("benchmarks.bare_kivy", env=bare_kivy.environment()) as window:
            framed_s, line = window.wait_for("frame")
            bare.append((framed_s - window.began_s) * MS)
            worked.append(float(line.split()[2]) * MS)
        with child("benchmarks.built_kiosk", env=bare_kivy.environment()) as face:
            built.append(tuple(map(float, face.wait_for("built ", WITHIN_S)[1].split()[1:])))
            language.append(float(face.wait_for("language ")[1].split()[1]))
        with child("benchmarks.built_kiosk", "tap", env=bare_kivy.environment()) as face:
            tapped.append(tuple(map(float, face.wait_for("greeted ", WITHIN_S)[1].split()[1:])))
    lit, greeted = zip(*tapped, strict=True)
    visit, everything, work, longest = zip(*built, strict=True)
    return [
        row("visit_pages_built", "ms", visit, BARE, bare, Goal("median", 1500.0)),
        row("all_pages_built", "ms", everything, BARE, bare),
        row("work_to_build_all_pages", "ms", work, WORK, worked),
        row("longest_look_while_building", "ms", longest, WORK, worked, Goal("median", 50.0)),
        row("tap_while_building_to_first_frame", "ms", lit, BARE, bare, Goal("median", 60.0)),
        row("tap_while_building_to_greeting", "ms", greeted, BARE, bare, Goal("median", 200.0)),
        row("work_to_first_frame_in_another_language", "ms", language, WORK, worked),
    ]
