"""The screens behind the hub: what they show, what is greyed, and the door nobody sees."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
import zxingcpp
from PIL import Image

from devstack.book import FINE
from kiosk.screens import (
    Attract,
    CouponCard,
    Feedback,
    Greeting,
    Guide,
    Ladder,
    Leaders,
    Moment,
    More,
    OutOfService,
    PastPoints,
    Printing,
    Refer,
    Staff,
    StaffPin,
    Trouble,
    Wallet,
)
from kiosk.screens._people import AMOUNT_OFF, CARD, HISTORY, LIN, NEW, REFERRAL, SHOWN, TIERS, USED
from kiosk.screens.trouble import TROUBLES
from kiosk.values import Link, PrinterHealth
from kiosk.words import Words


def seen(stand) -> list[str]:
    """The codes a scanner reads from the screen."""
    stand.pass_time(0.5, 0.1)
    pixels, width, height = stand.ui.grab()
    return [found.text for found in zxingcpp.read_barcodes(Image.frombytes("RGB", (width, height), pixels))]


def by_name(stand) -> dict[tuple[str, str], bool]:
    return {(control.what, control.arg): control.enabled for control in stand.ui.controls()}


def shown(stand) -> list[str]:
    """The texts that are really on the screen: hidden ones left out."""
    from kiosk.design.part import on_screen
    from kiosk.design.text import Txt

    parts = stand.stage._slot.walk(restrict=True)
    return [part.text for part in parts if isinstance(part, Txt) and on_screen(part)]


@pytest.mark.parametrize("contrast", [False, True])
def test_the_code_of_a_coupon_can_be_scanned_from_the_screen(stand, contrast):
    around = replace(FINE, comfort=replace(FINE.comfort, contrast=contrast))
    assert seen(stand.show(CouponCard.examples()[0], around)) == [SHOWN]
    assert seen(stand.show(Refer.examples()[1], around)) == [REFERRAL.code]


def test_a_used_coupon_shows_no_code_and_prints_nothing(stand):
    used = next(example for example in CouponCard.examples() if example.coupon == USED)
    assert seen(stand.show(used)) == []
    assert by_name(stand)[("print", "")] is False
    assert {"已使用", "请店员扫描这个码"} & set(shown(stand)) == {"已使用"}


def test_no_picture_of_a_code_stays_when_the_visit_is_over(stand):
    stand.show(CouponCard.examples()[0])
    stand.show(Attract(), timeout_s=None)
    from kiosk.design.qr import Qr

    codes = [part for page in stand.stage.pages.all for part in page.walk(restrict=True) if isinstance(part, Qr)]
    assert len(codes) >= 2
    assert all(code.text == "" and code._code.texture.colorfmt != "luminance" for code in codes)


def test_the_hub_leads_everywhere(stand):
    stand.show(Greeting.examples()[0])
    assert {"redeem", "check_in", "refer", "feedback", "more", "print"} <= {what for what, _ in by_name(stand)}
    stand.show(More.examples()[0])
    ways = {"wallet", "history", "ladder", "leaders", "refer", "feedback", "guide", "profile", "back"}
    assert ways <= {what for what, _ in by_name(stand)}


def test_without_the_server_what_needs_it_is_greyed_and_says_why(stand):
    stand.show(More.examples()[0], replace(FINE, link=Link.OFFLINE))
    able = {what for (what, _), enabled in by_name(stand).items() if enabled}
    assert able >= {"wallet", "feedback", "guide", "back"}
    assert not able & {"profile", "history", "ladder", "leaders", "refer", "gift"}
    assert shown(stand).count("联网后可用") == 6


def test_without_paper_the_code_on_the_screen_is_enough_and_says_so(stand):
    stand.show(CouponCard.examples()[0], replace(FINE, printer=PrinterHealth.PAPER_OUT))
    assert by_name(stand)[("print", "")] is False
    assert Words("zh").tr("coupon.no_printer") in shown(stand)
    assert seen(stand) == [SHOWN]


def test_a_page_of_the_wallet_has_four_coupons_and_each_can_be_opened(stand):
    stand.show(Wallet.examples()[0])
    assert [arg for what, arg in by_name(stand) if what == "open"] == [coupon.code for coupon in LIN.coupons]
    stand.show(Wallet.examples()[1])
    assert "还没有优惠券" in shown(stand)
    assert ("open", "") not in by_name(stand)


def test_points_wear_their_sign_and_say_where_they_came_from(stand):
    stand.show(PastPoints.examples()[2])
    said = shown(stand)
    assert {"+12", "−10", "−35", "+35", "+5"} <= set(said)
    assert HISTORY.rows[0].note is not None
    assert HISTORY.rows[0].note.zh in said
    stand.show(PastPoints.examples()[4])
    assert "这里还没有记录" in shown(stand)


def test_my_rank_is_pinned_when_i_am_not_among_the_first_ten(stand):
    stand.show(Leaders.examples()[1])
    assert "我" in shown(stand)
    assert "我的名次" not in shown(stand)
    stand.show(Leaders.examples()[2])
    assert {"我的名次", "37"} <= set(shown(stand))


def test_the_ladder_shows_where_i_stand_and_what_is_behind_me(stand):
    stand.show(Ladder.examples()[1])
    said = shown(stand)
    assert (said.count("已达到"), said.count("当前等级")) == (2, 1)
    assert any("即可保级" in text for text in said)


def test_an_answer_is_unfolded_beside_its_question(stand):
    stand.show(Guide(open=4))
    assert any("旧卡会立即停用" in text for text in shown(stand))
    assert [arg for what, arg in by_name(stand) if what == "open"] == list("012345")


def test_a_fourth_topic_cannot_be_chosen_and_a_chosen_one_can_be_taken_back(stand):
    stand.show(next(example for example in Feedback.examples() if example.full))
    topics = {arg: enabled for (what, arg), enabled in by_name(stand).items() if what == "topic"}
    assert topics == {"taste": True, "service": True, "speed": True, "clean": False, "value": False}


@pytest.mark.parametrize(("score", "offered"), [(None, False), (6, True), (7, False)])
def test_the_manager_is_offered_only_after_a_low_score(stand, score, offered):
    stand.show(replace(Feedback.examples()[0], score=score))
    assert (("manager", "") in by_name(stand)) is offered
    assert by_name(stand)[("send", "")] is (score is not None)


def test_the_eleven_keys_are_twenty_millimetres_each_way(stand):
    stand.show(Feedback.examples()[0])
    keys = [control.box_px for control in stand.ui.controls() if control.what == "score"]
    assert len(keys) == 11
    assert min(min(width, height) for _, _, width, height in keys) >= 20 * 5.9


def test_digits_of_the_pin_are_never_shown(stand):
    stand.show(StaffPin("1357"))
    assert shown(stand).count("•") == 4
    assert not {"1357"} & set(shown(stand))


def test_a_device_that_is_ill_says_so_in_words(stand):
    stand.show(Staff.examples()[-1])
    said = shown(stand)
    assert {"未连接", "盖未关", "服务器无回应", "1,284\u00a0条"} <= set(said)
    assert "测试失败：盖未关" in said


def test_a_lost_tier_is_said_calmly_and_a_new_one_with_paper_in_the_air(stand):
    from kiosk.design.part import on_screen
    from kiosk.design.party import Confetti

    def falls() -> bool:
        parts = stand.stage._slot.walk(restrict=True)
        return any(on_screen(part) for part in parts if isinstance(part, Confetti))

    stand.show(Moment.examples()[0])
    assert falls()
    assert "您已是金卡会员" in shown(stand)
    stand.show(Moment.examples()[1])
    assert not falls()
    assert "等级有调整" in shown(stand)


def test_the_celebration_is_over_after_two_seconds_and_takes_no_touch(stand):
    from kiosk.design.party import Confetti

    stand.stage.look.moving = True
    try:
        stand.show(Moment.examples()[0])
        paper = next(part for part in stand.stage._slot.walk(restrict=True) if isinstance(part, Confetti))
        assert paper.fallen < 1
        stand.pass_time(2.0, 0.1)
        assert paper.fallen == 1
        assert stand.ui.press("skip")
        stand.settle()
        assert stand.touched == [("skip", "")]
    finally:
        stand.stage.look.moving = False


class Hand:
    """A finger that can stay where it is."""

    def __init__(self, stand) -> None:
        from kivy.base import EventLoop

        self._loop = EventLoop
        self._stand = stand

    def hold(self, what: str, seconds: float) -> None:
        from kiosk.ui.finger import Finger

        left, top, width, height = next(control.box_px for control in self._stand.ui.controls() if control.what == what)
        finger = Finger.at((left + width / 2) / 1280, 1.0 - (top + height / 2) / 800)
        self._loop.post_dispatch_input("begin", finger)
        self._stand.pass_time(seconds, 0.25)
        self._loop.post_dispatch_input("end", finger)


@pytest.mark.parametrize("screen", [Attract(), OutOfService("K-901"), Greeting.examples()[0]])
def test_the_staffs_door_opens_to_a_finger_that_stays_three_seconds(stand, screen):
    stand.show(screen, timeout_s=None).pass_time(0.5, 0.25)
    Hand(stand).hold("staff", 2.5)
    assert stand.touched == []
    Hand(stand).hold("staff", 3.5)
    assert stand.touched == [("staff", "")]


def test_the_door_can_be_pressed_by_name_but_not_while_paper_moves(stand):
    stand.show(Greeting.examples()[0])
    assert stand.ui.press("staff")
    assert stand.touched == [("staff", "")]
    stand.show(Printing.examples()[0])
    assert not stand.ui.press("staff")


def test_a_finger_left_on_the_brand_opens_nothing_on_the_next_screen(stand):
    from kiosk.ui.finger import Finger

    stand.show(Attract(), timeout_s=None).pass_time(0.5, 0.25)
    left, top, width, height = next(c.box_px for c in stand.ui.controls() if c.what == "staff")
    finger = Finger.at((left + width / 2) / 1280, 1.0 - (top + height / 2) / 800)
    hand = Hand(stand)
    hand._loop.post_dispatch_input("begin", finger)
    stand.show(Greeting.examples()[0]).pass_time(4, 0.25)
    hand._loop.post_dispatch_input("end", finger)
    assert stand.touched == []


def test_lines_of_lists_are_worked_out_without_a_screen(stand):
    from kiosk.design import rows

    words = Words("en")
    assert rows.signed(1234, words) == "+1,234"
    assert rows.signed(-5, words) == "−5"
    assert rows.spelled("RGC-7QK2M9X4TA3B8C1D") == "RGC-7QK2 M9X4 TA3B 8C1D"
    assert rows.soonest(LIN.coupons, words) == "The first expires on 25\u00a0Nov"
    assert rows.soonest((msgspec.structs.replace(AMOUNT_OFF, expires_on=None),), words) == "No end date"
    assert rows.soonest((), words) == ""
    assert rows.keeping(NEW, words) == ""
    assert rows.share(LIN.progress) == pytest.approx(2480 / 3000)
    assert rows.share(None) == 0.0
    assert rows.at(None, 0) is None
    assert rows.health_said("disk", "38 %", words) == "38 %"
    assert rows.health_said("printer", "paper_out", words) == "Out of paper"


@pytest.mark.parametrize(
    ("reason", "offered"),
    [("no_answer", {"done", "again"}), ("card_blocked", {"done"}), ("proof_needed", {"done", "sign_in"})],
)
def test_a_page_of_trouble_offers_only_what_can_help(stand, reason, offered):
    stand.show(Trouble(reason, TROUBLES[reason], CARD))
    assert {one.what for one in stand.stage.controls() if one.what in ("done", "again", "sign_in")} == offered


def test_what_is_hidden_of_an_address_is_dotted_as_on_the_card(stand):
    from kivy.factory import Factory

    hidden, as_wide_as_characters = (Factory.Txt(text=text, hug="wh") for text in ("••••@", "国国国国@"))
    stand.settle()
    assert hidden.width < 0.7 * as_wide_as_characters.width


@pytest.mark.parametrize(("rank", "first"), [(0, 0), (1, 0), (2, 1), (3, 2), (5, 2), (99, 0)])
def test_a_long_ladder_shows_the_four_rungs_around_me(stand, rank, first):
    from kiosk.design import rows

    many = [
        msgspec.structs.replace(TIERS.rows[0], tier=msgspec.structs.replace(TIERS.rows[0].tier, rank=number))
        for number in range(6)
    ]
    assert [rung.tier.rank for rung in rows.around_me(many, rank)] == list(range(first, first + 4))
