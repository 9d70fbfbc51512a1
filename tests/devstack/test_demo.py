"""`python -m devstack` as a person or a program starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from devstack.tour.bench_client import BenchClient, BenchSaidNo
from devstack.tour.demo import running_demo

DEADLINE_S = 30.0


def demo(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "devstack", *arguments],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        env={**os.environ, **env},
        check=False,
    )


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = demo("--headless", "--dir", str(tmp_path), "--till-port", str(port))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        f"demo: port {port} of the till is taken by another program; stop that one or choose another with --till-port\n"
    )


def test_a_machine_without_egl_is_told_what_to_install(tmp_path: Path) -> None:
    ended = demo("--headless", "--dir", str(tmp_path), SDL_VIDEO_EGL_DRIVER="libEGL-not-here.so.1")
    assert ended.returncode == 1
    assert ended.stderr.startswith("demo: kiosk-1 did not start: ")
    assert "libegl1" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_folder_in_use_is_one_sentence(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = demo("--headless", "--dir", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"demo: a demo is running in {tmp_path} already")


def test_two_kiosks_stop_cleanly_and_come_back_with_what_they_had(tmp_path: Path) -> None:
    with running_demo(tmp_path, "--kiosks", "2", "--size", "800x480") as ready:
        assert ready["kiosks"] == ["kiosk-1", "kiosk-2"]
        second = BenchClient(ready, "kiosk-2")
        second.post("/bench/tap", card="card-chen")
        wait_for_screen(second, "greeting")
        assert BenchClient(ready).state()["screen"] == "attract"
        files = list((tmp_path / "pids").iterdir())
        assert {"broker", "wechat", "server", "bench", "kiosk-1", "kiosk-2"} == {file.stem for file in files}
        pids = [int(file.read_text()) for file in files]
        token = ready["till_token"]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    with running_demo(tmp_path) as again:
        assert again["till_token"] == token


def test_every_process_heals_and_none_outlives_a_killed_demo(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "devstack", "--headless", "--dir", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        pids = _kill_one_after_the_other(process, tmp_path)
    finally:
        process.kill()
        process.communicate()
    deadline = time.monotonic() + DEADLINE_S
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a process outlived its demo"
        time.sleep(0.02)


def _kill_one_after_the_other(process: subprocess.Popen[str], folder: Path) -> list[int]:
    """Kill each process and read that it was started again; returns the processes there are in the end."""
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith("ready ")
    for name in ("broker", "server", "bench", "kiosk-1"):
        os.kill(int((folder / "pids" / f"{name}.pid").read_text()), signal.SIGKILL)
        assert process.stderr.readline() == f"demo: {name} was killed (SIGKILL); starting it again in 0.2 s\n"
        assert process.stderr.readline().startswith(f"demo: {name} started again (process ")
    return [int(file.read_text()) for file in (folder / "pids").iterdir()]


def wait_for_screen(bench: BenchClient, screen: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            if bench.state()["screen"] == screen:
                return
        except BenchSaidNo:
            pass
        assert time.monotonic() < deadline, f"no screen {screen}"
        time.sleep(0.02)
