"""What a person may ask of those who know them, and what nobody else may find."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mqtt_bridge.messages import (
    ConsentChanged,
    FeedbackGiven,
    Joined,
    JoinStart,
    JoinVerify,
    MemberCheckedIn,
    MemberLookup,
    ReceiptClaimed,
    RedemptionCommitted,
    RewardHold,
)
from server.app import main
from server.config import Notices
from server.notices import Notice
from server.notices.setup import delivery
from server.privacy.cards import block
from server.privacy.erase import erase
from server.privacy.export import LEFT_OUT, PARTS, export
from server.privacy.retention import forget
from server.store import Store

PHONE, NAME, EMAIL, CARD = "13812346688", "欧阳晓雨Canary", "canary.lin@example.com", "04ca11a7ca11a7"
PERSONAL = (PHONE, "2346688", NAME, "欧阳晓雨", "Canary", EMAIL, "canary.lin", CARD, CARD.upper())


def live(centre: Any, till: httpx.Client) -> Any:
    """A member who has done something of everything; what the kiosk was told on the way is kept on `centre.heard`."""
    kiosk = centre.kiosk()
    centre.heard = []
    kiosk.ask(JoinStart(phone=PHONE))
    centre.code = centre.code_sent()
    joined = kiosk.ask(
        JoinVerify(phone=PHONE, code=centre.code, card_kind="nfc", card_value=CARD, birthday="1990-05-17")
    )
    assert isinstance(joined, Joined)
    id_ = joined.member.member
    with centre.store.transaction():
        centre.store.members.rename(id_, NAME)
        centre.store.members.set_address(id_, "email", EMAIL)
        centre.store.members.link("email", EMAIL, id_, centre.now)
    lines = [{"sku": "duck", "name": "烤鸭", "qty": 1, "amount_fen": 61_200}]
    paid = {"store": "s1", "lines": lines, "total_fen": 61_200, "paid_at": "2026-11-22T12:00:00+08:00"}
    orders = [("o1", {"card": CARD}), ("o2", {"phone": PHONE}), ("o3", {"code": joined.code}), ("o4", None)]
    for order_id, who in orders:
        answer = till.post(
            "/orders", json=paid | {"order_id": order_id, "member": who}, headers={"Idempotency-Key": order_id}
        )
        assert answer.status_code == 200
    till.post("/orders/o2/refunds", json={"refund_id": "f1", "lines": None})
    held = kiosk.ask(RewardHold(redemption="r1", member=id_, reward="off-10"))
    events = (
        MemberCheckedIn(member=id_, on="2026-11-22"),
        RedemptionCommitted(redemption="r1", member=id_),
        ReceiptClaimed(member=id_, code=answer.json()["receipt_code"]),
        FeedbackGiven(member=id_, score=9, topics=("taste",)),
        ConsentChanged(member=id_, marketing=True),
    )
    deliveries = [kiosk.event(event) for event in events]
    centre.heard += [one.payload for one in deliveries] + [one.payload for one in kiosk.say(*deliveries)]
    found = kiosk.say(kiosk.question(MemberLookup(kind="nfc", value=CARD)))
    centre.heard += [one.payload for one in found]
    assert held.coupon.code
    return joined


def files_of(centre: Any) -> bytes:
    """Every byte the centre keeps."""
    return b"".join(path.read_bytes() for path in sorted(centre.folder.rglob("*")) if path.is_file())


def test_no_file_log_or_message_names_a_member(
    centre: Any, till: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    joined = live(centre, till)
    post = delivery(Notices(log=False), centre.house.programme, centre.folder, lambda: centre.now)
    post.run(centre.store, centre.now)
    assert till.get(f"/members/phone:{PHONE}").status_code == 200

    kept = files_of(centre) + b"".join(json.dumps(rows, default=repr).encode() for rows in tables(centre).values())
    heard = b"".join(centre.heard)
    # The client of the test has its own log.
    said = str([record.getMessage() for record in caplog.records if not record.name.startswith("http")])

    for canary in (*PERSONAL, centre.code):
        assert canary.encode() not in kept, canary
        assert canary.encode() not in heard, canary
        assert canary not in said, canary
    assert joined.code.encode() not in heard


def tables(centre: Any) -> dict[str, list[Any]]:
    return {table: centre.store.database.all(f"SELECT * FROM {table}") for table in names(centre)}


def names(centre: Any) -> list[str]:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() "
        "AND table_type = 'BASE TABLE'",
    }[centre.store.database.dialect]
    return [name for (name,) in centre.store.database.all(sql)]


def columns(centre: Any, table: str) -> list[str]:
    if centre.store.database.dialect == "sqlite":
        return [name for (name,) in centre.store.database.all("SELECT name FROM pragma_table_info(?)", table)]
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND table_schema = current_schema()"
    return [name for (name,) in centre.store.database.all(sql, table)]


def test_the_export_holds_every_table_that_knows_a_member(centre: Any) -> None:
    whose = ("member", "account", "referrer", "friend")
    knowing = {(table, column) for table in names(centre) for column in columns(centre, table) if column in whose}
    covered = {(part.table, part.by) for part in PARTS.values()} | {("member", "member")}

    assert {(table, column) for table, column in knowing - covered if table not in LEFT_OUT} == set()


def test_the_export_is_everything_in_clear_and_agrees_with_the_ledger(centre: Any, till: httpx.Client) -> None:
    joined = live(centre, till)

    all_of_it = json.loads(json.dumps(export(centre.house, joined.member.member, centre.now)))

    person = all_of_it["member"]
    assert (person["name"], person["phone"], person["email"]) == (NAME, "+86" + PHONE, EMAIL)
    assert (person["birthday"], person["marketing"], person["code"]) == ("1990-05-17", True, joined.code)
    assert sum(entry["points"] for entry in all_of_it["entries"]) == all_of_it["account"][0]["total"]
    assert all_of_it["points_now"] == sum(lot["remaining"] for lot in all_of_it["lots"])
    assert [order["order_id"] for order in all_of_it["orders"]] == ["o1", "o2", "o3"]
    assert all_of_it["orders"][0]["body"]["order"]["lines"][0]["name"] == "烤鸭"
    assert [receipt["order_id"] for receipt in all_of_it["claimed_receipts"]] == ["o4"]
    assert ("marketing", 1) in [(one["purpose"], one["given"]) for one in all_of_it["consents"]]
    assert {one["kind"] for one in all_of_it["identifiers"]} == {"nfc", "qr", "phone", "email"}


def test_who_is_erased_is_nobody_and_the_books_stay(centre: Any, till: httpx.Client) -> None:
    joined, other = live(centre, till), centre.member(points=50)
    id_ = joined.member.member
    before = centre.store.database.all("SELECT account, last_seq, head_hash, total FROM account ORDER BY account")
    with centre.store.transaction():
        centre.store.notices.add(Notice("later", "birthday", "", "zh", {"zh": "x", "en": "x"}, member=id_), centre.now)

    done = erase(centre.house, id_, "console", centre.now)

    assert done is not None and done.points > 0 and done.coupons == 2
    kiosk = centre.kiosk("kiosk-2")
    for kind, value in (("nfc", CARD), ("qr", joined.code)):
        assert kiosk.ask(MemberLookup(kind=kind, value=value)).member is None
    assert till.get(f"/members/phone:{PHONE}").status_code == 404
    assert (
        centre.store.database.all("SELECT account, last_seq, head_hash, total FROM account ORDER BY account") == before
    )
    assert centre.store.verify() == []
    assert centre.points(other) == 50
    assert export(centre.house, id_, centre.now) is None
    assert erase(centre.house, id_, "console", centre.now) is None
    assert centre.store.database.one("SELECT outcome FROM notice WHERE id = 'later'") == ("no-member",)
    refused = kiosk.tell(MemberCheckedIn(member=id_, on="2026-11-22")).rejected
    assert [one.code for one in refused] == ["unknown_member"]


def test_after_an_erasure_no_byte_opens_what_was_sealed(centre: Any, till: httpx.Client) -> None:
    joined = live(centre, till)
    id_ = joined.member.member
    (wrapped,) = centre.store.database.one("SELECT key FROM member_key WHERE member = ?", id_)
    sealed = list(centre.store.database.one("SELECT name, phone, email FROM member WHERE member = ?", id_))

    erase(centre.house, id_, "console", centre.now)

    assert centre.store.database.one("SELECT count(*) FROM member_key WHERE member = ?", id_) == (0,)
    if centre.store.database.dialect == "sqlite":
        left = files_of(centre)
        assert bytes(wrapped) not in left
        assert not [text for text in sealed if text.encode() in left]
    assert joined.code not in json.dumps(tables(centre), default=repr)


def test_whoever_was_erased_may_join_again_as_somebody_new(centre: Any, till: httpx.Client) -> None:
    joined = live(centre, till)
    erase(centre.house, joined.member.member, "console", centre.now)
    centre.wait(minutes=11)

    again = centre.join(PHONE, kiosk="kiosk-3", card_kind="nfc", card_value=CARD)

    assert isinstance(again, Joined)
    assert (again.existing, again.member.points) == (False, 100)
    assert again.member.member != joined.member.member
    assert again.member.display_name == ""


def test_every_consent_is_kept_with_its_time_and_place(centre: Any) -> None:
    joined = centre.joined(PHONE)
    kiosk = centre.kiosk("kiosk-7")
    for answer in (True, False):
        centre.wait(hours=1)
        kiosk.tell(ConsentChanged(member=joined.member.member, marketing=answer))

    kept = export(centre.house, joined.member.member, centre.now)
    assert kept is not None
    assert [
        (one["purpose"], one["given"], one["source"]) for one in kept["consents"] if one["purpose"] == "marketing"
    ] == [
        ("marketing", 0, "kiosk/kiosk-1"),
        ("marketing", 1, "kiosk/kiosk-7"),
        ("marketing", 0, "kiosk/kiosk-7"),
    ]


def test_what_has_served_its_time_is_forgotten_and_nothing_else(centre: Any, till: httpx.Client) -> None:
    live(centre, till)
    delivery(Notices(log=False), centre.house.programme, centre.folder, lambda: centre.now).run(
        centre.store, centre.now
    )
    before = tables(centre)

    assert forget(centre.store, centre.now + timedelta(days=1)).codes == 0
    gone = forget(centre.store, centre.now + timedelta(days=401))
    again = forget(centre.store, centre.now + timedelta(days=401))

    after = tables(centre)
    assert (gone.codes, gone.answers, gone.notices) == (1, 4, 2)
    assert (again.codes, again.answers, again.notices) == (0, 0, 0)
    kept = set(before) - {"verification", "idempotency", "notice", "identity_ticket"}
    assert [table for table in kept if before[table] != after[table]] == []


def test_names_from_before_there_were_seals_are_sealed_by_the_nightly_round(centre: Any) -> None:
    member = centre.member()
    centre.store.database.run("DELETE FROM member_key")
    centre.store.database.run("UPDATE member SET name = ?, phone = ?", NAME, "+86" + PHONE)
    clear = centre.store.members.get(member.id)

    assert forget(centre.store, centre.now).sealed == 1

    found = centre.store.members.get(member.id)
    assert clear is not None and found is not None
    assert (clear.name, clear.phone) == (found.name, found.phone) == (NAME, "+86" + PHONE)
    assert NAME not in str(centre.store.database.all("SELECT * FROM member"))


def test_a_sealed_name_is_of_its_member_and_its_field(centre: Any) -> None:
    one, other = centre.member(), centre.member()
    db = centre.store.database
    (name,) = db.one("SELECT name FROM member WHERE member = ?", one.id)

    for sql in ("UPDATE member SET name = ? WHERE member = ?", "UPDATE member SET email = ? WHERE member = ?"):
        whose = other if "name" in sql else one
        db.run(sql, name, whose.id)
        with pytest.raises(ValueError, match="does not open"):
            centre.store.members.get(whose.id)


def test_a_database_without_its_servers_key_names_nobody(open_centre: Callable[..., Any], tmp_path: Path) -> None:
    centre = open_centre()
    member = centre.member()
    if centre.store.database.dialect != "sqlite":
        pytest.skip("the key is a file beside either database; one is enough")
    centre.store.scrub()
    stolen = tmp_path / "stolen"
    stolen.mkdir()
    (stolen / "server.db").write_bytes((centre.folder / "server.db").read_bytes())

    store = Store(stolen)
    try:
        with pytest.raises(ValueError, match="not from one backup"):
            store.members.get(member.id)
    finally:
        store.close()


def test_a_lost_card_is_blocked_the_account_stays_and_its_owner_is_told(centre: Any, kiosk: Any) -> None:
    joined = centre.joined(PHONE, card_kind="nfc", card_value=CARD)
    id_ = joined.member.member

    with centre.store.transaction():
        assert block(centre.house, id_, centre.now, "0000") == []
        assert block(centre.house, id_, centre.now) == [CARD[-4:].upper()]
        assert block(centre.house, id_, centre.now) == []

    assert kiosk.ask(MemberLookup(kind="nfc", value=CARD)).code == "card_blocked"
    assert kiosk.ask(MemberLookup(kind="qr", value=joined.code)).member.points == 100
    assert [one.kind for one in centre.store.notices.waiting()].count("card_lost") == 1


@pytest.fixture
def config(centre: Any, tmp_path: Path) -> Path:
    if centre.store.database.dialect != "sqlite":
        pytest.skip("the command opens either database the same way")
    path = tmp_path / "server.toml"
    path.write_text(f'data = "{centre.folder}"\n')
    return path


def test_the_command_exports_blocks_and_erases(centre: Any, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    joined = centre.joined(PHONE, card_kind="nfc", card_value=CARD)

    def typed(*words: str) -> tuple[int, Any]:
        code = main(["member", "--config", str(config), *words])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    assert typed("export", f"phone:{PHONE}")[1]["member"]["id"] == joined.member.member
    assert typed("block-card", f"code:{joined.code}") == (0, {"blocked": ["11A7"]})
    assert typed("erase", f"phone:+86 {PHONE}") == (0, {"points_now": 100, "erased": False, "to_do_it": "--yes"})
    assert typed("erase", f"phone:{PHONE}", "--yes") == (0, {"erased": True, "points_lost": 100, "coupons_void": 1})
    assert typed("export", f"phone:{PHONE}") == (1, None)
    assert typed("export", "name:Lin")[0] == 2
    assert typed("nonsense")[0] == 2
