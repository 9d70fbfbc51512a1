"""What a card must show before points are spent with it; a recorded address is worth nothing the second time."""

from __future__ import annotations

from typing import Any

import pytest

from drivers.nfc import ndef, ntag424
from drivers.nfc.keys import KeyBook, Slot
from drivers.nfc.provision import provision
from drivers.rig.cards import Ntag424
from mqtt_bridge.messages import MemberFound, MemberLookup, Refusal, RewardHeld, RewardHold
from server.cards import Cards
from server.handlers.spending import NEEDED

UID = bytes.fromhex("04de5f1eacc040")
MASTERS = {Slot.ADMIN: b"a" * 16, Slot.SUN: b"s" * 16, Slot.KIOSK: b"k" * 16, Slot.META: b"m" * 16}
KEYS = KeyBook(b"REGULARS", MASTERS)


def tapped(card: Ntag424) -> str:
    """The address the card seals for one more tap."""
    card.reset()
    assert ntag424.select(card.apdu)
    address = ndef.read_address(ntag424.read_ndef(card.apdu))
    assert address is not None
    return address


def written(uid: bytes = UID, keys: KeyBook = KEYS) -> Ntag424:
    card = Ntag424(uid)
    provision(card.apdu, keys, "https://regulars.example/m")
    return card


def hold(member: Any, redemption: str = "r1", **shown: Any) -> RewardHold:
    return RewardHold(redemption=redemption, member=member.id, reward="off-10", **shown)


@pytest.fixture
def member(centre: Any) -> Any:
    return centre.member(points=100, card=UID.hex())


@pytest.fixture
def asks_for(centre: Any) -> Any:
    """Sets what the house asks of a card."""

    def set_to(least: Any, keys: KeyBook = KEYS) -> None:
        centre.house.cards = Cards(least, keys)

    return set_to


@pytest.mark.parametrize(
    ("least", "proof", "sun", "spends"),
    [
        ("any", "", False, True),
        ("any", "uid_only", False, True),
        ("sun", "", False, False),
        ("sun", "uid_only", False, False),
        ("sun", "uid_only", True, True),
        ("sun", "challenged", False, True),
        ("challenge", "", False, False),
        ("challenge", "uid_only", False, False),
        ("challenge", "uid_only", True, False),
        ("challenge", "challenged", False, True),
    ],
)
def test_the_house_says_what_a_card_must_show(
    centre: Any, kiosk: Any, member: Any, asks_for: Any, least: str, proof: str, sun: bool, spends: bool
) -> None:
    asks_for(least)

    answer = kiosk.ask(hold(member, proof=proof, sun=tapped(written()) if sun else ""))

    assert isinstance(answer, RewardHeld) if spends else answer == NEEDED
    assert centre.points(member) == (90 if spends else 100)


def test_who_signs_in_by_telephone_may_spend_with_any_card_in_this_visit_and_at_this_kiosk(
    centre: Any, asks_for: Any
) -> None:
    asks_for("challenge")
    phone = "13812340000"
    member = centre.joined(phone, card_kind="nfc", card_value=UID.hex()).member
    with centre.store.transaction():
        centre.house.give(member.member, 100, centre.origin("start"), "test")
    centre.wait(minutes=20)
    here, elsewhere = centre.kiosk("kiosk-1"), centre.kiosk("kiosk-2")
    asked = RewardHold(redemption="r1", member=member.member, reward="off-10", proof="uid_only")
    assert here.ask(asked) == NEEDED

    centre.joined(phone, card_kind="nfc", card_value=UID.hex())

    assert isinstance(here.ask(asked), RewardHeld)
    other = RewardHold(redemption="r2", member=member.member, reward="off-10", proof="uid_only")
    assert elsewhere.ask(other) == NEEDED
    centre.wait(minutes=16)
    assert here.ask(other) == NEEDED


def test_a_recorded_address_is_refused_at_another_kiosk_and_at_the_same_one_after_the_visit(
    centre: Any, member: Any, asks_for: Any
) -> None:
    asks_for("sun")
    here, elsewhere = centre.kiosk("kiosk-1"), centre.kiosk("kiosk-2")
    recorded = tapped(written())
    assert isinstance(here.ask(hold(member, "r1", sun=recorded)), RewardHeld)
    # Two rewards in one visit are no attack.
    assert isinstance(here.ask(hold(member, "r2", sun=recorded)), RewardHeld)

    for kiosk, redemption in ((elsewhere, "r3"), (elsewhere, "r4")):
        answer = kiosk.ask(hold(member, redemption, sun=recorded))
        assert isinstance(answer, Refusal) and answer.code == "card_copied"
    assert centre.points(member) == 80
    centre.wait(minutes=16)
    answer = here.ask(hold(member, "r5", sun=recorded))

    assert isinstance(answer, Refusal) and answer.code == "card_copied"


