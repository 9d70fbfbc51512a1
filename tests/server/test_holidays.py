"""Holidays: greeted on their days, with a gift that comes once, whoever runs the night and how often (E2)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from loyalty.holidays import Holiday
from loyalty.ledger import Account
from loyalty.nightly import Facts, holiday_gifts, wakes_at
from loyalty.programme import DEMO
from loyalty.rules import OnHoliday, RuleVersion, Times
from loyalty.tiers import joined
from loyalty.words import Words
from mqtt_bridge.messages import MemberFound, MemberLookup
from server import holidays, nightly, showcase
from server.merging import merge
from server.privacy.erase import erase
from server.programme.adopting import adopt
from server.showcase import Showcase

MID_AUTUMN = datetime(2027, 9, 15, 4, tzinfo=UTC)
GIVEN = "SELECT count(*) FROM coupon WHERE template = 'moon-cake'"


def at(centre: Any, moment: datetime) -> None:
    """The clock stands there."""
    centre.now = moment


def night(centre: Any) -> Any:
    return nightly.run(centre.house, centre.now)


def told(centre: Any, member: str) -> list[tuple[str, str]]:
    sql = "SELECT kind, purpose FROM notice WHERE member = ? AND kind = 'holiday'"
    return [tuple(row) for row in centre.store.database.all(sql, member)]


def test_E2_a_gift_comes_on_the_days_of_a_holiday_once_a_year(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0, card="04aa")
    night(centre)
    # A day before the days begin nothing is due, and it is woken for them by itself.
    at(centre, MID_AUTUMN - timedelta(days=2))
    assert night(centre).issued == 0
    at(centre, MID_AUTUMN - timedelta(days=1))
    assert night(centre).issued == 1
    (coupon,) = kiosk.ask(MemberLookup(kind="nfc", value="04aa")).member.coupons
    # It lives ten days from the day on, though it came the day before.
    assert (coupon.occasion, coupon.expires_on, coupon.may_pass) == ("holiday", "2027-09-24", False)
    for days in range(30):
        at(centre, MID_AUTUMN + timedelta(days=days))
        night(centre)

    assert centre.store.database.one(GIVEN) == (1,)
    assert told(centre, member.id) == [("holiday", "marketing")]
    at(centre, datetime(2028, 10, 3, 4, tzinfo=UTC))
    night(centre)
    assert centre.store.database.one(GIVEN) == (2,)


def test_who_joins_in_the_middle_of_the_days_has_it_at_once_and_the_night_brings_no_second(
    centre: Any, kiosk: Any
) -> None:
    at(centre, MID_AUTUMN + timedelta(hours=11))
    view = centre.joined("13812346688").member
    assert [one.occasion for one in view.coupons] == ["holiday", ""]
    night(centre)
    assert centre.store.database.one(GIVEN) == (1,)

    at(centre, MID_AUTUMN + timedelta(days=2))
    late = centre.joined("13812346699").member
    assert [one.occasion for one in late.coupons] == [""]


def test_several_nights_at_the_same_moment_give_it_once(open_centre: Callable[..., Any]) -> None:
    centres = [open_centre() for _ in range(4)]
    for _ in range(30):
        centres[0].member(points=0)
    start = threading.Barrier(len(centres))

    def walk(centre: Any) -> None:
        at(centre, MID_AUTUMN)
        start.wait()
        night(centre)

    threads = [threading.Thread(target=walk, args=(centre,)) for centre in centres]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert centres[0].store.database.one(GIVEN) == (30,)
    twice = "SELECT count(*) FROM (SELECT member FROM coupon GROUP BY member HAVING count(*) > 1) AS more"
    assert centres[0].store.database.one(twice) == (0,)


def test_two_accounts_that_become_one_have_had_it_and_who_was_erased_gets_none(centre: Any) -> None:
    gone = centre.member(points=0)
    at(centre, MID_AUTUMN)
    night(centre)
    kept, erased = centre.member(points=0), centre.member(points=0)
    with centre.house.transaction(centre.now):
        merge(centre.house, kept.id, gone.id, "test", centre.now)
    erase(centre.house, erased.id, "test", centre.now)
    night(centre)

    found = [one.coupon.template for one in centre.store.coupons.of_member(kept.id)]
    assert (found, centre.store.coupons.of_member(erased.id)) == (["moon-cake"], [])


def test_a_day_the_chain_publishes_for_itself_counts_from_that_moment(centre: Any, kiosk: Any) -> None:
    centre.member(points=0, card="04aa")
    night(centre)
    own = Holiday("ten-years", "2026-11-22", Words("十周年快乐", "Ten years of us"), coupon="spring-cake")
    with centre.house.transaction(centre.now):
        adopt(centre.house, replace(DEMO, holidays=(own,)), centre.now, "test")
    while centre.store.nights.wake_by(centre.now, 100):
        pass
    night(centre)

    found = kiosk.ask(MemberLookup(kind="nfc", value="04aa"))
    assert isinstance(found, MemberFound) and found.member is not None
    assert [(one.occasion, one.title.en) for one in found.member.coupons] == [("holiday", "New Year rice cake")]


def test_a_gift_that_would_be_over_is_not_given_in_the_last_days_of_its_holiday() -> None:
    short = tuple(replace(one, valid_days=1) if one.key == "moon-cake" else one for one in DEMO.coupons)
    programme = replace(DEMO, coupons=short)
    found = []
    for day in (14, 15, 16):
        today = date(2027, 9, day)
        facts = Facts(joined(DEMO.tiers, today), feasts=holidays.around(programme, today))
        found.append(len(holiday_gifts(programme, facts, "a1", today)))
    assert found == [1, 1, 0]


def test_a_lunar_birthday_that_our_year_has_twice_is_kept_twice(centre: Any) -> None:
    # The first day of the twelfth month: 11 January and 31 December of 2024.
    at(centre, datetime(2024, 1, 2, 4, tzinfo=UTC))
    member = centre.joined("13812346688", birthday="L-12-01").member.member
    for day in (date(2024, 1, 11), date(2024, 1, 12), date(2024, 12, 31), date(2025, 1, 1), date(2026, 1, 19)):
        at(centre, datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        night(centre)
    given = "SELECT count(*) FROM coupon WHERE member = ? AND template = 'birthday'"
    assert centre.store.database.one(given, member) == (3,)


def test_an_account_is_woken_when_the_days_of_a_gift_begin_and_not_for_a_mere_greeting() -> None:
    feasts = holidays.around(DEMO, date(2026, 11, 22))
    account = Facts(joined(DEMO.tiers, date(2026, 11, 22)), feasts=feasts)
    woken = wakes_at(DEMO, Account("a1"), account, datetime(2026, 11, 22, 4, tzinfo=UTC))
    # The eve of the Spring Festival of 2027, not New Year's Day.
    assert woken == datetime(2027, 2, 4, 16, tzinfo=UTC)


def test_E2_points_count_double_on_a_holiday_of_any_year_and_a_refund_reckons_with_the_same_day(centre: Any) -> None:
    member = centre.member(points=0)
    title = Words("中秋双倍", "Double at Mid-Autumn")
    rule = RuleVersion("autumn", title, Times(20_000), OnHoliday(("mid-autumn",)), effective_from=centre.now)
    with centre.house.transaction(centre.now):
        adopt(centre.house, replace(DEMO, rules=(rule,)), centre.now, "test")
    with centre.house.transaction(centre.now):
        assert centre.house.number == 2
    earned = []
    for number, days in enumerate((-2, -1, 1, 2)):
        at(centre, MID_AUTUMN + timedelta(days=days))
        before = centre.points(member)
        centre.order(10_000, f"o{number}", member)
        earned.append(centre.points(member) - before)
    assert earned == [2, 4, 4, 2]

    centre.wait(days=20)
    assert centre.refund("o1")["points"]["taken_back"] == 4


class Wire:
    """Keeps what the server publishes."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def publish(self, topic: str, document: Any, qos: int, retain: bool) -> bool:
        self.said.append(document)
        return True


def test_kiosks_are_told_the_days_of_this_year_and_the_next_and_again_with_a_new_year() -> None:
    now = [datetime(2026, 11, 22, 4, tzinfo=UTC)]
    case = Showcase("demo", "programme", showcase.rules, lambda: (3, DEMO), lambda: now[0])
    case.link = wire = Wire()  # type: ignore[assignment]  # all of a link that it uses
    case.changed(up=True)
    now[0] = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    case.look()
    assert len(wire.said) == 1
    now[0] += timedelta(minutes=1)
    case.look()
    case.look()

    before, after = (document.body.holidays for document in wire.said)
    autumn = [one for one in before if one.holiday == "mid-autumn"]
    assert [(one.begins, one.on, one.ends) for one in autumn] == [
        ("2026-09-24", "2026-09-25", "2026-09-26"),
        ("2027-09-14", "2027-09-15", "2027-09-16"),
    ]
    assert [one.calm for one in before if one.holiday == "qingming"] == [True, True]
    assert list(before) == sorted(before, key=lambda one: one.begins)
    assert {one.on[:4] for one in after} == {"2027", "2028"}
    assert wire.said[0].hash != wire.said[1].hash
