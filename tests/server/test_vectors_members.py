"""The programme's vectors on members and tiers, through the till and the kiosk (A, C)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loyalty.earning import EarningPolicy
from loyalty.programme import DEMO
from loyalty.refreshing import RefreshPolicy
from loyalty.tiers import Tier, TierPolicy
from loyalty.words import Words
from mqtt_bridge.messages import (
    CardLink,
    CardLost,
    ConsentChanged,
    History,
    JoinStart,
    JoinVerify,
    MemberLookup,
    ProfileChanged,
    TierList,
)
from server import nightly
from server.correcting import duplicates, wrong
from server.privacy.erase import erase
from server.privacy.export import export

PHONE, FRIEND = "13812346688", "13900139000"


def ring(till: Any, centre: Any, order_id: str, fen: int, who: dict[str, str], store: str = "s1", **more: Any) -> Any:
    body = {"order_id": order_id, "store": store, "member": who, "total_fen": fen, "paid_at": centre.now.isoformat()}
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": fen}]
    headers = {"Authorization": f"Bearer token-of-{store}"}
    answer = till.post("/orders", json={**body, "lines": lines, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("way", [{"phone": PHONE}, {"phone": "", "email": "mei@example.com"}])
def test_A1_a_number_or_an_address_and_a_code_are_all_it_takes_to_join(
    centre: Any, kiosk: Any, way: dict[str, str]
) -> None:
    kiosk.ask(JoinStart(**way))
    joined = kiosk.ask(JoinVerify(code=centre.code_sent(), **way))

    assert (joined.existing, joined.member.points) == (False, 100)


def test_A2_joining_gives_100_points_and_a_gift(centre: Any) -> None:
    member = centre.joined(PHONE).member

    assert member.points == 100
    assert [coupon.title.en for coupon in member.coupons] == ["Welcome gift: a plum juice"]


def test_E3_who_has_not_ordered_is_told_what_the_first_purchase_brings_until_they_have_had_it(
    centre: Any, kiosk: Any, till: Any
) -> None:
    joined = centre.joined(PHONE)
    assert (joined.member.first_order.min_fen, joined.member.first_order.points) == (20_000, 50)

    def told() -> Any:
        return kiosk.ask(MemberLookup(kind="qr", value=joined.code)).member.first_order

    for order_id, fen, still in (("o1", 19_900, True), ("o2", 20_000, False)):
        lines = [{"sku": "duck", "qty": 1, "amount_fen": fen}]
        body = {"order_id": order_id, "store": "s1", "member": {"code": joined.code}, "lines": lines}
        answer = till.post("/orders", json={**body, "total_fen": fen, "paid_at": centre.now.isoformat()})
        assert answer.status_code == 200
        assert (told() is not None) is still
    assert answer.json()["points"]["earned"] == 4 + 50


def test_A2_who_is_new_is_told_what_to_try_until_they_have_ordered(centre: Any, kiosk: Any, till: Any) -> None:
    joined, other = centre.joined(PHONE), centre.joined(FRIEND)
    code, later = (centre.store.members.get(one.member.member).code for one in (joined, other))

    def told(code: str) -> Any:
        return kiosk.ask(MemberLookup(kind="qr", value=code)).member.recommends

    assert (joined.member.recommends.zh, told(code).en) == ("招牌烤鸭", "our roast duck")
    ring(till, centre, "o1", 5_000, {"code": code})
    assert told(code) is None
    centre.wait(days=30)
    assert told(later) is None


def test_A3_a_card_is_linked_and_a_lost_one_finds_nobody_while_the_account_stays(centre: Any, kiosk: Any) -> None:
    joined = centre.joined(PHONE)
    kiosk.ask(CardLink(member=joined.member.member, card_kind="nfc", card_value="04aa"))
    assert kiosk.ask(MemberLookup(kind="nfc", value="04AA")).member.points == 100

    kiosk.tell(CardLost(member=joined.member.member))

    assert kiosk.ask(MemberLookup(kind="nfc", value="04aa")).code == "card_blocked"
    assert kiosk.ask(MemberLookup(kind="qr", value=joined.code)).member.points == 100


def test_A5_before_the_code_nobody_learns_whether_a_number_is_a_members(centre: Any, kiosk: Any) -> None:
    centre.joined(PHONE)
    centre.wait(minutes=20)

    known, stranger = kiosk.ask(JoinStart(phone=PHONE)), kiosk.ask(JoinStart(phone=FRIEND))

    assert known == stranger
    wrong = kiosk.ask(JoinVerify(phone=FRIEND, code="000000" if centre.code_sent() != "000000" else "000001"))
    assert (wrong.code, wrong.message) == ("code_wrong", "4 tries left")


def test_A6_consents_are_apart_and_everything_is_exported_and_erased(centre: Any, kiosk: Any) -> None:
    member = centre.joined(PHONE, birthday="11-25").member.member
    centre.wait(minutes=1)
    kiosk.tell(ConsentChanged(member=member, marketing=True))
    centre.wait(minutes=1)
    kiosk.tell(ConsentChanged(member=member, marketing=False))

    said = export(centre.house, member, centre.now)
    assert said is not None
    assert [(one["purpose"], one["given"]) for one in said["consents"]][-2:] == [("marketing", 1), ("marketing", 0)]
    erase(centre.house, member, "test", centre.now)
    assert export(centre.house, member, centre.now) is None
    assert centre.store.verify() == []


def test_A6_a_profile_is_asked_about_again_after_a_year_and_left_alone_for_30_days_after_not_now(
    centre: Any, kiosk: Any
) -> None:
    member = centre.joined(PHONE).member.member
    look_up = MemberLookup(kind="qr", value=centre.store.members.get(member).code)

    def asked(**later: int) -> bool:
        centre.wait(**later)
        return kiosk.ask(look_up).member.ask_profile

    assert (asked(days=364), asked(days=1)) == (False, True)
    kiosk.tell(ProfileChanged(member=member, checked="later"))
    assert (asked(days=29, hours=23), asked(hours=1)) == (False, True)
    kiosk.tell(ProfileChanged(member=member, checked="right"))
    # A year with a 29th of February.
    assert (asked(days=365), asked(days=1)) == (False, True)
    kiosk.tell(ProfileChanged(member=member, birthday="05-03"))
    assert not asked(minutes=1)
    assert export(centre.house, member, centre.now)["member"]["profile_confirmed_at"].startswith("2028-")


def test_A6_a_programme_can_leave_profiles_alone(centre: Any, kiosk: Any) -> None:
    centre.house.programme = replace(DEMO, refresh=RefreshPolicy(months=0))
    code = centre.store.members.get(centre.joined(PHONE).member.member).code
    centre.wait(days=4_000)

    assert not kiosk.ask(MemberLookup(kind="qr", value=code)).member.ask_profile


def test_A7_a_kiosk_never_asks_for_an_identity_document() -> None:
    contract = (Path(__file__).parents[2] / "docs/contract/asyncapi.json").read_text("utf-8")

    assert not [word for word in ("passport", "id_card", "document_number", "identity_document") if word in contract]


def test_A8_a_member_sees_balance_history_tier_coupons_and_what_lapses_when(centre: Any, kiosk: Any) -> None:
    member = centre.joined(PHONE).member
    centre.wait(days=340)

    view = kiosk.ask(MemberLookup(kind="qr", value=centre.store.members.get(member.member).code)).member

    assert (view.points, view.tier.key) == (100, "bronze")
    assert (view.expiring.points, view.expiring.on) == (100, "2027-11-22")
    assert len(kiosk.ask(History(member=member.member)).rows) == 1


def test_A9_people_who_are_there_twice_are_found(centre: Any, till: Any) -> None:
    one, two, other = (centre.member(points=0) for _ in range(3))
    with centre.store.transaction():
        for member in (one, two):
            centre.store.members.set_birthday(member.id, "--05-03")
    for number, member in enumerate((two, other)):
        ring(till, centre, f"o{number}", 5_000, {"code": member.code}, payer={"payment": "alipay-2088"})

    found = {frozenset(pair.members): pair.because for pair in duplicates(centre.house)}

    assert found == {
        frozenset({one.id, two.id}): "name and birthday",
        frozenset({two.id, other.id}): "the same payment",
    }


def test_A9_records_that_cannot_be_right_are_found_and_named_without_saying_what_they_are(centre: Any) -> None:
    fine, *ill = (centre.member(points=0) for _ in range(6))
    members = centre.store.members
    with centre.store.transaction():
        members.set_birthday(ill[0].id, "2031-02-03")
        members.set_address(ill[1].id, "phone", "138 1234")
        members.set_address(ill[2].id, "email", "Mei@Example.COM")
        members.rename(ill[3].id, "梅\u202e\x1b")
        members.set_address(ill[4].id, "phone", "")

    found = {one.member: (one.field, one.because) for one in wrong(centre.house, centre.now)}

    assert found == {
        ill[0].id: ("birthday", "no day anyone is born on"),
        ill[1].id: ("phone", "no number in E.164"),
        ill[2].id: ("email", "no address in one spelling"),
        ill[3].id: ("name", "letters nobody can read"),
        ill[4].id: ("contact", "no way to reach them"),
    }
    assert fine.id not in found


def ladder(*tiers: Tier, earning: EarningPolicy | None = None) -> dict[str, Any]:
    return {"tiers": TierPolicy(tiers), **({} if earning is None else {"earning": earning})}


BRONZE = Tier("bronze", Words("铜", "Bronze"))
TABLE = [
    *((0, 6_000, "bronze"), (0, 15_000, "silver"), (0, 25_000, "gold"), (4_000, 500, "bronze")),
    *((8_000, 3_000, "silver"), (18_000, 3_000, "gold"), (22_000, 5_000, "gold")),
]


@pytest.mark.parametrize(("before", "order", "tier"), TABLE)
def test_C1_C6_the_tier_goes_by_what_was_spent_with_this_order_and_not_by_points(
    centre: Any, till: Any, before: int, order: int, tier: str
) -> None:
    steps = Tier("silver", Words("银", "Silver"), 10_000), Tier("gold", Words("金", "Gold"), 20_000)
    centre.house.programme = replace(centre.house.programme, **ladder(BRONZE, *steps))
    member = centre.member(points=100_000)
    if before:
        ring(till, centre, "before", before, {"code": member.code})

    ring(till, centre, "o1", order, {"code": member.code})

    assert till.get(f"/members/code:{member.code}").json()["tier"] == tier


@pytest.mark.parametrize(("spent", "stars"), [(0, 100), (49_999, 100), (50_000, 120), (250_000, 170)])
def test_C5_C6_the_starbucks_ladder_of_2026_earns_1_12_and_17_times(
    centre: Any, till: Any, spent: int, stars: int
) -> None:
    steps = (
        Tier("green", Words("绿星", "Green")),
        Tier("gold", Words("金星", "Gold"), 50_000, basis_points=12_000),
        Tier("reserve", Words("臻选", "Reserve"), 250_000, basis_points=17_000),
    )
    policy = EarningPolicy(every_fen=100, points=1, first_order=None)
    centre.house.programme = replace(centre.house.programme, **ladder(*steps, earning=policy))
    member = centre.member(points=0)
    if spent:
        ring(till, centre, "before", spent, {"code": member.code})

    assert ring(till, centre, "o1", 10_000, {"code": member.code})["points"]["earned"] == stars


def test_C2_C3_up_at_once_and_the_way_to_the_next_tier_is_shown(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    ring(till, centre, "o1", 190_000, {"code": member.code})
    way = kiosk.ask(MemberLookup(kind="qr", value=member.code)).member.progress
    assert (way.next.key, way.need - way.have) == ("silver", 10_000)
    nightly.run(centre.house, centre.now)
    assert centre.store.database.all("SELECT kind FROM notice") == [("tier_near",)]

    ring(till, centre, "o2", 10_000, {"code": member.code})

    assert kiosk.ask(MemberLookup(kind="qr", value=member.code)).member.tier.key == "silver"


def test_C4_down_one_step_only_after_warnings_30_7_and_1_days_ahead(centre: Any, till: Any) -> None:
    member = centre.member(points=0)
    ring(till, centre, "o1", 600_000, {"code": member.code})
    warned, fell = [], []
    for _ in range(14 * 31):
        centre.wait(days=1)
        nightly.run(centre.house, centre.now)
        state, today = centre.store.visits.tier(member.id), centre.house.programme.local(centre.now).date()
        if state.tier != "gold" and not fell:
            fell.append((state.tier, today))
        if state.tier == "gold" and state.warned and state.warned not in [one for one, _ in warned]:
            warned.append((state.warned, (state.ends_on - today).days))

    assert warned == [(30, 30), (7, 7), (1, 1)]
    assert [tier for tier, _ in fell] == ["silver"]
    said = centre.store.database.all("SELECT count(*) FROM notice WHERE kind = 'tier_warning'")
    assert said == [(3,)]


def test_C5_the_guide_says_what_each_tier_gives(centre: Any, kiosk: Any) -> None:
    rows = kiosk.ask(TierList(member=centre.member().id)).rows

    assert [row.tier.key for row in rows] == ["bronze", "silver", "gold", "platinum"]
    assert all(row.privileges for row in rows)
