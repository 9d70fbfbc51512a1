"""How the kiosk is: the status staff and the centre see, and the doctor's checks with what to do about each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from drivers.board import HOT_C, temperature_c
from kiosk.state import State
from kiosk.values import Link, PrinterHealth

DISK_LOW_BYTES = 200 * 1024 * 1024
QUEUE_LONG = 500
READER_FIX = "plug the card reader in again, or  systemctl kill -s KILL pcscd;  then  kioskctl test reader"
PAPER_LOW_M = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `code` is stable; `evidence` is what was seen; `fix` what a person does about it."""

    code: str
    level: Literal["ok", "warn", "fail"]
    evidence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the process knows of itself beside the flow's state."""

    version: str
    uptime_s: int
    waiting: int
    dead: int
    dropped: int
    refused: int
    mended: str
    data: Path
    last_tap_s: int | None
    clock: str
    paper_left_m: int | None = None
    speaks: bool = True
    why_lost: Mapping[str, str] = field(default_factory=dict)


def devices(state: State) -> dict[str, str]:
    around = state.around
    return {
        "reader": "ok" if around.reader else "lost",
        "scanner": "ok" if around.scanner else "lost",
        "printer": around.printer.value,
        **dict.fromkeys(around.lost, "lost"),
    }


def memory_mb() -> int:
    """Resident memory of this process, in MiB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)


def status(state: State, vitals: Vitals) -> dict[str, Any]:
    disk = shutil.disk_usage(vitals.data)
    problems = [check for check in checks(state, vitals) if check.level != "ok"]
    return {
        "kiosk": state.house.kiosk,
        "store": state.house.store,
        "version": vitals.version,
        "uptime_s": vitals.uptime_s,
        "screen": screen_name(state),
        "language": state.around.language,
        "link": state.around.link.value,
        "devices": devices(state),
        "queue": vitals.waiting,
        "dead": vitals.dead,
        "last_tap_s": vitals.last_tap_s,
        "clock": vitals.clock,
        # Estimated: printers say nothing before the paper is low.
        "paper_left_m": vitals.paper_left_m,
        "temperature_c": temperature_c(),
        "disk_percent": round(100 * (disk.total - disk.free) / disk.total),
        "memory_mb": memory_mb(),
        "problems": [check.code for check in problems],
    }


def lines(state: State, vitals: Vitals) -> tuple[tuple[str, str], ...]:
    """The same in a few (key, value) lines, for the staff's screen."""
    said = status(state, vitals)
    return (
        *devices(state).items(),
        ("link", said["link"]),
        ("queue", str(vitals.waiting)),
        ("disk", f"{said['disk_percent']} %"),
        *([("temperature", f"{said['temperature_c']} °C")] if said["temperature_c"] is not None else []),
        ("memory", f"{said['memory_mb']} MB"),
        ("version", vitals.version),
    )


def screen_name(state: State) -> str:
    """The screen as its file is called: `join_phone`."""
    return type(state.screen).__module__.rpartition(".")[2]


def checks(state: State, vitals: Vitals) -> Iterator[Check]:
    """Every check, the fine ones too, in the order in which a person should look."""
    if state.around.closed:
        yield Check("kiosk.open", "warn", "staff have closed it", "when the work is done:  kioskctl maintenance off")
    yield from _links(state)
    yield from _devices(state, vitals.why_lost)
    yield from _board(temperature_c())
    yield from _paper(vitals)
    yield from _stores(vitals)


def _links(state: State) -> Iterator[Check]:
    match state.around.link:
        case Link.ONLINE:
            yield Check("link.server", "ok", "connected, the server answers")
        case Link.SERVER_DOWN:
            fix = "nothing to do here: events wait in the queue; tell the centre"
            yield Check("link.server", "fail", "the broker answers, the server does not", fix)
        case Link.OFFLINE:
            fix = "check the network cable and the router; then  kioskctl test network"
            yield Check("link.broker", "fail", "no connection to the broker", fix)


