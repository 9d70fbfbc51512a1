"""The night: what is due is done once, in order, whenever it runs and wherever it is killed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loyalty.coupons import Coupon, CouponState
from loyalty.ledger import EntryKind, Origin
from loyalty.referrals import ReferralPolicy, Rung
from mqtt_bridge.messages import MemberFound, MemberLookup, Referral, RewardHold
from server import nightly
from server.app import main
from server.membership import enrol


def state(centre: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Everything a night may change, without when it was written down."""
    db = centre.store.database
    return {
        "entries": db.all("SELECT account, seq, kind, points, occurred_at FROM entry ORDER BY account, seq"),
        "tiers": db.all("SELECT member, tier, since, keep_until, warned, ends_on FROM tier ORDER BY member"),
        "coupons": db.all("SELECT member, template, state, expires_at FROM coupon ORDER BY member, template"),
        "holds": db.all("SELECT account, hold, state FROM hold ORDER BY account, hold"),
        "notices": db.all("SELECT id, kind, member FROM notice ORDER BY id"),
        "said": db.all("SELECT account, key FROM night_said ORDER BY account, key"),
    }


def kinds(centre: Any) -> list[str]:
    return [kind for (kind,) in centre.store.database.all("SELECT kind FROM notice ORDER BY kind")]


def test_points_that_lapsed_are_written_off_and_the_member_is_told_before_and_after(centre: Any) -> None:
    member = centre.member(points=100)
    centre.wait(days=336)
    nightly.run(centre.house, centre.now)
    assert kinds(centre) == ["points_expiring"]
    centre.wait(days=30)

    tally = nightly.run(centre.house, centre.now)

    assert (tally.entries, centre.points(member)) == (1, 0)
    assert centre.store.ledger.entries(member.id)[-1].kind is EntryKind.EXPIRE
    assert kinds(centre) == ["points_expired", "points_expiring"]


def test_a_night_is_safe_to_run_twice(centre: Any) -> None:
    centre.member(points=100)
    centre.wait(days=370)
    nightly.run(centre.house, centre.now)
    before = state(centre)

    again = nightly.run(centre.house, centre.now)

    assert again.accounts == 0
    assert state(centre) == before


def test_only_accounts_with_something_due_are_looked_at(centre: Any) -> None:
    for _ in range(5):
        centre.member(points=10)
    assert nightly.run(centre.house, centre.now).accounts == 5
    centre.wait(days=1)
    busy = centre.member(points=10)

    assert nightly.run(centre.house, centre.now).accounts == 1
    centre.order(10_000, member=busy)
    assert nightly.run(centre.house, centre.now).accounts == 1


