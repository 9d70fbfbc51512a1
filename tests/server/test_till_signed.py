"""Printed coupons that prove themselves: at the till with us, and without us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import segno
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from loyalty.coupons import Coupon
from loyalty.programme import DEMO
from mqtt_bridge.messages import CouponShow, CouponShown, CouponView, RedemptionCommitted, Refusal, RewardHold
from mqtt_bridge.signed_coupon import Refused, verify
from server.desk import Desk
from server.signing import KeyRing, open_ring, read_public, rotate
from server.till.check import main


@pytest.fixture
def ring(centre: Any, tmp_path: Path) -> KeyRing:
    """The centre signs its coupons."""
    made = open_ring(tmp_path / "coupon.keys")
    centre.house = replace(centre.house, ring=made)
    centre.desk = Desk(centre.house, lambda: 0.0)
    return made


@pytest.fixture
def signing_till(centre: Any, ring: KeyRing, serve_till: Any) -> Iterator[httpx.Client]:
    with serve_till(centre) as client:
        yield client


def printed(centre: Any) -> CouponView:
    """The coupon of a redemption that is on paper."""
    member = centre.member(points=30)
    kiosk = centre.kiosk(f"k-{member.id[-12:]}")
    held = kiosk.ask(RewardHold(redemption=f"r-{member.id}", member=member.id, reward="off-10"))
    kiosk.tell(RedemptionCommitted(redemption=f"r-{member.id}", member=member.id))
    coupon: CouponView = held.coupon
    return coupon


def check(*arguments: str) -> tuple[int, Any]:
    done = CliRunner().invoke(main, ["check", *arguments, "--json"])
    return done.exit_code, json.loads(done.output) if done.output.startswith("{") else None


def test_what_is_scanned_from_paper_is_reserved_captured_and_given_back(
    centre: Any, signing_till: httpx.Client
) -> None:
    coupon = printed(centre)
    scanned = quote(coupon.signed, safe="")
    asked = {"order_id": "o1", "total_fen": 5_000}

    reserved = signing_till.post(f"/coupons/{scanned}/reserve", json=asked).json()
    captured = signing_till.post(f"/coupons/{scanned}/capture", json={"order_id": "o1"}).json()
    by_code = signing_till.post(f"/coupons/{coupon.code}/capture", json={"order_id": "o1"}).json()

    assert (reserved["code"], reserved["state"], reserved["value_fen"]) == (coupon.code, "reserved", 1_000)
    assert captured == by_code
    assert captured["state"] == "redeemed"


def test_a_forged_coupon_is_refused_with_the_reason(centre: Any, signing_till: httpx.Client, tmp_path: Path) -> None:
    coupon = printed(centre)
    template = DEMO.template("off-10")
    assert template is not None
    other = open_ring(tmp_path / "other.keys").sign(template, Coupon(coupon.code, "off-10", None))

    refused = signing_till.post(f"/coupons/{quote(other, safe='')}/reserve", json={"order_id": "o1"})

    assert (refused.status_code, refused.json()["code"]) == (409, "coupon-refused")
    assert refused.json()["detail"] == "The signature is wrong"
    assert centre.store.coupons.get(coupon.code).coupon.state == "issued"


def test_a_till_without_a_network_can_tell_that_a_coupon_is_ours(
    centre: Any, signing_till: httpx.Client, tmp_path: Path
) -> None:
    coupon = printed(centre)
    keys = tmp_path / "public.json"
    keys.write_text(signing_till.get("/coupon-keys").text)
    at = centre.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
    late = (centre.now + timedelta(days=91)).strftime("%Y-%m-%dT%H:%M:%S%z")

    good = check(coupon.signed, "--keys", str(keys), "--store", "s1", "--at", at)

    assert good[0] == 0 and good[1]["valid"] and (good[1]["code"], good[1]["value_fen"]) == (coupon.code, 1_000)
    changed = coupon.signed[:-1] + ("A" if coupon.signed[-1] != "A" else "B")
    for text, moment, why in (
        (coupon.signed, late, "expired"),
        (changed, at, ("forged", "damaged")),
        (coupon.code, at, "not_ours"),
        ("https://example.com", at, "not_ours"),
    ):
        code, said = check(text, "--keys", str(keys), "--store", "s1", "--at", moment)
        assert code == 1 and said["why"] in why


def test_a_new_key_signs_and_the_old_one_still_counts_until_it_is_retired(tmp_path: Path, centre: Any) -> None:
    path, template = tmp_path / "coupon.keys", DEMO.template("off-10")
    assert template is not None
    coupon = Coupon("RGC-0123456789ABCDEF", "off-10", centre.now.replace(second=0, microsecond=0) + timedelta(days=1))
    first = open_ring(path)
    old = first.sign(template, coupon)

    assert rotate(path) == 2
    second = open_ring(path)
    new = second.sign(template, coupon)

    keys = tmp_path / "public.json"
    keys.write_text(json.dumps(second.published()))
    at = centre.now.strftime("%Y-%m-%dT%H:%M:%S%z")
    assert old != new
    assert [check(text, "--keys", str(keys), "--store", "x", "--at", at)[0] for text in (old, new)] == [0, 0]
    keys.write_text(json.dumps({"keys": {"2": second.published()["keys"]["2"]}}))
    assert check(old, "--keys", str(keys), "--store", "x", "--at", at)[1]["why"] == "unknown_key"
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_the_keys_of_a_data_folder_are_printed_and_rotated(tmp_path: Path) -> None:
    run = CliRunner()

    shown = run.invoke(main, ["keys", str(tmp_path)])
    rotated = run.invoke(main, ["rotate", str(tmp_path)])

    assert list(read_public(shown.output)) == [1]
    assert rotated.exit_code == 0 and "key 2" in rotated.output
    assert run.invoke(main, ["check", "x", "--keys", str(tmp_path / "none"), "--store", "s"]).exit_code == 2


@pytest.mark.parametrize(
    "text", ["", "{}", '{"keys": 1}', '{"keys": {"1": "AA=="}}', '{"current": 1, "private_keys": {}}', "[]", "\x00"]
)
def test_a_damaged_file_of_keys_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "coupon.keys"
    path.write_text(text)

    with pytest.raises(ValueError, match="restore it from the backup"):
        open_ring(path)
    if text not in ('{"current": 1, "private_keys": {}}',):
        assert check("x", "--keys", str(path), "--store", "s")[0] in (1, 2)


def test_the_code_on_paper_is_small_enough_to_be_read(centre: Any, ring: KeyRing) -> None:
    coupon = printed(centre)

    assert segno.make_qr(coupon.signed, error="m").symbol_size(border=0)[0] <= 41


def shown(centre: Any, coupon: CouponView) -> str:
    """A code of this coupon from a kiosk's screen."""
    member = centre.store.coupons.get(coupon.code).member
    answer = centre.kiosk().ask(CouponShow(member=member, coupon=coupon.code))
    assert isinstance(answer, CouponShown) and answer.lives_s == 60
    return answer.code