def test_a_newer_tap_makes_every_older_address_worthless(centre: Any, kiosk: Any, member: Any, asks_for: Any) -> None:
    asks_for("sun")
    card = written()
    older, newer = tapped(card), tapped(card)
    assert isinstance(kiosk.ask(hold(member, "r1", sun=newer)), RewardHeld)

    answer = kiosk.ask(hold(member, "r2", sun=older))
    who = kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), proof="uid_only", sun=older))

    assert isinstance(answer, Refusal) and answer.code == "card_copied"
    assert isinstance(who, Refusal) and who.code == "card_copied"
    assert isinstance(kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), sun=newer)), MemberFound)
    assert isinstance(kiosk.ask(hold(member, "r3", sun=tapped(card))), RewardHeld)


def test_an_address_another_card_sealed_names_nobody_and_spends_nothing(
    centre: Any, kiosk: Any, member: Any, asks_for: Any
) -> None:
    asks_for("sun")
    thief = centre.member(points=0, card="04112233445566")
    theirs = tapped(written(bytes.fromhex("04112233445566")))

    who = kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), proof="uid_only", sun=theirs))
    answer = kiosk.ask(hold(member, sun=theirs))

    assert isinstance(who, Refusal) and who.code == "card_copied"
    assert isinstance(answer, Refusal) and answer.code == "card_copied"
    assert (centre.points(member), centre.points(thief)) == (100, 0)


def test_a_card_of_another_chain_is_a_card_like_any_other(centre: Any, kiosk: Any, member: Any, asks_for: Any) -> None:
    """It seals addresses too, and its owner may well have made it their card here."""
    asks_for("sun")
    foreign = KeyBook(b"OTHERS", dict.fromkeys(Slot, b"x" * 16))
    address = tapped(written(keys=foreign))

    assert isinstance(kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), sun=address)), MemberFound)
    assert kiosk.ask(hold(member, sun=address)) == NEEDED


def test_a_card_that_sealed_for_us_once_must_do_so_again(centre: Any, kiosk: Any, member: Any, asks_for: Any) -> None:
    asks_for("sun")
    assert isinstance(kiosk.ask(hold(member, sun=tapped(written()))), RewardHeld)

    who = kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), sun="https://regulars.example/m?e=" + "0" * 32 + "&c=00"))

    assert isinstance(who, Refusal) and who.code == "card_copied"


def test_a_house_without_keys_takes_sealed_addresses_for_nothing(
    centre: Any, kiosk: Any, member: Any, asks_for: Any
) -> None:
    asks_for("any", KeyBook())
    address = tapped(written())

    assert isinstance(kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), sun=address)), MemberFound)
    assert isinstance(kiosk.ask(hold(member, sun=address)), RewardHeld)


@pytest.mark.parametrize(
    "junk",
    [
        *("x", "http://[", "https://a/?e=zz&c=zz", "https://a/?e=00", "https://a/?e=00&e=11&c=00", "?e=&c="),
        "https://a/?e=" + "00" * 300 + "&c=00",
        "\N{FULLWIDTH DIGIT ONE}" * 40,
    ],
)
def test_junk_instead_of_an_address_is_no_proof_and_no_error(
    centre: Any, kiosk: Any, member: Any, asks_for: Any, junk: str
) -> None:
    asks_for("sun")

    assert isinstance(kiosk.ask(MemberLookup(kind="nfc", value=UID.hex(), sun=junk)), MemberFound)
    assert kiosk.ask(hold(member, sun=junk)) == NEEDED


def test_an_answered_question_is_answered_alike_again_whatever_the_card_shows_now(
    centre: Any, kiosk: Any, member: Any, asks_for: Any
) -> None:
    asks_for("challenge")
    first = kiosk.ask(hold(member, proof="challenged"))

    assert kiosk.ask(hold(member, proof="uid_only")) == first
