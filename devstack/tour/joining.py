"""The journeys of joining: by WeChat, by e-mail, brought by a friend; a card that is lost; the profile."""

from __future__ import annotations

import uuid

from devstack.tour.acts import Journey, code_sent, nothing, tap, type_digits
from devstack.tour.bench_client import BenchSaidNo
from devstack.tour.walk import Walk


def join_by_wechat(walk: Walk) -> None:
    who = f"o-tour-{uuid.uuid4().hex[:8]}"
    walk.step("join", lambda: walk.press("join"), "join_phone")
    walk.step("choose WeChat", lambda: walk.press("way", "wechat"), "join_wechat")
    walk.step("scan it", lambda: scanned(walk, who), "join_wechat", lambda _: bool(walk.controls("refresh")))
    walk.step("it is me", lambda: walk.bench.post("/bench/telephone", confirm=True), "join_terms")
    walk.step("agree", lambda: walk.press("agree"), "link_card")
    walk.step("go on without a card", lambda: walk.press("later"), "greeting")
    walk.step("done", lambda: walk.press("done"), "attract")
    walk.step("join again", lambda: walk.press("join"), "join_phone")
    walk.step("WeChat again", lambda: walk.press("way", "wechat"), "join_wechat")
    walk.step(
        "the same person scans", lambda: scanned(walk, who), "join_wechat", lambda _: bool(walk.controls("refresh"))
    )
    walk.step("is known", lambda: walk.bench.post("/bench/telephone", confirm=True), "greeting")


def join_by_email(walk: Walk) -> None:
    uid = fresh_card()
    walk.step("tap a new card", lambda: walk.tap(uid), "invite")
    walk.step("join", lambda: walk.press("join"), "join_phone")
    walk.step("choose e-mail", lambda: walk.press("way", "email"), "join_email")
    for key in f"tour{uid[-6:]}":
        walk.press("key", key)
    walk.step("its end with one touch", lambda: walk.press("domain", "qq.com"), "join_email")
    code = code_sent(walk, "ask for a code", lambda: walk.press("next"))
    walk.step("type the code", lambda: type_digits(walk, code), "join_terms")
    walk.step("tell a birthday", lambda: walk.press("birthday"), "birthday")
    walk.step("by the lunar calendar", lambda: born(walk), "join_terms")
    walk.step("agree", lambda: walk.press("agree"), "greeting")
    walk.check(walk.bench.member("card", uid)["balance"] == 120, "not 100 points for joining and 20 for the birthday")


def friend_joins(walk: Walk) -> None:
    lin = walk.person("lin")
    walk.step("a member taps", lambda: tap(walk, lin), "greeting")
    walk.step("bring a friend", lambda: walk.press("refer"), "refer", lambda _: bool(walk.controls("print")))
    slips: list[str] = []

    def printed(_state: object) -> bool:
        slips.extend(code for ticket in walk.fresh_tickets() for code in ticket["codes"])
        return bool(slips)

    walk.step("print a slip", lambda: walk.press("print"), "refer", printed)
    walk.step("done", lambda: walk.press("done"), "attract")
    walk.step(
        "the friend scans it", lambda: scan(walk, slips[0]), "friend_invite", lambda _: bool(walk.controls("join"))
    )
    uid = fresh_card()
    walk.step("and taps a new card", lambda: walk.tap(uid), "invite")
    join_with_phone(walk)
    walk.check(walk.bench.member("card", uid)["balance"] == 100, "the friend has not 100 points")
    walk.step("done again", lambda: walk.press("done"), "attract")
    walk.step("the member looks", lambda: tap(walk, lin), "greeting")
    walk.step("one more friend", lambda: walk.press("refer"), "refer", lambda _: bool(walk.controls("print")))


