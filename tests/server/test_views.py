"""What a kiosk is told of a member, and the people of the demo."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from loyalty.coupons import Coupon
from mqtt_bridge.messages import (
    ExpiringView,
    History,
    Leaderboard,
    MemberFound,
    MemberLookup,
    MemberView,
    ReceiptQuote,
    Referral,
    Refusal,
)
from server import demo, names, phones
from server.faults import Faults


def view(centre: Any, person: demo.Person) -> MemberView:
    found = centre.kiosk().ask(MemberLookup(kind="nfc", value=person.card))
    assert isinstance(found, MemberFound)
    assert found.member is not None
    return found.member


@pytest.fixture
def house(centre: Any) -> Any:
    assert demo.seed(centre.house, centre.now) == 20
    return centre


def test_the_first_of_the_demo_is_the_one_of_the_pictures(house: Any) -> None:
    lin = view(house, demo.LIN)

    assert (lin.display_name, lin.phone_masked, lin.points) == ("林*雨", "138 •••• 6688", 2_480)
    assert lin.tier is not None
    assert lin.tier.key == "gold"
    assert [coupon.kind for coupon in lin.coupons] == ["amount_off", "percent_off", "percent_off"]
    assert [coupon.expires_on for coupon in lin.coupons] == ["2026-11-25", "2026-11-30", "2026-12-31"]
    assert lin.expiring == ExpiringView(points=120, on="2026-11-30")
    assert lin.progress is not None
    assert lin.progress.next is not None
    assert lin.progress.next.key == "platinum"


def test_seeding_twice_adds_nobody(house: Any) -> None:
    entries = house.store.database.one("SELECT count(*) FROM entry")

    assert demo.seed(house.house, house.now + timedelta(days=3)) == 0
    assert house.store.database.one("SELECT count(*) FROM entry") == entries


def test_the_demos_cards_show_what_they_promise(house: Any) -> None:
    assert view(house, demo.WANG).check_in.streak == 6
    assert view(house, demo.NOTHING).points == 0
    assert view(house, demo.NOTHING).coupons == ()
    assert view(house, demo.LONG).tier.key == "platinum"  # type: ignore[union-attr]
    assert len(view(house, demo.LONG).coupons) >= 12
    assert view(house, demo.EMILY).language == "en"
    assert view(house, demo.ZHOU).debt == 50
    assert house.kiosk().ask(MemberLookup(kind="nfc", value=demo.SUN.card)) == Refusal(
        code="card_blocked", message="this card was reported lost"
    )
    assert house.kiosk().ask(MemberLookup(kind="nfc", value=demo.NOBODY.card)) == MemberFound()
    by_code = house.kiosk().ask(MemberLookup(kind="qr", value=demo.SUN.qr))
    assert isinstance(by_code, MemberFound)
    assert by_code.member is not None


def test_the_demo_fills_every_screen(house: Any) -> None:
    kiosk = house.kiosk()
    history = [kiosk.ask(History(member=demo.LIN.id, page=page)) for page in range(9)]
    leaders = kiosk.ask(Leaderboard(member=demo.LIN.id))
    referral = kiosk.ask(Referral(member=demo.LIN.id))
    receipts = [kiosk.ask(ReceiptQuote(member=demo.LIN.id, code=code)) for code, _ in demo.RECEIPTS]

    kinds = {row.kind for page in history for row in page.rows}
    assert kinds >= {"earn", "redeem", "clawback", "expire", "adjust"}
    assert history[0].pages >= 8
    assert len(leaders.rows) == 10
    assert leaders.mine is not None
    assert leaders.mine.rank > 10
    assert (referral.joined, referral.rewarded) == (3, 2)
    assert [(one.total_fen, one.points > 0, one.claimed) for one in receipts] == [
        (fen, True, False) for _, fen in demo.RECEIPTS
    ]


def test_nothing_in_a_view_names_the_person(house: Any) -> None:
    for person in demo.people()[:-1]:
        member = house.store.members.get(person.id)
        (answer,) = house.kiosk().say(house.kiosk().question(MemberLookup(kind="qr", value=person.qr)))

        assert member.phone[3:] not in answer.payload.decode()
        assert not person.name or person.name not in answer.payload.decode()


def test_coupons_are_in_the_order_in_which_they_are_lost_and_then_of_value(centre: Any) -> None:
    member = centre.member(card="04aa")
    for n, (template, days) in enumerate([("off-50", 9), ("off-10", 9), ("off-10", 2), ("free-half-duck", -1)]):
        coupon = Coupon(f"RGC-0000000{n}", template, centre.now + timedelta(days=days))
        centre.store.coupons.add(coupon, member.id, centre.now, "test", "test")

    seen = centre.kiosk().ask(MemberLookup(kind="nfc", value="04aa"))

    assert [coupon.code[-1] for coupon in seen.member.coupons] == ["2", "0", "1"]


def test_a_view_says_when_it_is_from_and_a_later_one_has_a_higher_version(centre: Any) -> None:
    centre.member(card="04aa")

    first = centre.kiosk().ask(MemberLookup(kind="nfc", value="04aa")).member
    centre.wait(seconds=1)
    second = centre.kiosk().ask(MemberLookup(kind="nfc", value="04aa")).member

    assert first.as_of == "2026-11-22T12:00:00+08:00"
    assert second.version > first.version


@pytest.mark.parametrize("value", ["", "x" * 129, "\x00", "' OR 1=1 --", "04:aa\n\x1b"])
def test_an_odd_card_finds_nobody(kiosk: Any, value: str) -> None:
    answer = kiosk.ask(MemberLookup(kind="nfc", value=value))

    assert answer == MemberFound() or answer.code == "bad_request"


@pytest.mark.parametrize(
    ("name", "masked", "surname"),
    [
        ("林晓雨", "林*雨", "林会员"),
        ("陈静", "陈*", "陈会员"),
        ("欧阳晓雨", "欧**雨", "欧会员"),
        ("Emily Carter", "Emily C.", "E. Carter"),
        ("Emily", "Emily", "Emily"),
        ("  a\x1b[0m  b\n", "a[0m b.", "a. b"),
        ("", "", ""),
        ("\x00", "", ""),
    ],
)
def test_names_are_shown_without_saying_whose(name: str, masked: str, surname: str) -> None:
    assert names.shown(name, "masked") == masked
    assert names.shown(name, "surname") == surname


def test_numbers_are_shown_by_their_ends() -> None:
    assert phones.masked("+8613812346688") == "138 •••• 6688"
    assert phones.masked("+442079460958") == "207 •••• 0958"
    assert phones.masked("") == ""
    assert phones.masked("nonsense") == ""


def test_a_fault_is_logged_once_a_minute_and_always_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    faults = Faults(lambda: clock[0])

    with caplog.at_level(logging.WARNING):
        for second in range(121):
            clock[0] = float(second)
            faults.add("kind", "what")

    assert faults.counts["kind"] == 121
    assert len(caplog.records) == 3
