"""What is plugged in is found at once, and what hangs is said."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from drivers.hotplug import Hotplug
from drivers.ports import CardTapped, CodeScanned, DeviceBack, DeviceError, DeviceLost
from drivers.rig.devices import SerialPort
from drivers.rig.umockdev import Testbed
from drivers.runner import SourceRunner
from drivers.scanner.serial import SerialScanner
from drivers.thread import Runner


@pytest.mark.testbed
def test_a_device_that_is_plugged_in_is_opened_without_waiting_for_the_next_try(bed: Testbed, ear: Any) -> None:
    class Patient(SourceRunner):
        """Would look again only after a long time."""

        def _rest(self, wait_s: float) -> None:
            super()._rest(30.0)

    port = SerialPort(bed)
    runner = Patient("scanner", SerialScanner("usb:0c2e:0aaf"), CodeScanned, ear)
    hotplug = Hotplug([runner])
    hotplug.start()
    runner.start()
    ear.wait(lambda heard: any(isinstance(signal, DeviceLost) for signal in heard))
    worst_s = 0.0
    for cycle in range(4):
        port.plug(3 + cycle)
        began = time.monotonic()
        ear.wait(lambda heard, n=cycle: sum(isinstance(signal, DeviceBack) for signal in heard) == n + 1)
        worst_s = max(worst_s, time.monotonic() - began)
        port.unplug()
        ear.wait(lambda heard, n=cycle: sum(isinstance(signal, DeviceLost) for signal in heard) == n + 2)
    hotplug.stop()
    runner.stop()
    print(f"opened at most {worst_s * 1000:.0f} ms after it was plugged in")
    assert worst_s < 2.0


def test_a_nudge_while_nothing_waits_is_not_saved_up(ear: Any) -> None:
    tries: list[float] = []

    class Missing:
        def open(self) -> None:
            tries.append(time.monotonic())
            raise DeviceError("not there")

        def read(self, timeout_s: float) -> None: ...
        def close(self) -> None: ...

    runner = SourceRunner("scanner", Missing(), CodeScanned, ear, retry_s=0.05)
    runner.start()
    ear.wait(lambda heard: len(heard) == 1)
    runner.nudge()
    runner.stop()
    assert len(tries) < 20


def test_a_device_that_hangs_is_said_once_and_is_back_when_it_answers(ear: Any) -> None:
    hanging, release = threading.Event(), threading.Event()

    class Hanging:
        def open(self) -> None: ...
        def close(self) -> None: ...
        def read(self, timeout_s: float) -> str | None:
            if release.is_set():
                time.sleep(0.01)
                return None
            hanging.set()
            release.wait(20)
            return "04a1b2c3"

    class Impatient(SourceRunner):
        patience_s = 0.05

    runner: Runner = Impatient("reader", Hanging(), CardTapped, ear)
    hotplug = Hotplug([runner])
    runner.start()
    assert hanging.wait(10)
    hotplug.start()
    ear.wait(lambda heard: heard == [DeviceLost("reader", "the device hangs")])
    time.sleep(0.2)
    release.set()
    ear.wait(lambda heard: heard[1:3] == [DeviceBack("reader"), CardTapped("04a1b2c3")])
    hotplug.stop()
    runner.stop()