def lost_card(walk: Walk) -> None:
    uid, new = fresh_card(), fresh_card()
    walk.step("tap a new card", lambda: walk.tap(uid), "invite")
    join_with_phone(walk)
    before = walk.bench.member("card", uid)["member"]
    to_profile(walk)
    walk.step("the card is lost", lambda: walk.press("lost"), "lost_card")
    walk.step(
        "this one", lambda: walk.press("lose", uid[-4:].upper()), "lost_card", lambda _: bool(walk.controls("confirm"))
    )
    walk.step("block it", lambda: walk.press("confirm"), "lost_card", lambda _: bool(walk.controls("link")))
    walk.step("a new one", lambda: walk.press("link"), "link_card")
    walk.step("tap it", lambda: walk.tap(new), "link_card", lambda _: new_finds(walk, new, before))
    walk.step("done", lambda: walk.press("done"), "attract")
    walk.step("the lost card is refused", lambda: walk.tap(uid), "trouble")


def profile(walk: Walk) -> None:
    uid = fresh_card()
    walk.step("tap a new card", lambda: walk.tap(uid), "invite")
    join_with_phone(walk)
    to_profile(walk)
    walk.step("offers on", lambda: walk.press("marketing"), "my_profile", lambda state: state["queue"] == 0)
    walk.step("not on the leaderboard", lambda: walk.press("listed"), "my_profile", lambda state: state["queue"] == 0)
    walk.step("in English", lambda: walk.press("my_language"), "my_profile", lambda state: state["language"] == "en")
    walk.step("tell a birthday", lambda: walk.press("birthday"), "birthday")
    walk.step("it is kept", lambda: born(walk), "my_profile", lambda state: state["queue"] == 0)
    walk.check(not walk.controls("birthday"), "the birthday can be told twice")
    walk.step("what is kept of me", lambda: walk.press("data"), "my_data")
    walk.step("back", lambda: walk.press("back"), "my_profile")


JOURNEYS = (
    Journey("join-wechat", "Joining by WeChat, and being known the next time", join_by_wechat),
    Journey("join-email", "Joining by e-mail with a lunar birthday", join_by_email),
    Journey("friend-joins", "A friend joins with the slip of a member", friend_joins),
    Journey("lost-card", "A lost card is blocked, a new one takes its place", lost_card),
    Journey("profile", "What a member can see and change of themselves", profile),
)


# -- what several of them do ----------------------------------------------------------------------


def fresh_card() -> str:
    """The UID of a card nobody has seen, as a chip of NXP has it: seven bytes, the first is 04."""
    return "04" + uuid.uuid4().hex[:12]


def scan(walk: Walk, text: str) -> None:
    walk.bench.post("/bench/scan", text=text)


def scanned(walk: Walk, who: str) -> None:
    """Hold the telephone to the screen as soon as there is a code on it."""
    walk.step("a code to scan", nothing, "join_wechat", lambda _: _reads(walk, who))


def join_with_phone(walk: Walk) -> None:
    """From the invitation to the greeting with a number nobody has."""
    number = f"138{uuid.uuid4().int % 10**8:08}"
    walk.step("join", lambda: walk.press("join"), "join_phone")
    type_digits(walk, number)
    code = code_sent(walk, "ask for a code", lambda: walk.press("next"))
    walk.step("type the code", lambda: type_digits(walk, code), "join_terms")
    walk.step("agree", lambda: walk.press("agree"), "greeting")


def born(walk: Walk) -> None:
    """The Mid-Autumn Festival."""
    for word, arg in (("lunar", ""), ("month", "8"), ("day", "15"), ("save", "")):
        walk.press(word, arg)


def to_profile(walk: Walk) -> None:
    walk.step("more", lambda: walk.press("more"), "more")
    walk.step("my profile", lambda: walk.press("profile"), "my_profile", lambda _: bool(walk.controls("data")))


def new_finds(walk: Walk, uid: str, member: str) -> bool:
    """Whether this card finds that member at the till by now."""
    try:
        return bool(walk.bench.member("card", uid)["member"] == member)
    except BenchSaidNo:
        return False


def _reads(walk: Walk, who: str) -> bool:
    try:
        walk.bench.post("/bench/telephone", who=who)
    except BenchSaidNo as error:
        if error.status != 409:
            raise
        return False
    return True
