"""Points for paper: hold, print, commit or void, in any order and any number of times."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from loyalty.ledger import EntryKind
from mqtt_bridge.messages import (
    MemberFound,
    MemberLookup,
    RedemptionCommitted,
    RedemptionVoided,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
)

CARD = "04aa00bb11cc80"


def hold(member: Any, redemption: str = "r1", reward: str = "off-10") -> RewardHold:
    return RewardHold(redemption=redemption, member=member.id, reward=reward)


def coupons_of(kiosk: Any) -> list[str]:
    found = kiosk.ask(MemberLookup(kind="nfc", value=CARD))
    assert isinstance(found, MemberFound)
    assert found.member is not None
    return [coupon.code for coupon in found.member.coupons]


def test_held_points_are_set_aside_and_the_coupon_is_worth_nothing_yet(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100, card=CARD)

    held = kiosk.ask(hold(member))

    assert isinstance(held, RewardHeld)
    assert held.points_after == centre.points(member) == 90
    assert coupons_of(kiosk) == []
    assert centre.store.ledger.load(member.id).last_seq == 1


def test_a_commit_spends_the_points_and_gives_the_coupon(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100, card=CARD)
    held = kiosk.ask(hold(member))

    ack = kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    assert ack.rejected == ()
    assert centre.points(member) == 90
    assert coupons_of(kiosk) == [held.coupon.code]
    assert centre.store.coupons.get(held.coupon.code).printed == 1


def test_a_void_gives_the_points_back_and_takes_the_coupon(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100, card=CARD)
    kiosk.ask(hold(member))

    ack = kiosk.tell(RedemptionVoided(redemption="r1", member=member.id, reason="paper_out"))

    assert ack.rejected == ()
    assert centre.points(member) == 100
    assert coupons_of(kiosk) == []


def test_asking_again_gets_the_same_coupon_and_holds_once(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)

    answers = [kiosk.ask(hold(member)) for _ in range(4)]

    assert len({answer.coupon.code for answer in answers}) == 1
    assert {answer.points_after for answer in answers} == {90}


def test_asking_again_after_the_commit_still_gets_the_same_coupon(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    first = kiosk.ask(hold(member))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    assert kiosk.ask(hold(member)) == first


def test_one_id_for_two_redemptions_is_a_conflict(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    kiosk.ask(hold(member))

    assert kiosk.ask(hold(member, reward="off-50")) == Refusal(
        code="conflict", message="this id belongs to another redemption"
    )


def test_a_void_that_overtakes_its_hold_makes_the_hold_impossible(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    kiosk.tell(RedemptionVoided(redemption="r1", member=member.id, reason="no_answer"))

    refused = kiosk.ask(hold(member))

    assert isinstance(refused, Refusal)
    assert refused.code == "voided"
    assert centre.points(member) == 100


def test_a_hold_ends_by_itself(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=10)
    kiosk.ask(hold(member))

    centre.wait(seconds=centre.house.programme.redemption.hold_s)

    assert centre.points(member) == 10
    assert kiosk.ask(hold(member)).code == "hold_expired"
    assert isinstance(kiosk.ask(hold(member, "r2")), RewardHeld)


def test_a_late_commit_is_honoured_and_the_house_books_what_is_missing(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=10, card=CARD)
    late = kiosk.ask(hold(member))
    centre.wait(hours=30)
    second = kiosk.ask(hold(member, "r2"))
    kiosk.tell(RedemptionCommitted(redemption="r2", member=member.id))

    ack = kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    assert ack.rejected == ()
    assert set(coupons_of(kiosk)) == {late.coupon.code, second.coupon.code}
    assert centre.points(member) == 0
    kinds = [entry.kind for entry in centre.store.ledger.entries(member.id)]
    assert EntryKind.ADJUST in kinds


def test_a_commit_after_a_void_is_honoured_because_paper_is_out(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100, card=CARD)
    held = kiosk.ask(hold(member))
    kiosk.tell(RedemptionVoided(redemption="r1", member=member.id, reason="paper_out"))

    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    assert coupons_of(kiosk) == [held.coupon.code]
    assert centre.points(member) == 90


def test_what_is_on_paper_cannot_be_voided(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    kiosk.ask(hold(member))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    ack = kiosk.tell(RedemptionVoided(redemption="r1", member=member.id, reason="?"))

    assert [r.code for r in ack.rejected] == ["committed"]
    assert centre.points(member) == 90


def test_a_commit_of_something_never_held_is_refused(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    kiosk.tell(RedemptionVoided(redemption="r2", member=member.id, reason="no_answer"))

    ack = kiosk.tell(
        RedemptionCommitted(redemption="r1", member=member.id), RedemptionCommitted(redemption="r2", member=member.id)
    )

    assert [r.code for r in ack.rejected] == ["unknown_redemption"] * 2


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (RewardHold(redemption="r1", member="{member}", reward="off-50"), "not_enough"),
        (RewardHold(redemption="r1", member="{member}", reward="no-such"), "unknown_reward"),
        (RewardHold(redemption="r1", member="m-nobody", reward="off-10"), "unknown_member"),
        (RewardHold(redemption="", member="{member}", reward="off-10"), "bad_request"),
        (RewardHold(redemption="r" * 65, member="{member}", reward="off-10"), "bad_request"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_refusal_has_its_code(centre: Any, kiosk: Any, question: RewardHold, code: str) -> None:
    member = centre.member(points=49)
    asked = RewardHold(
        redemption=question.redemption, member=question.member.format(member=member.id), reward=question.reward
    )

    refused = kiosk.ask(asked)

    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert centre.points(member) == 49


def test_the_stock_counts_what_is_held_and_lets_go_of_what_is_not(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=10_000)

    def left() -> int | None:
        listed = kiosk.ask(RewardList(member=member.id))
        assert isinstance(listed, RewardsListed)
        return next(reward.stock for reward in listed.rewards if reward.reward == "gift-tea-set")

    assert left() == 12
    kiosk.ask(hold(member, "r1", "gift-tea-set"))
    kiosk.ask(hold(member, "r2", "gift-tea-set"))
    assert left() == 10
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))
    assert left() == 10
    centre.wait(hours=1)
    assert left() == 11


def test_the_last_piece_goes_to_one_of_twenty_who_race_for_it(open_centre: Callable[..., Any]) -> None:
    centre = open_centre()
    centre.store.database.run("UPDATE stock SET pieces = 1 WHERE reward = 'gift-tote'")
    members = [centre.member(points=120) for _ in range(20)]

    answers = race(open_centre, [hold(member, f"r{n}", "gift-tote") for n, member in enumerate(members)])

    assert sum(isinstance(answer, RewardHeld) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"out_of_stock"}


def test_twenty_who_race_for_one_balance_get_what_it_holds(open_centre: Callable[..., Any]) -> None:
    centre = open_centre()
    member = centre.member(points=70)

    answers = race(open_centre, [hold(member, f"r{n}") for n in range(20)])

    assert sum(isinstance(answer, RewardHeld) for answer in answers) == 7
    assert {answer.code for answer in answers if isinstance(answer, Refusal)} == {"not_enough"}
    assert centre.points(member) == 0


def race(open_centre: Callable[..., Any], questions: list[RewardHold]) -> list[Any]:
    """Every question on its own thread, against its own connection to the one file, all let go at once."""
    centre = open_centre()
    answers: list[Any] = [None] * len(questions)
    start = threading.Barrier(len(questions))

    def run(place: int) -> None:
        kiosk = centre.kiosk(f"kiosk-{place}")
        start.wait()
        answers[place] = kiosk.ask(questions[place])

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
