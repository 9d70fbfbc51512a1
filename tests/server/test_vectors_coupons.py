"""The programme's vectors on coupons and stores, through the till and the kiosk (D, F10)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode

from mqtt_bridge.messages import (
    CouponPrinted,
    RedemptionCommitted,
    Refusal,
    RewardHeld,
    RewardHold,
)
from server.app import main
from server.granting import grant
from server.reports.period import Period
from server.reports.settlement import settlement
from server.signing import open_ring
from server.store.segments import Segment

PHONE = "13812346688"


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

    flows, settled = settlement(centre.house, Period(today, today))

    assert [(one.issued_by, one.redeemed_at, one.points) for one in flows] == [("s1", "s2", 10)]
    assert settled.balances == (("s1", -1_000), ("s2", 1_000))
    assert settlement(centre.house, Period(date(2026, 1, 1), date(2026, 1, 2)))[0] == []


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
