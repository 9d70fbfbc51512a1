"""The real pcscd in a mount namespace of its own, with simulated readers that are plugged in through udev."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path

from drivers.rig.field import Field
from drivers.rig.umockdev import PRELOAD, NoTestbed, Testbed, usb_device

SOURCE = Path(__file__).with_name("ifd_sim.c")
VENDOR, PRODUCT = 0x072F, 0x2200
START_S, QUIET_S = 10.0, 0.03
DRIVERS = "/usr/lib/pcsc/drivers"
PLIST = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>libifdsim.so</string>
<key>ifdVendorID</key><array><string>0x{VENDOR:04X}</string></array>
<key>ifdProductID</key><array><string>0x{PRODUCT:04X}</string></array>
<key>ifdFriendlyName</key><array><string>ACS ACR122U PICC Interface</string></array>
</dict></plist>
"""


def why_not() -> str:
    """Why the rig cannot run on this machine; empty when it can."""
    for program, package in (("pcscd", "pcscd"), ("gcc", "gcc"), ("unshare", "util-linux")):
        if shutil.which(program, path=_path()) is None:
            return f"{program} is not installed (Debian package {package})"
    if not Path("/usr/include/PCSC/ifdhandler.h").exists():
        return "the headers of PC/SC are not installed (Debian package libpcsclite-dev)"
    if subprocess.run([*_unshare(), "true"], capture_output=True).returncode:
        return "this kernel or container gives no mount namespace (unshare -m)"
    return ""


def compile_handler(target: Path) -> None:
    """Compile the IFD handler into the shared library `target`."""
    command = ["gcc", "-shared", "-fPIC", "-O1", "-I/usr/include/PCSC", "-o", str(target), str(SOURCE), "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)


class Pcscd:
    """A pcscd with its runtime files under `folder`. Readers appear when `plug`ged; cards are laid on `field`.

    libpcsclite reads PCSCLITE_CSOCK_NAME once in a process: one `folder` a process. Raises NoTestbed.
    """

    def __init__(self, folder: Path, bed: Testbed) -> None:
        self._folder, self._bed = folder, bed
        self.socket = folder / "run/pcscd/pcscd.comm"
        self.field = Field(str(folder / "field"))
        # What passes between a card's event and the unplugging after it; 0 to meet the deadlock.
        self.quiet_s = QUIET_S
        self._process: subprocess.Popen[bytes] | None = None
        # Every plugging in is a new port and a new device number: umockdev cannot bring an old one back.
        self._plugged = 0
        self._paths: dict[int, str] = {}
        (folder / "run").mkdir()
        (folder / "readers").mkdir()
        contents = folder / "drivers/ifd-sim.bundle/Contents"
        (contents / "Linux").mkdir(parents=True)
        (contents / "Info.plist").write_text(PLIST)
        compile_handler(contents / "Linux/libifdsim.so")

    def start(self) -> None:
        """Start the daemon and wait until it listens. Raises NoTestbed when it does not."""
        if not Path(DRIVERS).is_dir():
            raise NoTestbed(f"{DRIVERS} is missing: is pcscd installed?")
        environment = dict(os.environ, IFD_SIM_SOCKET=self.field.path, UMOCKDEV_DIR=str(self._bed.root), PATH=_path())
        environment.pop("LD_PRELOAD", None)
        quiet = "--disable-polkit" if _has_polkit() else ""
        # Only pcscd itself runs preloaded: the shell that mounts must see the real files.
        script = (
            f"mount --bind '{self._folder}/run' /run && mount --bind '{self._folder}/drivers' {DRIVERS} && "
            f"exec setpriv --pdeathsig KILL env LD_PRELOAD={PRELOAD} "
            f"pcscd --foreground --config '{self._folder}/readers' {quiet}"
        )
        self.socket.unlink(missing_ok=True)
        with (self._folder / "pcscd.log").open("ab") as log:
            command = [*_unshare(), "sh", "-c", script]
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_S
        while not self.socket.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NoTestbed("pcscd does not start: " + (self._folder / "pcscd.log").read_text("utf-8", "replace"))
            time.sleep(0.005)

    def kill(self) -> None:
        """The power of SIGKILL: no goodbye, the socket's file stays behind."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it hang: it is there and answers nobody, until it is killed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Stop the daemon. Safe to call twice."""
        self._end(signal.SIGTERM)

    def close(self) -> None:
        self.stop()
        self.field.close()

    def plug(self, reader: int = 1) -> None:
        """Plug a reader in, as udev says it: the device, then its interface."""
        self._plugged += 1
        path, description = usb_device(self._plugged, VENDOR, PRODUCT, "ACR122U PICC Interface", "ACS")
        interface = f"{path}/{Path(path).name}:1.0"
        about = "E: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\nA: bInterfaceNumber=00\\n\nA: bInterfaceClass=0b\\n\n\n"
        self.field.devices[self._plugged + 1] = reader
        self._paths[reader] = path
        self._bed.add(f"{description}P: {interface[4:]}\n{about}")
        self._bed.announce(path, "add")
        self._bed.announce(interface, "add")

    def unplug(self, reader: int = 1) -> None:
        """Pull a reader out, with a card on it or without. One that is not plugged in stays so."""
        path = self._paths.pop(reader, None)
        if path is not None:
            # pcscd 1.9 deadlocks when it kills a reader's thread while that tells the clients of a card.
            time.sleep(self.quiet_s)
            self._bed.announce(f"{path}/{Path(path).name}:1.0", "remove")
            self._bed.announce(path, "remove")
            self._bed.remove(path)

    def hang(self, reader: int = 1) -> None:
        """Let pcscd give a reader up that stays on the bus, as after a boot; it is `unplug`ged all the same."""
        path = self._paths[reader]
        time.sleep(self.quiet_s)
        self._bed.attribute(path, "authorized", "1")
        self._bed.announce(f"{path}/{Path(path).name}:1.0", "remove")
        self._bed.announce(path, "remove")

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(START_S)
            self._process = None


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"


def _unshare() -> list[str]:
    # Somebody who is not root needs a user namespace to be allowed to mount.
    return ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


@cache
def _has_polkit() -> bool:
    # pcscd asks polkit from 2.0 on, and refuses the option before.
    about = subprocess.run(["pcscd", "--version"], capture_output=True, text=True, env=dict(os.environ, PATH=_path()))
    return "polkit" in about.stdout