def _devices(state: State, why: Mapping[str, str]) -> Iterator[Check]:
    """`why` says of a lost device what was the matter with it."""

    def lost(name: str) -> str:
        return f"lost: {why[name]}" if name in why else "lost"

    for name, present, fix in (
        ("reader", state.around.reader, READER_FIX),
        ("scanner", state.around.scanner, "plug the scanner in again; then  kioskctl test scanner"),
    ):
        code = f"{name}.present"
        yield Check(code, "ok", "answers") if present else Check(code, "fail", lost(name), fix)
    for name in state.around.lost:
        fix = f"look at its cable and its driver; then  kioskctl test {name}"
        yield Check(f"{name}.present", "warn", lost(name), fix)
    printer = state.around.printer
    level, fix = _PRINTER[printer]
    yield Check(f"printer.{printer.value}", level, f"the printer says {printer.value}", fix)


def _board(hot_c: int | None) -> Iterator[Check]:
    if hot_c is not None and hot_c >= HOT_C:
        fix = "give it air: a closed case in the sun, a fan that stands still; from 80 °C on it slows down"
        yield Check("board.cool", "warn", f"{hot_c} °C", fix)
    else:
        yield Check("board.cool", "ok", "the board does not say how warm it is" if hot_c is None else f"{hot_c} °C")


_PRINTER: dict[PrinterHealth, tuple[Literal["ok", "warn", "fail"], str]] = {
    PrinterHealth.OK: ("ok", ""),
    PrinterHealth.LOW: ("warn", "keep a roll of paper at hand"),
    PrinterHealth.PAPER_OUT: ("fail", "load a roll of paper, close the cover; then  kioskctl test printer"),
    PrinterHealth.COVER_OPEN: ("fail", "close the printer's cover; then  kioskctl test printer"),
    PrinterHealth.OFFLINE: ("fail", "check the printer's cable and power; then  kioskctl test printer"),
    PrinterHealth.UNKNOWN: (
        "warn",
        "it does not answer, so nothing is sent to it: switch it off and on; then  kioskctl test printer",
    ),
}


def _paper(vitals: Vitals) -> Iterator[Check]:
    """By our own count: many printers say nothing before the paper is out."""
    left_m = vitals.paper_left_m
    if not left_m:
        # Nothing, or more printed than a roll holds: the printer's own word is better.
        return
    said = f"about {left_m} m of paper left"
    if left_m <= PAPER_LOW_M:
        yield Check("printer.roll", "warn", said, "keep a roll of paper at hand")
    else:
        yield Check("printer.roll", "ok", said)


def _stores(vitals: Vitals) -> Iterator[Check]:
    if vitals.dead:
        fix = "look at them with  kioskctl queue dead  and tell the centre"
        yield Check("queue.dead", "warn", f"{vitals.dead} events were refused by the server", fix)
    level: Literal["ok", "warn"] = "warn" if vitals.waiting > QUEUE_LONG else "ok"
    yield Check("queue.length", level, f"{vitals.waiting} events wait", "check the network" if level == "warn" else "")
    free = shutil.disk_usage(vitals.data).free
    if free < DISK_LOW_BYTES:
        fix = "free some space: nothing is recorded once the disk is full"
        yield Check("disk.free", "fail", f"{free // 2**20} MiB free", fix)
    else:
        yield Check("disk.free", "ok", f"{free // 2**20} MiB free")
    if vitals.speaks:
        yield Check("speech.present", "ok", "speaks, or is meant to be silent")
    else:
        fix = "apt install espeak-ng, for diners who cannot see; or set audio.volume to 0"
        yield Check("speech.present", "warn", "espeak-ng is not installed: nothing is read aloud", fix)
    if vitals.mended:
        yield Check("memory.mended", "warn", vitals.mended, "tell the centre; the old file is kept in the data folder")
    if vitals.dropped:
        yield Check("loop.dropped", "warn", f"{vitals.dropped} events were dropped", "tell the centre")
    if vitals.clock == "unsynced":
        yield Check("clock.synced", "warn", "the clock was never set", "check the network's time service")
    else:
        yield Check("clock.synced", "ok", vitals.clock)