def ask_till(till: httpx.Client, code: str, action: str, order: str) -> httpx.Response:
    return till.post(f"/coupons/{quote(code, safe='')}/{action}", json={"order_id": order})


def test_a_code_from_the_screen_serves_one_order_and_is_captured_after_its_time(
    centre: Any, signing_till: httpx.Client
) -> None:
    coupon = printed(centre)
    code = shown(centre, coupon)
    assert segno.make_qr(code, error="m").symbol_size(border=0)[0] <= 41

    assert ask_till(signing_till, code, "reserve", "o1").json()["state"] == "reserved"
    assert ask_till(signing_till, code, "reserve", "o1").status_code == 200
    centre.wait(minutes=5)
    assert ask_till(signing_till, code, "capture", "o1").json()["state"] == "redeemed"
    assert centre.kiosk().ask(
        CouponShow(member=centre.store.coupons.get(coupon.code).member, coupon=coupon.code)
    ) == Refusal(code="coupon_over", message="this coupon is redeemed")


def test_a_code_from_the_screen_that_served_an_order_serves_no_other(centre: Any, signing_till: httpx.Client) -> None:
    coupon = printed(centre)
    code = shown(centre, coupon)
    ask_till(signing_till, code, "reserve", "o1")
    ask_till(signing_till, code, "void", "o1")

    again = ask_till(signing_till, code, "reserve", "o2")
    assert (again.status_code, again.json()["detail"]) == (409, "This code was used: refresh it at the kiosk")
    assert ask_till(signing_till, code, "reserve", "o1").status_code == 200
    ask_till(signing_till, code, "void", "o1")
    centre.wait(seconds=1)
    assert ask_till(signing_till, shown(centre, coupon), "reserve", "o2").json()["state"] == "reserved"


def test_a_code_from_the_screen_is_over_after_its_time_and_a_till_alone_says_so(
    centre: Any, signing_till: httpx.Client, tmp_path: Path
) -> None:
    code = shown(centre, printed(centre))
    keys = tmp_path / "public.json"
    keys.write_text(signing_till.get("/coupon-keys").text)
    # What is scanned in the last second is on its way for a while.
    last, late = (centre.now + timedelta(seconds=s) for s in (69, 70))

    for at, counts in ((last, True), (late, False)):
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")
        status, said = check(code, "--keys", str(keys), "--store", "s1", "--at", moment)
        assert (status == 0, said.get("once"), said.get("why")) == (
            (True, True, None) if counts else (False, None, "expired")
        )
    centre.wait(seconds=70)
    refused = ask_till(signing_till, code, "reserve", "o1")
    assert (refused.status_code, refused.json()["detail"]) == (409, "This coupon has expired")


def test_a_code_is_shown_only_to_whose_coupon_it_is(centre: Any, ring: KeyRing) -> None:
    coupon, other = printed(centre), centre.member()
    held = centre.kiosk("k-9").ask(RewardHold(redemption="r-9", member=centre.member(points=30).id, reward="off-10"))

    for member, code in ((other.id, coupon.code), (other.id, "RGC-NONE"), (other.id, held.coupon.code)):
        assert centre.kiosk().ask(CouponShow(member=member, coupon=code)).code == "unknown_coupon"


def test_a_house_that_signs_nothing_says_so(centre: Any) -> None:
    coupon = printed(centre)
    member = centre.store.coupons.get(coupon.code).member
    assert centre.kiosk().ask(CouponShow(member=member, coupon=coupon.code)).code == "not_signed"


@given(st.text(max_size=200))
def test_nothing_scanned_makes_the_check_stumble(text: str) -> None:
    assert isinstance(verify(text, {}, datetime(2026, 11, 22, tzinfo=UTC), "s1"), Refused)
