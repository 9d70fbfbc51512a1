"""The night comes by itself: at its hour, once a day, after an absence too; nobody at a till notices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from loyalty.ledger import Origin
from mqtt_bridge.messages import MemberLookup
from server import nightly
from server.config import ConfigError, Nightly
from server.membership import enrol
from server.nightly.watch import NightWatch, night_of, night_watch
from server.store import Store

AT = hour(3, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON = 60.0


def nobody() -> None:
    """Nobody waits for it."""


def watch_of(centre: Any, failed: Callable[[], None] = nobody, after: Callable[[], None] = nobody) -> NightWatch:
    return NightWatch(centre.house, AT, lambda: centre.now, after, failed)


def local(day: int, hours: int, minutes: int = 0) -> datetime:
    return datetime(2026, 11, day, hours, minutes, tzinfo=SHANGHAI).astimezone(UTC)


def with_points(centre: Any, members: int) -> None:
    """So many members with points that lapse a year from the centre's now."""
    with centre.store.transaction():
        for n in range(members):
            enrol(centre.house, phone="", source="test", now=centre.now, id_=f"m-{n:04}", welcome=False)
            centre.house.give(f"m-{n:04}", 100, Origin("start", "test", centre.now, centre.now), "test")


def books(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything a night may change, without the moment it was written down."""
    db = store.database
    return {
        "entries": db.all("SELECT account, seq, kind, points FROM entry ORDER BY account, seq"),
        "lots": db.all("SELECT account, seq, remaining, expired FROM lot ORDER BY account, seq"),
        "accounts": db.all("SELECT account, last_seq, debt, total FROM account ORDER BY account"),
        "said": db.all("SELECT account, key FROM night_said ORDER BY account, key"),
        "notices": db.all("SELECT id, kind, member FROM notice ORDER BY id"),
    }


def test_it_runs_at_its_hour_of_the_restaurants_day_and_once_a_day(centre: Any) -> None:
    told: list[datetime] = []
    watch = watch_of(centre, after=lambda: told.append(centre.now))
    ran = []
    centre.now = local(22, 4)
    for _ in range(3 * 24 * 6):
        if watch.look() is not None:
            ran.append(centre.now)
        centre.wait(minutes=10)

    assert ran == told == [local(22, 4), local(23, 3, 30), local(24, 3, 30), local(25, 3, 30)]


def test_a_server_that_is_started_again_knows_that_the_night_is_over(centre: Any) -> None:
    assert watch_of(centre).look() is not None
    assert watch_of(centre).look() is None


def test_what_was_missed_is_made_up_for_at_the_start(centre: Any) -> None:
    centre.now = local(1, 12)
    with_points(centre, 3)
    assert watch_of(centre).look() is not None
    # Off for three nights; the lots have not lapsed, one order came by another server.
    centre.now = local(4, 12)
    centre.order(50_000, member=centre.store.members.get("m-0001"))

    made_up = watch_of(centre).look()

    assert made_up is not None and made_up.accounts == 1
    assert watch_of(centre).look() is None


def test_a_clock_that_jumped_ahead_writes_nothing_off_until_somebody_says_so(
    centre: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with_points(centre, 1)
    watch = watch_of(centre)
    watch.look()
    centre.wait(days=365 * 3)

    for _ in range(3):
        assert watch.look() is None
    assert len(centre.store.ledger.entries("m-0000")) == 1
    assert [record.message for record in caplog.records if "by hand" in record.message] == [
        "the last night was that of 2026-11-22, and the clock says it is 2029-11-21: if that is right, "
        "run `regulars-server nightly` once by hand"
    ]

    with centre.store.transaction():
        centre.store.nights.begin(date(2029, 11, 20), centre.now)
        centre.store.nights.end(date(2029, 11, 20), centre.now)
    assert watch.look() is not None
    assert len(centre.store.ledger.entries("m-0000")) == 2


def test_a_clock_that_was_put_back_does_no_night_twice(centre: Any) -> None:
    watch = watch_of(centre)
    watch.look()
    for _ in range(5):
        centre.now -= timedelta(days=1)
        assert watch.look() is None
        assert watch_of(centre).look() is None


def test_an_account_that_cannot_be_planned_holds_up_nobody(centre: Any, caplog: pytest.LogCaptureFixture) -> None:
    with_points(centre, 4)
    centre.store.database.run("UPDATE member SET birthday = '--13-01' WHERE member = 'm-0001'")
    centre.wait(days=366)

    tally = nightly.run(centre.house, centre.now)

    assert (tally.accounts, tally.skipped, tally.entries) == (4, 1, 3)
    assert [len(centre.store.ledger.entries(f"m-{n:04}")) for n in range(4)] == [2, 1, 2, 2]
    assert "the night of m-0001 is put off" in caplog.text
    centre.store.database.run("UPDATE member SET birthday = '' WHERE member = 'm-0001'")
    centre.wait(days=1)
    assert nightly.run(centre.house, centre.now).entries == 1


def test_stopped_in_the_middle_it_goes_on_where_it_was(open_centre: Callable[..., Any]) -> None:
    whole, stopped = open_centre("whole"), open_centre("stopped")
    for centre in (whole, stopped):
        with_points(centre, 60)
        centre.wait(days=366)
    assert watch_of(whole).look() is not None

    first = watch_of(stopped)
    first.stop()
    assert first.look() is None
    assert 0 < stopped.store.nights.count_due(stopped.now) < 60
    assert watch_of(stopped).look() is not None

    assert books(stopped.store) == books(whole.store)


def test_two_servers_share_a_night(open_centre: Callable[..., Any]) -> None:
    one, other, alone = open_centre("shared"), open_centre("shared"), open_centre("alone")
    for centre in (one, alone):
        with_points(centre, 120)
        centre.wait(days=366)
    other.now = one.now
    watch_of(alone).look()
    threads = [threading.Thread(target=watch_of(centre).look) for centre in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert books(one.store) == books(alone.store)


def test_the_tills_and_the_kiosks_are_answered_while_it_runs(centre: Any, till: httpx.Client, kiosk: Any) -> None:
    with_points(centre, 500)
    busy = centre.member(card="04aa")
    centre.wait(days=366)
    broken, over = threading.Event(), threading.Event()
    watch = watch_of(centre, failed=broken.set, after=over.set)
    longest, asked = 0.0, 0

    watch.start()
    night_began = time.perf_counter()
    until(lambda: centre.store.nights.count_due(centre.now) < 450)
    # Not until nobody is due: who orders while it ends is, and waits for the next one.
    while not over.is_set() and not broken.is_set():
        began = time.perf_counter()
        order = {"order_id": f"o{asked}", "store": "s1", "member": {"code": busy.code}, "total_fen": 5_000}
        lines = [{"sku": "duck", "qty": 1, "amount_fen": 5_000}]
        answer = till.post("/orders", json=order | {"lines": lines, "paid_at": centre.now.isoformat()})
        found = kiosk.ask(MemberLookup(kind="nfc", value="04aa"))
        longest, asked = max(longest, time.perf_counter() - began), asked + 1
        assert answer.status_code == 200, answer.text
        assert found.member is not None
    night_s = time.perf_counter() - night_began
    watch.stop()

    assert not broken.is_set()
    assert asked >= 5, "the night was over before anybody could ask"
    # Who had to wait for the end of it would have waited for nearly all of it.
    assert longest < night_s / 2


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.mark.parametrize("at", ["3", "03:30+08:00", "25:00", "soon"])
def test_an_hour_that_is_none_is_refused(centre: Any, at: str) -> None:
    with pytest.raises(ConfigError, match=r"nightly\.at"):
        night_watch(centre.house, Nightly(at), lambda: centre.now, nobody, nobody)


def test_a_timer_may_do_it_instead(centre: Any) -> None:
    assert night_watch(centre.house, Nightly(""), lambda: centre.now, nobody, nobody) is None


@pytest.mark.parametrize(
    ("now", "day"), [(local(22, 3, 29), 21), (local(22, 3, 30), 22), (local(22, 23, 59), 22), (local(23, 0), 22)]
)
def test_the_night_of_a_day_begins_at_its_hour(shared_centre: Any, now: datetime, day: int) -> None:
    assert night_of(shared_centre.house.programme, AT, now) == date(2026, 11, day)


def test_a_mistake_that_ends_the_watch_is_said(centre: Any) -> None:
    broken = threading.Event()

    def no_time() -> datetime:
        raise ZeroDivisionError

    watch = NightWatch(centre.house, AT, no_time, nobody, broken.set)
    watch.start()

    assert broken.wait(SOON)
    watch.stop()


def served(folder: Path, url: str) -> subprocess.Popen[str]:
    """`regulars-server` on this data, with no broker to be had. Whoever gets it ends it."""
    config = folder / "server.toml"
    config.write_text(f'data = "{folder / "data"}"\ndatabase = "{url}"\n[till]\nport = 0\n[broker]\nport = 9\n')
    with (folder / "log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "server.app", "--config", str(config)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | {"PYTHONPATH": os.getcwd()},
        )


def test_a_server_that_is_killed_in_its_night_ends_with_the_same_books(
    tmp_path: Path, make_centre: Callable[[Path], Any], databases: Any
) -> None:
    killed, whole = (make_centre(tmp_path / name / "data") for name in ("killed", "whole"))
    for centre in (killed, whole):
        centre.now = datetime.now(UTC) - timedelta(days=380)
        with_points(centre, 400)
    nightly.run(whole.house, datetime.now(UTC))
    url = databases.url(tmp_path / "killed" / "data")

    for left in (300, 150):
        process = served(tmp_path / "killed", url)
        until(lambda at_most=left: killed.store.nights.count_due(datetime.now(UTC)) < at_most)  # type: ignore[misc]
        assert ended(process, signal.SIGKILL) == -signal.SIGKILL
        assert killed.store.nights.count_due(datetime.now(UTC)) > 0
        assert killed.store.nights.last() is None
        assert killed.store.verify() == []
    process = served(tmp_path / "killed", url)
    until(lambda: killed.store.nights.last() is not None)
    assert ended(process, signal.SIGTERM) == 0

    assert books(killed.store) == books(whole.store)
    assert killed.store.verify() == []
    for centre in (killed, whole):
        centre.store.close()
    databases.over(tmp_path)


def ended(process: subprocess.Popen[str], how: signal.Signals) -> int:
    process.send_signal(how)
    code = process.wait(SOON)
    assert process.stdout is not None
    process.stdout.close()
    return code
