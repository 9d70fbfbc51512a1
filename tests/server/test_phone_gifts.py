"""Points or a coupon for a telephone number (D3): nobody learns whose it is, and nothing is given twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from loyalty.coupons import Coupon
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import GiftSend, GiftSent, JoinStart, MemberCheckedIn, Refusal, RewardHold
from server.cards import Cards
from server.handlers.gifting import A_GIVER_A_DAY, A_NUMBER_A_DAY
from server.privacy.erase import erase
from server.privacy.export import export
from server.privacy.retention import forget

STRANGER = "13900139000"


@pytest.fixture
def giver(centre: Any) -> Any:
    return centre.member(points=100)


def give(giver: Any, phone: str = STRANGER, points: int = 50, gift: str = "g1", **more: Any) -> GiftSend:
    return GiftSend(gift=gift, member=giver.id, phone=phone, points=points, **more)


def comes(centre: Any, kiosk: Any, member: Any) -> None:
    on = centre.house.programme.local(centre.now).date().isoformat()
    assert kiosk.tell(MemberCheckedIn(member=member.id, on=on)).rejected == ()


def coupon_of(centre: Any, member: Any, passes: bool = True) -> str:
    template = next(one for one in centre.house.programme.coupons if bool(one.passes) is passes)
    code: str = centre.house.new_code(CodeKind.COUPON)
    with centre.store.transaction():
        lapses = centre.house.programme.coupon_expires_at(template, centre.now)
        centre.store.coupons.add(Coupon(code, template.key, lapses), member.id, centre.now, "test", "given")
    return code


def test_a_number_of_nobody_and_a_members_number_are_answered_alike(centre: Any, kiosk: Any) -> None:
    friend, one, other = centre.member(points=0), centre.member(), centre.member()

    known, nobody = kiosk.ask(give(one, friend.phone)), kiosk.ask(give(other, STRANGER, gift="g2"))

    assert isinstance(known, GiftSent) and isinstance(nobody, GiftSent)
    assert (known.points_after, known.until) == (nobody.points_after, nobody.until) == (50, known.until)
    assert centre.points(friend) == 0, "the giver could see in the history that somebody has this number"
    assert (known.phone_masked[-4:], nobody.phone_masked) == (friend.phone[-4:], "139 •••• 9000")


def test_a_member_has_the_points_when_they_check_in_with_their_expiry(centre: Any, kiosk: Any, giver: Any) -> None:
    friend = centre.member(points=0)
    lapse = centre.store.ledger.load(giver.id).lots[0].expires_at
    kiosk.ask(give(giver, friend.phone))

    comes(centre, centre.kiosk("kiosk-2"), friend)

    got = [lot for lot in centre.store.ledger.load(friend.id).lots if lot.remaining == 50]
    assert [lot.expires_at for lot in got] == [lapse]
    assert centre.points(giver) == 50
    before = centre.points(friend)
    comes(centre, kiosk, friend)
    assert centre.points(friend) == before
    assert centre.store.verify() == []


@pytest.mark.parametrize(("who", "gifts", "points"), [("card", 1, 62), ("code", 1, 62), ("phone", 0, 12)])
def test_a_till_order_fetches_for_who_shows_a_card_or_code_and_not_for_a_number(
    centre: Any, kiosk: Any, giver: Any, till: Any, who: str, gifts: int, points: int
) -> None:
    friend = centre.member(points=0, card="04f81ce0ffee80")
    kiosk.ask(give(giver, friend.phone))
    named = {"card": "04f81ce0ffee80", "code": friend.code, "phone": friend.phone}
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": 61_200}]
    bill = {"order_id": "o1", "store": "s1", "lines": lines, "total_fen": 61_200}
    order = {**bill, "member": {who: named[who]}, "paid_at": centre.now.isoformat()}

    first = till.post("/orders", json=order).json()
    again = till.post("/orders", json=order).json()

    assert first == again
    earned = first["points"]["earned"]
    assert (first["gifts"], first["points"]["balance"] - earned) == (gifts, points - 12)
    assert centre.points(friend) == points - 12 + earned
    assert centre.points(giver) == 50
    assert centre.store.verify() == []


def test_a_coupon_that_waits_is_there_for_the_order_it_is_fetched_with(
    centre: Any, kiosk: Any, giver: Any, till: Any
) -> None:
    friend = centre.member(points=0, card="04f81ce0ffee80")
    code = coupon_of(centre, giver)
    kiosk.ask(give(giver, friend.phone, points=0, coupon=code))
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": 61_200}]
    order = {"order_id": "o1", "store": "s1", "lines": lines, "total_fen": 61_200, "paid_at": centre.now.isoformat()}

    assert till.post("/orders", json={**order, "member": {"card": "04f81ce0ffee80"}}).json()["gifts"] == 1

    assert [one["code"] for one in till.get("/members/card:04f81ce0ffee80").json()["coupons"]] == [code]
    assert till.post(f"/coupons/{code}/reserve", json={"order_id": "o2"}).json()["state"] == "reserved"


def test_who_is_nobody_yet_has_the_gift_when_they_join(centre: Any, kiosk: Any, giver: Any) -> None:
    coupon = coupon_of(centre, giver)
    kiosk.ask(give(giver))
    kiosk.ask(give(giver, points=0, coupon=coupon, gift="g2"))
    plain = centre.joined("13900139001").member

    joined = centre.joined(STRANGER).member

    assert joined.points == plain.points + 50
    assert coupon in [one.code for one in joined.coupons]
    assert centre.store.coupons.of_member(giver.id) == []


def test_what_nobody_fetches_comes_back(centre: Any, kiosk: Any, giver: Any) -> None:
    kiosk.ask(give(giver))
    assert centre.points(giver) == 50

    centre.wait(hours=centre.house.programme.sharing.link_hours)

    assert centre.points(giver) == 100
    late = centre.joined(STRANGER).member
    assert centre.points(giver) == 100 and late.points == centre.joined("13900139001").member.points


def test_a_coupon_is_the_givers_until_it_is_fetched(centre: Any, kiosk: Any, giver: Any, till: Any) -> None:
    coupon, friend = coupon_of(centre, giver), centre.member(points=0)
    kiosk.ask(give(giver, friend.phone, 0, coupon=coupon))
    said = till.post(f"/coupons/{coupon}/reserve", json={"order_id": "o1", "total_fen": 50_000})
    assert said.status_code == 200, said.text

    comes(centre, kiosk, friend)

    assert [one.coupon.code for one in centre.store.coupons.of_member(giver.id)] == [coupon]


def test_the_same_gift_again_is_one_gift_and_the_same_answer(centre: Any, kiosk: Any, giver: Any) -> None:
    first, again = kiosk.ask(give(giver)), kiosk.ask(give(giver))

    assert first == again
    assert centre.points(giver) == 50
    assert len([one for one in centre.store.notices.waiting() if one.kind == "gift_waiting"]) == 1
    assert kiosk.ask(give(giver, points=51)).code == "conflict"
    assert kiosk.ask(give(giver, "13900139001")).code == "conflict"


def test_who_has_the_number_is_told_and_the_giver_too(centre: Any, kiosk: Any, giver: Any) -> None:
    kiosk.ask(give(giver))

    said = {one.kind: one for one in centre.store.notices.waiting()}

    assert said["gift_waiting"].to == "+86" + STRANGER
    assert said["gift_waiting"].values == {"name": "林*雨", "what": "50 点积分", "until": "2026-11-25"}
    assert (said["gift_sent"].to, said["gift_sent"].member) == ("", giver.id)
    assert said["gift_sent"].values["number"] == "139 •••• 9000"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gift": ""}, "bad_request"),
        ({"gift": "x" * 65}, "bad_request"),
        ({"points": 0}, "bad_request"),
        ({"points": -5}, "bad_request"),
        ({"coupon": "RGC-1"}, "bad_request"),
        ({"phone": "12"}, "bad_phone"),
        ({"points": 101}, "not_enough"),
        ({"points": 501}, "gift_too_large"),
        ({"points": 0, "coupon": "RGC-NOBODYS"}, "unknown_coupon"),
    ],
)
def test_what_cannot_be_given_is_refused_and_moves_nothing(
    centre: Any, kiosk: Any, giver: Any, change: dict[str, Any], code: str
) -> None:
    asked = {"gift": "g1", "member": giver.id, "phone": STRANGER, "points": 50} | change

    assert kiosk.ask(GiftSend(**asked)).code == code

    assert centre.points(giver) == 100
    assert centre.store.notices.waiting() == []


def test_nobody_gives_to_themselves_or_in_the_name_of_nobody(centre: Any, kiosk: Any, giver: Any) -> None:
    assert kiosk.ask(give(giver, giver.phone)).code == "own_number"
    assert kiosk.ask(GiftSend(gift="g", member="m-nobody", phone=STRANGER, points=1)).code == "unknown_member"


def test_a_coupon_goes_to_one_number_and_only_if_it_may_be_passed_on(centre: Any, kiosk: Any, giver: Any) -> None:
    coupon, personal = coupon_of(centre, giver), coupon_of(centre, giver, passes=False)

    assert isinstance(kiosk.ask(give(giver, points=0, coupon=coupon)), GiftSent)

    other = kiosk.ask(give(giver, "13900139001", 0, "g2", coupon=coupon))
    assert (other.code, other.message) == ("not_to_pass", "it waits for somebody already")
    assert kiosk.ask(give(giver, points=0, gift="g3", coupon=personal)).code == "not_to_pass"
    somebody = centre.member()
    assert kiosk.ask(give(somebody, points=0, gift="g4", coupon=coupon)).code == "unknown_coupon"


def test_a_day_has_so_many_gifts_for_giver_and_number(centre: Any, kiosk: Any, giver: Any) -> None:
    for number in range(A_GIVER_A_DAY):
        assert isinstance(kiosk.ask(give(giver, f"1390013900{number}", 1, f"g{number}")), GiftSent)
    assert kiosk.ask(give(giver, STRANGER, 1, "more")).code == "gifts_today"
    centre.wait(days=1)
    assert isinstance(kiosk.ask(give(giver, STRANGER, 1, "more")), GiftSent)

    for number in range(A_NUMBER_A_DAY - 1):
        assert isinstance(kiosk.ask(give(centre.member(), STRANGER, 1, f"to{number}")), GiftSent)
    assert kiosk.ask(give(centre.member(), STRANGER, 1, "flood")).code == "gifts_today"


def test_points_of_a_day_are_counted_fetched_or_not(centre: Any, kiosk: Any) -> None:
    giver, friend = centre.member(points=2_000), centre.member(points=0)
    kiosk.ask(give(giver, friend.phone, 500))
    comes(centre, kiosk, friend)
    assert isinstance(kiosk.ask(give(giver, STRANGER, 500, "g2")), GiftSent)

    assert kiosk.ask(give(giver, STRANGER, 1, "g3")).code == "gift_too_large"


def test_a_card_that_proves_nothing_gives_nothing(centre: Any, kiosk: Any, giver: Any) -> None:
    centre.house.cards = Cards("challenged")

    assert kiosk.ask(give(giver, proof="uid_only")).code == "proof_needed"
    assert isinstance(kiosk.ask(give(giver, proof="challenged")), GiftSent)


def test_points_that_wait_are_not_spent_meanwhile(centre: Any, kiosk: Any, giver: Any) -> None:
    kiosk.ask(give(giver, points=95))

    assert kiosk.ask(RewardHold(redemption="r1", member=giver.id, reward="off-10")).code == "not_enough"


def test_twenty_gifts_of_one_balance_at_once_promise_it_once(open_centre: Callable[..., Any]) -> None:
    centre = open_centre()
    giver = centre.member(points=100)
    other = open_centre()
    answers: list[Any] = [None] * 20
    start = threading.Barrier(20)

    def run(place: int) -> None:
        kiosk = other.kiosk(f"kiosk-{place}")
        start.wait()
        answers[place] = kiosk.ask(give(giver, f"139001390{place:02}", 100))

    threads = [threading.Thread(target=run, args=(place,)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    sent = [place for place, answer in enumerate(answers) if isinstance(answer, GiftSent)]
    assert len(sent) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"not_enough"}
    assert centre.points(giver) == 0
    got = [centre.joined(f"139001390{place:02}").member.points for place in range(20)]
    assert sorted(got)[-1] - sorted(got)[0] == 100 and sorted(got)[-2] == sorted(got)[0]
    assert centre.store.verify() == []


def test_erasing_ends_what_waits_and_the_number_is_forgotten(centre: Any, kiosk: Any, giver: Any) -> None:
    kiosk.ask(give(giver))
    assert export(centre.house, giver.id, centre.now)["gifts_to_numbers"][0]["points"] == 50  # type: ignore[index]

    erase(centre.house, giver.id, "test", centre.now)
    assert [one for one in centre.store.notices.waiting() if one.kind.startswith("gift")] == []
    plain = centre.joined("13900139001").member
    assert centre.joined(STRANGER).member.points == plain.points

    other = centre.member()
    kiosk.ask(give(other, "13900139002", gift="g2"))
    centre.wait(hours=centre.house.programme.sharing.link_hours)
    assert forget(centre.store, centre.now + timedelta(days=3)).gifts == 1
    assert centre.store.database.all("SELECT DISTINCT phone_hash FROM phone_gift") == [("",)]


def test_asking_for_a_code_fetches_nothing(centre: Any, kiosk: Any, giver: Any) -> None:
    friend = centre.member(points=0)
    kiosk.ask(give(giver, friend.phone))

    kiosk.ask(JoinStart(phone=friend.phone))

    assert centre.points(friend) == 0
