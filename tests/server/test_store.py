"""The database: durable, append-only, and able to say whether it agrees with itself."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from loyalty.coupons import Coupon
from mqtt_bridge.messages import (
    FeedbackGiven,
    MemberCheckedIn,
    ReceiptClaimed,
    RedemptionCommitted,
    ReferralShared,
    RewardHold,
)
from server.store import Store
from server.store.errors import BrokenRuleError
from server.store.keys import load_key
from server.store.migrations import ONLY_GROW, SchemaError
from server.store.moments import from_us, to_us
from server.till.giving import give_points
from server.till.models import GiftIn, OrderIn, ShareIn, WhoIsIt
from server.till.orders import take_order


@pytest.mark.only_on("sqlite")
def test_every_threads_connection_is_durable(centre: Any) -> None:
    seen: list[tuple[str, int]] = []

    def look() -> None:
        db = centre.store.database
        seen.append((db.one("PRAGMA journal_mode")[0], db.one("PRAGMA synchronous")[0]))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    look()

    assert seen == [("wal", 2)] * 4


@pytest.mark.only_on("sqlite")
def test_a_commit_lengthens_no_file_once_room_was_made_and_nothing_is_lost(centre: Any, tmp_path: Path) -> None:
    before = centre.member(points=5)
    centre.store.make_room()
    log = next(centre.folder.glob("*-wal"))
    room = log.stat().st_size

    after = centre.member(points=7)

    assert log.stat().st_size == room > 16_000_000
    shutil.copytree(centre.folder, tmp_path / "cut", ignore=shutil.ignore_patterns("*-shm"))
    found = Store(tmp_path / "cut")
    assert [found.ledger.load(one.id).lots[0].remaining for one in (before, after)] == [5, 7]
    found.close()


def test_a_thread_that_ends_leaves_no_connection_behind(centre: Any) -> None:
    for _ in range(90):
        thread = threading.Thread(target=lambda: centre.store.database.one("SELECT 1"))
        thread.start()
        thread.join()

    assert centre.store.database.one("SELECT 1") == (1,)


@pytest.mark.parametrize("table", ONLY_GROW)
def test_what_only_grows_cannot_be_changed_or_removed(shared_history: Any, table: str) -> None:
    store = shared_history.store
    assert store.database.one(f"SELECT count(*) FROM {table}") != (0,)
    column = {"entry": "points", "draw": "points", "dead_letter": "code", "audit": "reason"}.get(table, "event_id")
    column = {
        "order_seen": "points",
        "refund": "taken",
        "event_seen": "code",
        "programme": "number",
        "order_share": "points",
        "point_gift": "points",
    }.get(table, column)

    for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(BrokenRuleError, match="only grows"):
            store.database.run(sql)


def test_a_history_verifies(shared_history: Any) -> None:
    assert shared_history.store.verify() == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE entry SET points = points + 1 WHERE seq = 2", "altered"),
        ("UPDATE entry SET trace = 'because'", "altered"),
        ("UPDATE entry SET expires_at = expires_at - 1", "altered"),
        ("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", "cut_tail"),
        ("DELETE FROM entry WHERE seq = 1", "gap"),
        ("UPDATE account SET head_hash = 'x'", "head_differs"),
        ("UPDATE account SET total = total + 1", "kept is"),
        ("UPDATE account SET debt = debt + 1", "debt"),
        ("UPDATE lot SET remaining = remaining - 1 WHERE remaining > 0", "lots"),
        ("DELETE FROM account", "without an account"),
    ],
)
def test_whoever_changes_the_ledger_is_found_out(make_history: Any, sql: str, found: str) -> None:
    make_history.tamper(sql)

    assert [line for line in make_history.store.verify() if found in line] != []


def test_a_key_is_made_once_for_its_owner_only_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "server.key"

    key = load_key(path)

    assert load_key(path) == key
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match="restore it from the backup"):
        load_key(path)


def test_of_many_that_make_a_key_at_once_one_does_and_nobody_finds_half_of_it(tmp_path: Path) -> None:
    def open_it(number: int) -> list[bytes]:
        return [load_key(tmp_path / f"{round_}.key") for round_ in range(200)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(open_it, range(8)))

    assert all(keys == found[0] for keys in found)
    assert len(list(tmp_path.iterdir())) == 200


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.database.run("PRAGMA user_version = 99")
    store.close()

    with pytest.raises(SchemaError, match="newer server"):
        Store(tmp_path)


def test_moments_survive_to_the_microsecond(centre: Any) -> None:
    moment = centre.now.replace(microsecond=999_999)

    assert from_us(to_us(moment)) == moment


def history(centre: Any) -> Any:
    """Something of everything has happened here."""
    kiosk, member = centre.kiosk(), centre.member(points=100)
    receipts = [centre.order(61_200, f"o{n}") for n in range(2)]
    kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    kiosk.tell(
        RedemptionCommitted(redemption="r1", member=member.id),
        MemberCheckedIn(member=member.id, on="2026-11-22"),
        MemberCheckedIn(member="m-nobody", on="2026-11-22"),
        ReceiptClaimed(member=member.id, code=receipts[0]),
        ReferralShared(member=member.id, how="shown"),
        FeedbackGiven(member=member.id, score=9),
    )
    centre.refund("o0")
    giver, taker = (WhoIsIt(code=one.code) for one in (member, centre.member()))
    shares = [ShareIn(member=one) for one in (giver, taker)]
    bill = OrderIn(order_id="o9", store="lotus", shares=shares, lines=[], total_fen=0, paid_at=centre.now)
    with centre.store.transaction():
        take_order(centre.house, bill, centre.now)
        give_points(centre.house, "lotus", GiftIn(gift_id="g1", giver=giver, taker=taker, points=1), centre.now)
        centre.store.audit.note(centre.now, "Chen", "leaderboard names", "a prize for the first", {"days": 30})
    return centre


@pytest.fixture(scope="module")
def shared_history(shared_centre: Any) -> Any:
    return history(shared_centre)


@pytest.fixture
def make_history(tmp_path: Path, make_centre: Callable[[Path], Any], databases: Any) -> Iterator[Any]:
    centre = make_centre(tmp_path / "history")
    yield history(centre)
    centre.store.close()
    databases.over(tmp_path)


def test_what_happened_to_a_coupon_is_found_by_how_its_event_begins(centre: Any) -> None:
    member = centre.member()
    with centre.store.transaction():
        coupon = Coupon("RGC-00000001", "off-10", centre.now)
        centre.store.coupons.add(coupon, member.id, centre.now, "test", "till:o1:7")
        centre.store.coupons.count_print(coupon.code, centre.now, "test", "kiosk:2")

    assert centre.store.coupons.noted(coupon.code, "till:o1:") == "till:o1:7"
    assert centre.store.coupons.noted(coupon.code, "kiosk") == "kiosk:2"
    assert centre.store.coupons.noted(coupon.code, "till:o2") == ""
