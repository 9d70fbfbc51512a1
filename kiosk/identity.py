"""Which run of this kiosk this is, and ids that sort by time."""

from __future__ import annotations

import os
import secrets
import socket
import time
import uuid
from pathlib import Path
from typing import Literal

ClockState = Literal["ntp", "rtc", "unsynced"]
# Before this software there was no time (UTC, 15 June 2025).
FIRST_S = 1_750_000_000


def uuid7(now_s: float) -> str:
    """A UUID version 7 (RFC 9562 §5.7): 48 bits of Unix time in ms, then 74 random bits."""
    value = (int(now_s * 1000) & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def boot_id() -> str:
    """The kernel's name for this run of the machine; one of our own where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return str(uuid.uuid4())


def clock_state(now_s: float) -> ClockState:
    """ntp: the clock is set by the network; rtc: only by its own battery; unsynced: it is before this software."""
    if now_s < FIRST_S:
        return "unsynced"
    return "ntp" if os.path.exists("/run/systemd/timesync/synchronized") else "rtc"


def mono_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def address() -> str:
    """This machine's address on the way out; "" without a network. Nothing is sent: connecting UDP only routes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Of TEST-NET-1 (RFC 5737): nobody's, and on no network of its own.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
