"""What the kiosk's further screens ask: history, leaderboard, tiers, receipts, one more card, friends, opinions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from loyalty.referrals import ReferralState
from mqtt_bridge.messages import (
    CardLink,
    CardLinked,
    ConsentChanged,
    FeedbackGiven,
    History,
    HistoryListed,
    JoinStart,
    JoinVerify,
    Leaderboard,
    LeadersListed,
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    ReceiptClaimed,
    ReceiptQuote,
    ReceiptQuoted,
    RedemptionCommitted,
    Referral,
    ReferralShared,
    ReferralView,
    Refusal,
    RewardHold,
    TierList,
    TiersListed,
)
from server import birthdays, referring

UNKNOWN = Refusal(code="unknown_member")


def redeem(kiosk: Any, member: Any, name: str = "r1", reward: str = "off-10") -> None:
    kiosk.ask(RewardHold(redemption=name, member=member.id, reward=reward))
    kiosk.tell(RedemptionCommitted(redemption=name, member=member.id))


@pytest.mark.parametrize(
    "question",
    [
        History(member="m-x"),
        Leaderboard(member="m-x"),
        TierList(member="m-x"),
        Referral(member="m-x"),
        CardLink(member="m-x", card_kind="nfc", card_value="04"),
    ],
    ids=lambda question: question.method,
)
def test_nobody_is_told_nothing(kiosk: Any, question: Any) -> None:
    assert kiosk.ask(question) == UNKNOWN


def test_the_history_tells_what_happened_and_why_the_newest_first(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)
    centre.wait(minutes=5)
    kiosk.tell(MemberCheckedIn(member=member.id, on="2026-11-22"))
    centre.wait(minutes=5)
    redeem(kiosk, member)
    centre.wait(minutes=5)
    centre.refund()

    listed = kiosk.ask(History(member=member.id))

    assert isinstance(listed, HistoryListed)
    assert (listed.page, listed.pages) == (0, 1)
    assert [(row.kind, row.points) for row in listed.rows] == [
        ("clawback", -62),
        ("redeem", -10),
        ("earn", 5),
        ("earn", 62),
    ]
    assert [row.title.zh for row in listed.rows] == ["退单扣回 · ¥612", "兑换 · 10 元代金券", "签到", "消费 ¥612"]
    assert listed.rows[3].at == "2026-11-22T12:00:00+08:00"
    assert listed.rows[3].note is not None
    assert listed.rows[3].note.zh.startswith("¥612 ÷ 50 = 12 点")


def test_the_history_has_pages_of_five_and_ends(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    for n in range(12):
        centre.order(5_000 + 5_000 * n, f"o{n}", member)
        centre.wait(minutes=1)

    pages = [kiosk.ask(History(member=member.id, page=page)) for page in (-1, 0, 1, 2, 3, 2**40)]

    assert [len(page.rows) for page in pages] == [5, 5, 5, 2, 2, 2]
    assert [page.page for page in pages] == [0, 0, 1, 2, 2, 2]
    assert {page.pages for page in pages} == {3}
    seen = [row.title.en for page in pages[1:4] for row in page.rows]
    assert seen == [f"Order of ¥{50 + 50 * n}" for n in reversed(range(12))]


def test_the_history_shows_only_what_came_in_or_went_out(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    redeem(kiosk, member)

    earned, spent = (kiosk.ask(History(member=member.id, only=only)) for only in ("earned", "spent"))

    assert [row.points for row in earned.rows] == [100]
    assert [row.points for row in spent.rows] == [-10]
    assert kiosk.ask(History(member=centre.member(points=0).id)) == HistoryListed()


def test_a_debt_that_was_paid_is_no_line_of_its_own(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(50_000, member=member)
    redeem(kiosk, member)
    centre.refund()
    centre.order(100_000, "o2", member)

    rows = kiosk.ask(History(member=member.id)).rows

    assert [row.points for row in rows] == [20, -60, -10, 60]


def test_the_leaderboard_shows_the_first_ten_of_the_month_masked(centre: Any, kiosk: Any) -> None:
    members = [centre.member(points=points) for points in range(10, 130, 10)]

    top = kiosk.ask(Leaderboard(member=members[-1].id))
    low = kiosk.ask(Leaderboard(member=members[0].id))

    assert isinstance(top, LeadersListed)
    assert [(row.rank, row.points) for row in top.rows] == [(n, 130 - 10 * n) for n in range(1, 11)]
    assert {row.name for row in top.rows} == {"林**"}
    assert [row.mine for row in top.rows] == [True] + [False] * 9
    assert top.mine is None
    assert low.mine is not None
    assert (low.mine.rank, low.mine.points, low.mine.mine) == (12, 10, True)


def test_equal_points_share_a_place_on_the_leaderboard(centre: Any, kiosk: Any) -> None:
    members = [centre.member(points=points) for points in (30, 30, 20)]

    rows = kiosk.ask(Leaderboard(member=members[2].id)).rows

    assert [(row.rank, row.points) for row in rows] == [(1, 30), (1, 30), (3, 20)]


def test_who_does_not_want_to_be_on_the_leaderboard_is_not(centre: Any, kiosk: Any) -> None:
    shy, open_ = centre.member(points=500), centre.member(points=10)
    with centre.store.transaction():
        centre.store.members.hide(shy.id, True)

    assert kiosk.ask(Leaderboard(member=shy.id)).mine is None
    assert [row.points for row in kiosk.ask(Leaderboard(member=open_.id)).rows] == [10]


def test_a_new_month_begins_a_new_leaderboard_at_local_midnight(centre: Any, kiosk: Any) -> None:
    centre.now = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    member = centre.member(points=10)
    assert len(kiosk.ask(Leaderboard(member=member.id)).rows) == 1

    centre.wait(minutes=1)

    assert kiosk.ask(Leaderboard(member=member.id)) == LeadersListed()


def test_a_refunded_order_counts_for_nothing_on_the_leaderboard(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)
    centre.refund()

    assert kiosk.ask(Leaderboard(member=member.id)) == LeadersListed()


def test_the_ladder_says_what_each_tier_asks_and_gives(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)

    listed = kiosk.ask(TierList(member=member.id))

    assert isinstance(listed, TiersListed)
    assert [row.tier.key for row in listed.rows] == ["bronze", "silver", "gold", "platinum"]
    assert [(row.need_fen, row.need_visits) for row in listed.rows[:2]] == [(0, 0), (200_000, 12)]
    assert all(row.privileges for row in listed.rows)
    assert (listed.now_fen, listed.now_visits) == (61_200, 1)


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


def test_taking_the_code_along_is_remembered(centre: Any, kiosk: Any) -> None:
    member = centre.member()

    ack = kiosk.tell(ReferralShared(member=member.id, how="printed"), ReferralShared(member="m-x", how="shown"))

    assert [one.code for one in ack.rejected] == ["unknown_member"]
    assert centre.store.database.all("SELECT member, how, kiosk FROM referral_share") == [
        (member.id, "printed", "kiosk-1")
    ]


def test_feedback_is_kept_and_the_manager_called_once(centre: Any, kiosk: Any) -> None:
    member = centre.member()
    event = kiosk.event(FeedbackGiven(member=member.id, score=2, topics=("taste", "speed"), call_manager=True))

    kiosk.say(event)
    kiosk.say(event)
    kiosk.tell(FeedbackGiven(member=member.id, score=10))

    assert centre.store.database.all("SELECT score, topics, call_manager FROM feedback ORDER BY score") == [
        (2, '["taste","speed"]', 1),
        (10, "[]", 0),
    ]
    (notice,) = centre.store.notices.waiting()
    assert (notice.kind, notice.to) == ("call_manager", "manager")
    assert notice.values == {"kiosk": "kiosk-1", "score": "2", "topics": "taste, speed"}


@pytest.mark.parametrize(
    "feedback",
    [
        FeedbackGiven(member="m", score=-1),
        FeedbackGiven(member="m", score=11),
        FeedbackGiven(member="m", score=2**62),
        FeedbackGiven(member="m", score=5, topics=("",)),
        FeedbackGiven(member="m", score=5, topics=("x" * 41,)),
        FeedbackGiven(member="m", score=5, topics=("x",) * 21),
    ],
)
def test_feedback_that_cannot_be_is_refused(kiosk: Any, feedback: FeedbackGiven) -> None:
    assert [one.code for one in kiosk.tell(feedback).rejected] == ["bad_data"]


def test_a_no_to_messages_counts_and_every_answer_is_kept(centre: Any, kiosk: Any) -> None:
    member = centre.member()

    kiosk.tell(ConsentChanged(member=member.id, marketing=True))
    assert centre.store.members.get(member.id).marketing
    centre.wait(minutes=1)
    kiosk.tell(ConsentChanged(member=member.id, marketing=False))

    assert not centre.store.members.get(member.id).marketing
    kept = [(one.purpose, one.given) for one in centre.store.opinions.consents(member.id)]
    assert kept == [("marketing", False), ("programme", True), ("marketing", True), ("marketing", False)]


def test_an_older_answer_that_comes_later_changes_nothing(centre: Any, kiosk: Any) -> None:
    centre.now -= timedelta(days=1)
    member = centre.member()
    centre.wait(days=1)
    kiosk.tell(ConsentChanged(member=member.id, marketing=False))
    late = centre.kiosk("kiosk-2")

    then = (centre.now - timedelta(hours=1)).isoformat()
    late.say(late.event(ConsentChanged(member=member.id, marketing=True), time_=then))

    assert not centre.store.members.get(member.id).marketing


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("1990-02-28", "1990-02-28"),
        ("02-29", "--02-29"),
        ("--02-29", "--02-29"),
        ("1900-02-29", None),
        ("2026-11-23", None),
        ("1800-01-01", None),
        ("13-01", None),
        ("１９９０-02-28", None),
        ("1990-2-8", None),
        ("1990-02-28\n", None),
        ("yesterday", None),
    ],
)
def test_a_birthday_is_a_day_or_refused(given: str, kept: str | None) -> None:
    assert birthdays.normalise(given, date(2026, 11, 22)) == kept


def test_joining_keeps_the_birthday_and_a_wrong_one_costs_no_try(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone="13812346688"))
    code = centre.code_sent()

    assert kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="30-02")).code == "bad_birthday"
    joined = kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="02-28"))

    assert centre.store.members.get(joined.member.member).birthday == "--02-28"
    again = kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="03-01"))
    assert again == joined
    assert centre.store.members.get(joined.member.member).birthday == "--02-28"
