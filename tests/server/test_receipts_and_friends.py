"""Receipts are claimed once, cards are linked, friends are brought."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty.referrals import ReferralState
from mqtt_bridge.messages import (
    CardLink,
    CardLinked,
    MemberFound,
    MemberLookup,
    ReceiptClaimed,
    ReceiptQuote,
    ReceiptQuoted,
    Referral,
    ReferralView,
    TierList,
)
from server import referring


def test_a_receipt_is_quoted_and_claimed_once_for_the_same_points(centre: Any, kiosk: Any) -> None:
    member, other = centre.member(points=0, card="04aa"), centre.member(points=0)
    code = centre.order(61_200)

    quoted = kiosk.ask(ReceiptQuote(member=member.id, code=code))
    acks = [kiosk.tell(ReceiptClaimed(member=who.id, code=code)) for who in (member, member, other)]

    assert isinstance(quoted, ReceiptQuoted)
    assert (quoted.total_fen, quoted.points, quoted.claimed) == (61_200, 62, False)
    assert quoted.why.zh.startswith("¥612 ÷ 50 = 12 点")
    assert [[one.code for one in ack.rejected] for ack in acks] == [[], [], ["claimed"]]
    assert (centre.points(member), centre.points(other)) == (62, 0)
    again = kiosk.ask(ReceiptQuote(member=other.id, code=code))
    assert (again.points, again.claimed) == (0, True)
    assert kiosk.ask(TierList(member=member.id)).now_fen == 61_200


def test_two_kiosks_claim_one_receipt_and_the_first_has_it(centre: Any) -> None:
    members = [centre.member(points=0) for _ in range(2)]
    code = centre.order(50_000)

    acks = [
        centre.kiosk(f"kiosk-{n}").tell(ReceiptClaimed(member=member.id, code=code)) for n, member in enumerate(members)
    ]

    assert [len(ack.rejected) for ack in acks] == [0, 1]
    assert [centre.points(member) for member in members] == [60, 0]


def test_a_claimed_order_goes_back_like_any_other(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    code = centre.order(61_200)
    kiosk.tell(ReceiptClaimed(member=member.id, code=code))

    answer = centre.refund()

    assert answer["points"] == {"given_back": 0, "taken_back": 62, "balance": 0, "debt": 0}
    assert kiosk.ask(TierList(member=member.id)).now_fen == 0


def test_a_receipt_whose_order_went_back_is_worth_nothing(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    code = centre.order(61_200)
    centre.refund()

    assert kiosk.ask(ReceiptQuote(member=member.id, code=code)).points == 0
    assert kiosk.tell(ReceiptClaimed(member=member.id, code=code)).rejected == ()
    assert centre.points(member) == 0


def test_a_receipt_of_a_member_is_claimed_already(centre: Any, kiosk: Any) -> None:
    member, other = centre.member(points=0), centre.member(points=0)
    code = centre.order(61_200, member=member)

    assert kiosk.ask(ReceiptQuote(member=other.id, code=code)).claimed
    assert [one.code for one in kiosk.tell(ReceiptClaimed(member=other.id, code=code)).rejected] == ["claimed"]


@pytest.mark.parametrize("code", ["", "RGR-NOSUCHCODE00", "RGM-DEMO0000000LIN01", "x" * 300, "' OR 1=1 --", "\x00"])
def test_what_is_no_receipt_is_unknown(centre: Any, kiosk: Any, code: str) -> None:
    member = centre.member(points=0)

    assert kiosk.ask(ReceiptQuote(member=member.id, code=code)).code == "unknown_receipt"
    assert [r.code for r in kiosk.tell(ReceiptClaimed(member=member.id, code=code)).rejected] == ["unknown_receipt"]


def test_the_first_order_bonus_is_given_once_whether_rung_up_or_claimed(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    kiosk.tell(ReceiptClaimed(member=member.id, code=centre.order(20_000)))

    centre.order(20_000, "o2", member)

    assert centre.points(member) == 54 + 4


def test_one_more_card_finds_the_same_member(centre: Any, kiosk: Any) -> None:
    member = centre.member(card="04aa")
    centre.wait(minutes=1)
    question = CardLink(member=member.id, card_kind="nfc", card_value="04:BB:CC:DD")

    linked = kiosk.ask(question)

    assert isinstance(linked, CardLinked)
    assert linked.member.card_last4 == "CCDD"
    assert kiosk.ask(question) == linked
    found = kiosk.ask(MemberLookup(kind="nfc", value="04bbccdd"))
    assert isinstance(found, MemberFound)
    assert found.member == linked.member


def test_a_card_of_somebody_else_or_a_lost_one_is_not_linked(centre: Any, kiosk: Any) -> None:
    member = centre.member()
    centre.member(card="04aa")
    centre.member(card="04bb")
    with centre.store.transaction():
        centre.store.members.revoke("nfc", "04bb", centre.now)

    codes = [
        kiosk.ask(CardLink(member=member.id, card_kind="nfc", card_value=value)).code
        for value in ("04aa", "04bb", "", "x" * 129)
    ]

    assert codes == ["card_taken", "card_blocked", "bad_request", "bad_request"]


def test_a_friend_who_came_with_the_code_and_ordered_gives_both_points_once(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    view = kiosk.ask(Referral(member=member.id))
    assert isinstance(view, ReferralView)
    assert view.code.startswith("RGF-")
    assert (view.joined, view.rewarded) == (0, 0)
    friend = centre.store.members.get(centre.joined("13812346688", referral=view.code).member.member)

    centre.order(10_000, member=friend)
    before = centre.points(friend)
    centre.wait(days=7)
    with centre.store.transaction():
        given = [referring.give_due(centre.house, member.id, "test", centre.now) for _ in range(2)]

    assert given == [1, 0]
    assert (centre.points(member), centre.points(friend)) == (50, before + 50)
    after = kiosk.ask(Referral(member=member.id))
    assert (after.code, after.joined, after.rewarded) == (view.code, 1, 1)


def test_a_friends_order_that_goes_back_gives_nobody_anything(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    code = kiosk.ask(Referral(member=member.id)).code
    friend = centre.store.members.get(centre.joined("13812346688", referral=code).member.member)
    centre.order(10_000, member=friend)

    centre.refund()

    centre.wait(days=8)
    with centre.store.transaction():
        assert referring.give_due(centre.house, member.id, "test", centre.now) == 0


@pytest.mark.parametrize("code", ["", "RGF-NOBODYSCODE00", "RGM-DEMO0000000LIN01", "nonsense", "\x00" * 70])
def test_a_wrong_friends_code_stops_nobody_from_joining(centre: Any, code: str) -> None:
    joined = centre.joined("13812346688", referral=code)

    assert centre.store.referrals.of_friend(joined.member.member) == []


def test_who_is_a_member_already_is_nobodys_new_friend(centre: Any, kiosk: Any) -> None:
    code = kiosk.ask(Referral(member=centre.member().id)).code
    first = centre.joined("13812346688")
    centre.wait(minutes=2)

    again = centre.joined("13812346688", referral=code)

    assert again.member.member == first.member.member
    assert centre.store.referrals.of_friend(first.member.member) == []


def test_the_code_for_friends_finds_nobody_at_a_reader(centre: Any, kiosk: Any) -> None:
    code = kiosk.ask(Referral(member=centre.member().id)).code

    assert kiosk.ask(MemberLookup(kind="qr", value=code)) == MemberFound()


def test_who_was_referred_can_refer_but_not_in_a_circle(centre: Any, kiosk: Any) -> None:
    first = centre.member()
    code = kiosk.ask(Referral(member=first.id)).code
    friend = centre.joined("13812346688", referral=code).member.member
    back = kiosk.ask(Referral(member=friend)).code
    with centre.store.transaction():
        referring.began(centre.house, back, first.id, centre.now)

    (made,) = centre.store.referrals.of_friend(first.id)

    assert made.state is ReferralState.REJECTED
