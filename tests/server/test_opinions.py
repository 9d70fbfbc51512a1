"""What members say of a visit, what they agree to, and when they were born."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mqtt_bridge.messages import (
    ConsentChanged,
    FeedbackGiven,
    JoinStart,
    JoinVerify,
    ReferralShared,
)
from server import birthdays


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


@pytest.mark.parametrize(
    ("birthday", "today", "kept_on"),
    [
        ("L-08-15", date(2026, 9, 1), date(2026, 9, 25)),  # the Mid-Autumn Festival
        ("L-01-01", date(2026, 2, 1), date(2026, 2, 17)),  # the Spring Festival
        ("L-12-30", date(2027, 1, 20), date(2027, 2, 5)),  # the month has 29 days only: its last one
        ("L-12-08", date(2026, 12, 31), date(2027, 1, 15)),
        ("1990-08-15", date(2026, 9, 1), date(2026, 8, 15)),
        ("--02-29", date(2026, 3, 1), date(2026, 2, 28)),
        ("", date(2026, 3, 1), None),
    ],
)
def test_a_birthday_is_kept_by_the_calendar_it_was_told_in(birthday, today, kept_on):
    assert birthdays.near(birthday, today) == kept_on


def test_a_lunar_birthday_has_no_year_and_the_days_such_a_month_can_have():
    today = date(2026, 11, 22)
    assert [birthdays.normalise(text, today) for text in ("L-12-30", "L-13-01", "L-01-31", "L-00-01", "L-1-1")] == [
        "L-12-30",
        *[None] * 4,
    ]
    assert (birthdays.shown("L-12-30"), birthdays.shown("1990-08-15"), birthdays.shown("")) == ("L-12-30", "08-15", "")


def test_joining_keeps_the_birthday_and_a_wrong_one_costs_no_try(centre: Any, kiosk: Any) -> None:
    kiosk.ask(JoinStart(phone="13812346688"))
    code = centre.code_sent()

    assert kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="30-02")).code == "bad_birthday"
    joined = kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="02-28"))

    assert centre.store.members.get(joined.member.member).birthday == "--02-28"
    again = kiosk.ask(JoinVerify(phone="13812346688", code=code, birthday="03-01"))
    assert again == joined
    assert centre.store.members.get(joined.member.member).birthday == "--02-28"
