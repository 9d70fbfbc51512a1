"""Becoming a member at a kiosk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, MemberFound, MemberLookup, Refusal
from server.config import Notices
from server.notices.setup import delivery

PHONE = "13812346688"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_number_and_a_code_make_a_member_with_points_and_a_gift(centre: Any) -> None:
    joined = centre.joined(PHONE)

    assert not joined.existing
    assert joined.member.points == 100
    assert joined.member.phone_masked == "138 •••• 6688"
    assert [coupon.kind for coupon in joined.member.coupons] == ["free_item"]
    assert joined.code.startswith("RGM-")


def test_the_tapped_card_and_the_members_code_find_them_afterwards(centre: Any, kiosk: Any) -> None:
    joined = centre.joined(PHONE, card_kind="nfc", card_value="04A1B2C3")

    by_card = kiosk.ask(MemberLookup(kind="nfc", value="04:a1:b2:c3"))
    by_code = kiosk.ask(MemberLookup(kind="qr", value=joined.code))

    assert by_card == by_code
    assert by_card.member.member == joined.member.member
    assert by_card.member.card_last4 == "B2C3"


@pytest.mark.parametrize(
    "spelling", ["+86 138 1234 6688", "１３８１２３４６６８８", "138-1234-6688", "0086 13812346688"]
)
def test_one_number_in_many_spellings_is_one_member(centre: Any, spelling: str) -> None:
    first = centre.joined(PHONE)
    centre.wait(minutes=11)

    again = centre.joined(spelling, card_kind="nfc", card_value="04ff")

    assert again.existing
    assert again.member.member == first.member.member
    assert again.member.points == 100


@pytest.mark.parametrize("phone", ["", "1", "abc", "1381234668", "+1 13812346688", "1" * 60, "\x00" * 11, "🍜" * 11])
def test_what_is_no_number_is_refused(kiosk: Any, phone: str) -> None:
    assert kiosk.ask(JoinStart(phone=phone)).code == "bad_phone"
    assert kiosk.ask(JoinVerify(phone=phone, code="123456")).code == "bad_phone"


def test_a_wrong_code_says_how_many_tries_are_left_and_five_close_it(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE))
    right = centre.code_sent()

    refused = [kiosk.ask(JoinVerify(phone=PHONE, code=wrong(right))) for _ in range(6)]

    assert [one.code for one in refused] == ["code_wrong"] * 4 + ["too_many_tries"] * 2
    assert [one.message[:1] for one in refused[:4]] == ["4", "3", "2", "1"]
    assert kiosk.ask(JoinVerify(phone=PHONE, code=right)).code == "too_many_tries"


def test_a_code_lives_ten_minutes(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE))
    code = centre.code_sent()
    centre.wait(minutes=10)

    assert kiosk.ask(JoinVerify(phone=PHONE, code=code)).code == "code_expired"


def test_the_answer_is_the_same_for_a_member_and_a_stranger(centre: Any, kiosk: Any) -> None:
    centre.joined(PHONE)
    centre.wait(minutes=11)

    known, unknown = (
        kiosk.say(kiosk.question(JoinStart(phone=PHONE))),
        kiosk.say(kiosk.question(JoinStart(phone="13912346688"))),
    )

    assert known == unknown


def test_asking_again_within_a_minute_sends_no_second_code(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE))
    centre.wait(seconds=20)

    again = kiosk.ask(JoinStart(phone=PHONE))

    assert again == JoinStarted(expires_s=580, resend_after_s=41)
    assert len(centre.store.notices.waiting()) == 1


def test_a_new_code_after_a_minute_replaces_the_old_one(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE))
    old = centre.code_sent()
    centre.wait(seconds=60)
    kiosk.ask(JoinStart(phone=PHONE))
    new = centre.code_sent()

    if old != new:
        assert kiosk.ask(JoinVerify(phone=PHONE, code=old)).code == "code_wrong"
    assert isinstance(kiosk.ask(JoinVerify(phone=PHONE, code=new)), Joined)


def test_a_number_gets_six_codes_a_day_from_whatever_kiosks(centre: Any) -> None:
    for n in range(6):
        assert isinstance(centre.kiosk(f"kiosk-{n}").ask(JoinStart(phone=PHONE)), JoinStarted)
        centre.wait(minutes=2)

    assert centre.kiosk("kiosk-9").ask(JoinStart(phone=PHONE)).code == "too_many"


def test_a_kiosk_sends_sixty_codes_an_hour(centre: Any, kiosk: Any) -> None:
    for n in range(60):
        assert isinstance(kiosk.ask(JoinStart(phone=f"1381234{n:04d}")), JoinStarted)

    refused = kiosk.ask(JoinStart(phone=PHONE))

    assert (refused.code, refused.retry_after) == ("too_many", 3600)
    assert isinstance(centre.kiosk("kiosk-2").ask(JoinStart(phone=PHONE)), JoinStarted)


def test_a_lost_answer_is_asked_for_again_and_is_the_same(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE))
    question = JoinVerify(phone=PHONE, code=centre.code_sent())

    assert kiosk.ask(question) == kiosk.ask(question)


def test_two_who_join_with_one_number_at_once_are_one_member(open_centre: Callable[..., Any]) -> None:
    centre = open_centre()
    kiosk = centre.kiosk()
    kiosk.ask(JoinStart(phone=PHONE))
    question = JoinVerify(phone=PHONE, code=centre.code_sent())
    answers: list[Any] = []
    start = threading.Barrier(8)

    def join(name: str) -> None:
        start.wait()
        answers.append(centre.kiosk(name).ask(question))

    threads = [threading.Thread(target=join, args=(f"kiosk-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({answer.member.member for answer in answers}) == 1
    assert {answer.member.points for answer in answers} == {100}
    assert centre.store.database.one("SELECT count(*) FROM member") == (1,)


def test_a_card_that_is_somebody_elses_stays_theirs(centre: Any, kiosk: Any) -> None:
    owner = centre.member(card="04aa")

    joined = centre.joined(PHONE, card_kind="nfc", card_value="04aa")

    found = kiosk.ask(MemberLookup(kind="nfc", value="04aa"))
    assert isinstance(found, MemberFound)
    assert found.member is not None
    assert found.member.member == owner.id != joined.member.member


def test_a_blocked_card_says_so_and_cannot_be_linked_again(centre: Any, kiosk: Any) -> None:
    member = centre.member(card="04aa")
    centre.store.members.revoke("nfc", "04aa", centre.now)

    refused = kiosk.ask(MemberLookup(kind="nfc", value="04aa"))

    assert refused == Refusal(code="card_blocked", message="this card was reported lost")
    assert not centre.store.members.link("nfc", "04aa", member.id, centre.now)


def test_the_code_goes_out_once_and_then_stands_nowhere(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone=PHONE, language="en"))
    code = centre.code_sent()
    log = centre.folder / "notices.log"

    post = delivery(Notices(), centre.house.programme, centre.folder, lambda: centre.now)

    assert [post.run(centre.store, centre.now) for _ in range(2)] == [1, 0]

    assert code in log.read_text()
    assert oct(log.stat().st_mode & 0o777) == "0o600"
    assert code not in str(centre.store.database.all("SELECT * FROM notice"))
    assert code not in str(centre.store.database.all("SELECT * FROM verification"))


def test_a_number_is_in_clear_in_no_table(centre: Any) -> None:
    centre.joined(PHONE)
    post = delivery(Notices(), centre.house.programme, centre.folder, lambda: centre.now)
    post.run(centre.store, centre.now)

    tables = centre.tables()
    holding = [name for name in tables if PHONE in str(centre.store.database.all(f"SELECT * FROM {name}"))]

    assert holding == []
