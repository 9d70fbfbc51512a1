"""The programme's vectors on members, tiers, coupons and stores, through the till and the kiosk (A, C, D, F10)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode

from loyalty.earning import EarningPolicy
from loyalty.tiers import Tier, TierPolicy
from loyalty.words import Words
from mqtt_bridge.messages import (
    CardLink,
    CardLost,
    ConsentChanged,
    CouponPrinted,
    History,
    JoinStart,
    JoinVerify,
    MemberLookup,
    RedemptionCommitted,
    Refusal,
    RewardHeld,
    RewardHold,
    TierList,
)
from server import nightly
from server.app import main
from server.correcting import duplicates
from server.granting import grant
from server.privacy.erase import erase
from server.privacy.export import export
from server.settling import settlement
from server.signing import open_ring
from server.store.segments import Segment

PHONE, FRIEND = "13812346688", "13900139000"


def ring(till: Any, centre: Any, order_id: str, fen: int, who: dict[str, str], store: str = "s1", **more: Any) -> Any:
    body = {"order_id": order_id, "store": store, "member": who, "total_fen": fen, "paid_at": centre.now.isoformat()}
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": fen}]
    headers = {"Authorization": f"Bearer token-of-{store}"}
    answer = till.post("/orders", json={**body, "lines": lines, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def use(till: Any, code: str, action: str, order_id: str = "o1", store: str = "s1", **more: Any) -> Any:
    headers = {"Authorization": f"Bearer token-of-{store}"}
    return till.post(f"/coupons/{code}/{action}", json={"order_id": order_id, **more}, headers=headers)


def bought(centre: Any, kiosk: Any, member: Any, reward: str = "off-10", redemption: str = "r1") -> str:
    """The code of a coupon that points have bought and paper carries."""
    held = kiosk.ask(RewardHold(redemption=redemption, member=member.id, reward=reward))
    assert isinstance(held, RewardHeld)
    kiosk.tell(RedemptionCommitted(redemption=redemption, member=member.id))
    return held.coupon.code


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


def test_A7_no_identity_document_is_asked_for_or_kept(centre: Any) -> None:
    contract = (Path(__file__).parents[2] / "docs/contract/asyncapi.json").read_text("utf-8")

    for word in ("passport", "id_card", "document_number", "identity_document"):
        assert word not in contract
        assert not any(word in table for table in centre.tables())


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


def test_D1_a_coupon_takes_off_what_it_says_where_and_when_it_says(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    off, lunch = bought(centre, kiosk, member, "over-100-off-20"), bought(centre, kiosk, member, "lunch-15", "r2")

    assert use(till, off, "reserve", total_fen=9_999).json()["why"]["zh"] == "需满¥100，还差¥0.01"
    assert use(till, off, "reserve", total_fen=10_000).json()["value_fen"] == 2_000
    sunday = use(till, lunch, "reserve", "o2", total_fen=10_000).json()
    assert (sunday["code"], sunday["why"]["zh"][:2]) == ("does-not-apply", "今天")
    centre.wait(days=1)
    assert use(till, lunch, "reserve", "o3", total_fen=10_000).json()["value_fen"] == 1_500


def test_D2_everybody_of_a_segment_gets_a_coupon_of_their_own_once(centre: Any, till: Any) -> None:
    gold, plain = centre.member(points=0), centre.member(points=0)
    ring(till, centre, "o1", 600_000, {"code": gold.code})

    first = grant(centre.house, "off-10", Segment(tiers=("gold",)), "spring", centre.now)
    again = grant(centre.house, "off-10", Segment(tiers=("gold",)), "spring", centre.now)

    assert (first, again) == (1, 0)
    assert [one["kind"] for one in till.get(f"/members/code:{gold.code}").json()["coupons"]] == ["amount_off"]
    assert till.get(f"/members/code:{plain.code}").json()["coupons"] == []
    away = Segment(no_order_since=centre.now - timedelta(days=30))
    assert grant(centre.house, "off-10", away, "come-back", centre.now) == 1
    with pytest.raises(ValueError, match="no coupon"):
        grant(centre.house, "of-10", Segment(), "x", centre.now)


def test_D3_a_coupon_is_passed_on_by_a_link_and_has_one_holder(centre: Any, till: Any, kiosk: Any) -> None:
    giver, first, second = centre.member(points=10), centre.member(points=0), centre.member(points=0)
    code = bought(centre, kiosk, giver)
    link = till.post("/shares", json={"coupon": code, "member": {"code": giver.code}}).json()

    def open_(member: Any, action: str = "take") -> Any:
        return till.post(f"/shares/{link['token']}/{action}", json={"member": {"code": member.code}})

    assert open_(giver).status_code == 409
    assert open_(first).json()["state"] == "taken"
    assert open_(first).status_code == 200
    assert open_(second).json()["why"] == {"zh": "已被别人领取", "en": "Somebody else has it already"}
    assert open_(giver, "withdraw").status_code == 409
    assert [one["code"] for one in till.get(f"/members/code:{first.code}").json()["coupons"]] == [code]
    assert till.get(f"/members/code:{giver.code}").json()["coupons"] == []
    assert till.post("/shares/never/take", json={"member": {"code": first.code}}).status_code == 404


def test_D3_of_two_links_to_one_coupon_the_second_brings_nothing(centre: Any, till: Any, kiosk: Any) -> None:
    giver, first, second = centre.member(points=10), centre.member(points=0), centre.member(points=0)
    asked = {"coupon": bought(centre, kiosk, giver), "member": {"code": giver.code}}
    links = [till.post("/shares", json=asked).json()["token"] for _ in range(2)]

    answers = [
        till.post(f"/shares/{token}/take", json={"member": {"code": member.code}}).status_code
        for token, member in zip(links, (first, second), strict=True)
    ]

    assert answers == [200, 409]
    assert len(till.get(f"/members/code:{first.code}").json()["coupons"]) == 1


def test_D4_a_coupon_is_redeemed_once_and_a_reprint_is_the_same_one(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=10)
    code = bought(centre, kiosk, member)
    kiosk.tell(CouponPrinted(member=member.id, coupon=code))
    assert centre.store.coupons.get(code).printed == 2

    assert use(till, code, "reserve").json()["state"] == "reserved"
    assert use(till, code, "reserve", "o2").status_code == 409
    assert use(till, code, "capture").json()["state"] == "redeemed"
    assert use(till, code, "capture").json()["state"] == "redeemed"
    assert use(till, code, "reserve", "o3").json()["why"]["zh"] == "优惠券已使用"


def test_D5_the_printed_code_proves_itself_and_fits_41_modules(centre: Any, tmp_path: Path) -> None:
    centre.house.ring = open_ring(tmp_path / "keys")
    (coupon,) = centre.joined(PHONE).member.coupons
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(coupon.signed)
    code.make(fit=True)

    assert coupon.signed.startswith("RGS:")
    assert code.modules_count <= 41


def test_D6_a_refund_gives_the_coupon_back_with_its_own_date(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=10)
    code = bought(centre, kiosk, member)
    before = centre.store.coupons.get(code).coupon
    use(till, code, "reserve")
    ring(till, centre, "o1", 10_000, {"code": member.code})
    use(till, code, "capture")
    centre.wait(days=3)

    back = till.post("/orders/o1/refunds", json={"refund_id": "r1", "lines": None}).json()

    assert back["coupons"] == [code]
    assert centre.store.coupons.get(code).coupon == before


def test_F10_stores_settle_what_was_given_in_one_and_spent_in_another(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    ring(till, centre, "o1", 100_000, {"code": member.code}, "s1")
    code = bought(centre, kiosk, member)
    use(till, code, "reserve", "o2", "s2")
    use(till, code, "capture", "o2", "s2")
    today = centre.house.programme.local(centre.now).date()

    flows, settled = settlement(centre.house, today, today)

    assert [(one.issued_by, one.redeemed_at, one.points) for one in flows] == [("s1", "s2", 10)]
    assert settled.balances == (("s1", -1_000), ("s2", 1_000))
    assert settlement(centre.house, date(2026, 1, 1), date(2026, 1, 2))[0] == []


def test_F10_the_command_says_who_pays_whom(tmp_path: Path, capsys: Any) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n', "utf-8")

    words = ["settlement", "--config", str(config), "--from", "2026-11-01", "--to", "2026-11-30"]
    assert main(words) == 0
    assert capsys.readouterr().out == "nothing was spent\n"
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["payments"] == []


def test_no_kiosk_is_told_of_a_member_who_is_none(kiosk: Any) -> None:
    assert isinstance(kiosk.ask(RewardHold(redemption="r", member="m-nobody", reward="off-10")), Refusal)