def test_a_hold_that_ended_and_a_coupon_that_expired_are_written_down(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    with centre.store.transaction():
        coupon = Coupon("RGC-00000001", "off-10", centre.now + timedelta(days=2))
        centre.store.coupons.add(coupon, member.id, centre.now, "test", "test")
    nightly.run(centre.house, centre.now)
    assert kinds(centre) == ["coupon_expiring"]
    centre.wait(days=3)

    nightly.run(centre.house, centre.now)

    assert centre.store.database.all("SELECT state FROM hold") == [("expired",)]
    assert centre.store.coupons.get("RGC-00000001").coupon.state is CouponState.EXPIRED
    assert centre.points(member) == 100


def test_a_tier_ends_only_after_its_warnings_and_one_step_down(centre: Any) -> None:
    member = centre.member(points=0)
    centre.order(600_000, member=member)
    assert centre.house.tier_of(member.id) == "gold"
    seen = []
    for _ in range(14 * 31):
        centre.wait(days=1)
        if nightly.run(centre.house, centre.now).moves:
            seen.append((kinds(centre).count("tier_warning"), centre.house.tier_of(member.id)))

    assert seen == [(1, "gold"), (2, "gold"), (3, "gold"), (3, "silver")]


def test_E1_a_birthday_brings_a_coupon_once_a_year(centre: Any, kiosk: Any) -> None:
    joined = centre.joined("13812346688", birthday="11-25").member.member
    for _ in range(20):
        nightly.run(centre.house, centre.now)
        centre.wait(days=1)
    given = "SELECT count(*) FROM coupon WHERE member = ? AND template = 'birthday'"
    assert centre.store.database.one(given, joined) == (1,)
    for _ in range(365):
        nightly.run(centre.house, centre.now)
        centre.wait(days=1)

    assert centre.store.database.one(given, joined) == (2,)


def test_friends_are_rewarded_when_the_void_window_has_closed(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    code = kiosk.ask(Referral(member=member.id)).code
    friend = centre.joined("13812346688", referral=code).member.member
    centre.order(10_000, member=centre.store.members.get(friend))
    nightly.run(centre.house, centre.now)
    assert centre.points(member) == 0
    centre.wait(days=7)

    assert nightly.run(centre.house, centre.now).rewards == 1
    assert nightly.run(centre.house, centre.now).rewards == 0
    assert centre.points(member) == 50


def bring_friend(centre: Any, code: str, number: int) -> None:
    friend = centre.joined(f"1381234{number:04d}", referral=code).member.member
    centre.order(10_000, order_id=f"o{number}", member=centre.store.members.get(friend))
    centre.wait(days=7)
    nightly.run(centre.house, centre.now)


def test_the_ladder_for_friends_gives_each_rung_once(centre: Any, kiosk: Any) -> None:
    centre.house.programme = replace(
        centre.house.programme, referral=ReferralPolicy(ladder=(Rung(1, 5), Rung(2, 7, coupon="free-mango-pomelo")))
    )
    member = centre.member(points=0)
    code = kiosk.ask(Referral(member=member.id)).code

    bring_friend(centre, code, 1)
    assert centre.points(member) == 50 + 5
    assert [rung.reached for rung in kiosk.ask(Referral(member=member.id)).ladder] == [True, False]
    bring_friend(centre, code, 2)
    nightly.run(centre.house, centre.now)
    bring_friend(centre, code, 3)

    assert centre.points(member) == 3 * 50 + 5 + 7
    given = "SELECT count(*) FROM coupon WHERE member = ? AND template = 'free-mango-pomelo'"
    assert centre.store.database.one(given, member.id) == (1,)
    ladder = kiosk.ask(Referral(member=member.id)).ladder
    assert [(rung.friends, rung.reward.en, rung.reached) for rung in ladder] == [
        (1, "5 points", True),
        (2, "7 points + A mango pomelo sago", True),
    ]


class Killed(BaseException):
    """As if the power went."""


def test_killed_after_every_group_it_goes_on_and_ends_where_it_would_have(open_centre: Callable[..., Any]) -> None:
    quiet, broken = (prepared(open_centre(name)) for name in ("quiet", "broken"))
    nightly.run(quiet.house, quiet.now)

    def dies(_done: int, _all: int) -> None:
        raise Killed

    for group in range(3):
        with pytest.raises(Killed):
            nightly.run(broken.house, broken.now, dies, at_once=2)
        assert broken.store.nights.count_due(broken.now) == 4 - 2 * group
    nightly.run(broken.house, broken.now)

    assert state(broken) == state(quiet)


def prepared(centre: Any) -> Any:
    """Six members with points about to lapse and a birthday."""
    for n in range(6):
        with centre.store.transaction():
            enrol(
                centre.house, phone="", source="test", now=centre.now, id_=f"m-{n}", birthday="--11-21", welcome=False
            )
            centre.house.give(f"m-{n}", 100, Origin("start", "test", centre.now, centre.now), "test")
    centre.wait(days=364)
    return centre


def test_the_balance_is_the_same_whether_nights_ran_or_not(open_centre: Callable[..., Any], kiosk: Any) -> None:
    swept, unswept = open_centre("swept"), open_centre("unswept")
    seen = []
    for centre in (swept, unswept):
        member = centre.member(points=100, card="04aa")
        balances = []
        for month in range(14):
            centre.wait(days=30)
            centre.order(50_000, f"o{month}", member)
            if centre is swept:
                nightly.run(centre.house, centre.now)
            found = centre.kiosk().ask(MemberLookup(kind="nfc", value="04aa"))
            assert isinstance(found, MemberFound)
            assert found.member is not None
            balances.append((found.member.points, found.member.tier, len(found.member.coupons)))
        seen.append(balances)

    assert seen[0] == seen[1]


def test_the_command_does_it_for_any_moment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n')

    assert main(["nightly", "--config", str(config), "--now", "2026-11-23T03:00:00+08:00", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accounts"] == 0
    for wrong in (["--now", "2026-11-23T03:00:00"], ["--now", "soon"]):
        with pytest.raises(SystemExit) as refused:
            main(["nightly", "--config", str(config), *wrong])
        assert refused.value.code == 2


def test_an_account_that_cannot_be_written_is_put_off_and_all_others_have_their_night(
    centre: Any, caplog: pytest.LogCaptureFixture
) -> None:
    members = [centre.member(points=20) for _ in range(5)]
    centre.wait(days=370)
    ill = members[2].id
    # Entry 2 is there already, though the account is said to be at 1.
    centre.store.database.run(
        "INSERT INTO entry SELECT account, 2, kind, points, occurred_at, recorded_at, source, event_id, cause, reason, "
        "trace, activates_at, expires_at, prev_hash, hash FROM entry WHERE account = ?",
        ill,
    )

    tally = nightly.run(centre.house, centre.now)

    assert (tally.accounts, tally.entries, tally.skipped) == (5, 4, 1)
    assert [centre.points(one) for one in members if one.id != ill] == [0, 0, 0, 0]
    assert f"the night of {ill} is put off" in caplog.text
    assert nightly.run(centre.house, centre.now).accounts == 0
    centre.tamper(f"DELETE FROM entry WHERE account = '{ill}' AND seq = 2")
    centre.wait(days=1)
    assert nightly.run(centre.house, centre.now).entries == 1


def test_a_night_in_groups_writes_what_a_night_one_by_one_does(open_centre: Callable[..., Any]) -> None:
    seen = []
    for name, at_once in (("together", 500), ("alone", 1)):
        centre = open_centre(name)
        for n in range(12):
            with centre.store.transaction():
                enrol(centre.house, source="test", now=centre.now, id_=f"m-{n}", birthday="--11-21", welcome=n % 2 > 0)
                centre.house.give(f"m-{n}", 40 * n, Origin("start", "test", centre.now, centre.now), "test")
            centre.order(100_000 * n + 100, f"o{n}", centre.store.members.get(f"m-{n}"))
        for days in (1, 334, 30, 40):
            centre.wait(days=days)
            nightly.run(centre.house, centre.now, at_once=at_once)
        heads = centre.store.database.all("SELECT account, last_seq, head_hash FROM account ORDER BY account")
        seen.append({**state(centre), "heads": heads})

    assert seen[0] == seen[1]
    assert len(seen[0]["notices"]) > 12
