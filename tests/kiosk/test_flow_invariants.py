"""Whatever happens, in whatever order: the flow never raises, never dead-ends, never leaks, never doubles."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import (
    CardTapped,
    CodeScanned,
    DeviceBack,
    DeviceLost,
    Paper,
    Printed,
    PrinterChanged,
    PrinterStatus,
    PrintFault,
    PrintRefused,
    TwoCards,
)
from kiosk.effects import Ask, OpenRedemption, Print, Recall, Record
from kiosk.events import (
    Acknowledged,
    Answered,
    LinkChanged,
    LogExported,
    NoAnswer,
    PinChecked,
    Recalled,
    TimedOut,
    Touched,
    Turn,
    VitalsRead,
)
from kiosk.flow import step, visit
from kiosk.screens import Attract, Holding, LinkCard, OutOfService, Printing, ReadTest, Screen, Undo
from kiosk.screens._joining import FRIEND, TOLD
from kiosk.screens._people import AMOUNT_OFF, HISTORY, LEADERS, LIN, LONG, NEW, QUOTE, REFERRAL, REWARDS, TIERS
from kiosk.screens.join_terms import TERMS
from kiosk.state import State, Surroundings
from kiosk.values import Card, Link, PrinterHealth
from mqtt_bridge.messages import (
    Ack,
    CardLink,
    CardLinked,
    FriendLookup,
    History,
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    Leaderboard,
    MemberFound,
    MemberLookup,
    Profile,
    ReceiptQuote,
    RedemptionCommitted,
    RedemptionVoided,
    Referral,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
    TierList,
)

UIDS = ("04a1", "04ff")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))
EXAMPLES = [example for kind in get_args(Screen) for example in kind.examples()]
WORDS = [
    ("join", ""), ("scan", ""), ("done", ""), ("more_time", ""), ("text_size", ""), ("language", "en"),
    ("redeem", ""), ("check_in", ""), ("page", "next"), ("page", "prev"), ("print", AMOUNT_OFF.code),
    ("choose", "cash-10"), ("choose", "tea"), ("confirm", ""), ("back", ""), ("again", ""), ("keep", ""),
    ("void", ""), ("next", ""), ("erase", ""), ("clear", ""), ("resend", ""), ("digit", "1"), ("nonsense", "x"),
    ("more", ""), ("wallet", ""), ("open", AMOUNT_OFF.code), ("open", "2"), ("history", ""), ("filter", "spent"),
    ("leaders", ""), ("ladder", ""), ("refer", ""), ("feedback", ""), ("score", "3"), ("score", "10"),
    ("topic", "taste"), ("manager", ""), ("send", ""), ("guide", ""), ("claim", ""), ("skip", ""), ("staff", ""),
    ("call", ""), ("undo", ""), ("print_now", ""), ("test_touch", ""), ("cell", "1"),
    ("tools", ""), ("test_read", ""), ("restart", ""), ("restart_now", ""), ("export_log", ""),
    ("refresh", ""), ("test_print", ""), ("close", ""), ("print", ""), ("amounts", ""),
    ("way", "wechat"), ("way", "email"), ("key", "a"), ("domain", "qq.com"), ("agree", ""), ("marketing", ""),
    ("birthday", ""), ("friend", ""), ("month", "2"), ("day", "31"), ("lunar", ""), ("save", ""), ("later", ""),
    ("profile", ""), ("my_language", ""), ("listed", ""), ("lost", ""), ("lose", "E580"), ("link", ""), ("data", ""),
]  # fmt: skip
TICKET = JoinVerify(phone="", code="", ticket="t", terms="")
AGREED = JoinVerify(phone="1" * 11, code="1" * 6, terms=TERMS)
LOOKUPS = [MemberLookup(kind="nfc", value=uid) for uid in UIDS]
STATIC_EVENTS = st.one_of(
    st.sampled_from(UIDS).map(CardTapped),
    st.just(TwoCards()),
    st.sampled_from(["RGM-12345678", "RGC-12345678", "RGR-12345678", "RGF-12345678", "junk", "\x00"]).map(CodeScanned),
    st.sampled_from(WORDS).map(lambda word: Touched(*word)),
    st.just(TimedOut()),
    st.sampled_from(list(Link)).map(LinkChanged),
    st.builds(Recalled, st.sampled_from([Card("nfc", uid) for uid in UIDS]), st.sampled_from([None, LIN, NEW, LONG])),
    st.builds(
        Answered,
        st.sampled_from(LOOKUPS),
        st.sampled_from(
            [MemberFound(), MemberFound(member=LIN), MemberFound(member=LONG), Refusal(code="card_blocked")]
        ),
    ),
    st.sampled_from(LOOKUPS).map(NoAnswer),
    st.just(Answered(RewardList(member="m-lin"), RewardsListed(rewards=REWARDS))),
    st.just(Answered(JoinStart(phone="1" * 11), JoinStarted(expires_s=600, resend_after_s=0))),
    st.builds(
        Answered,
        st.sampled_from([JoinVerify(phone="1" * 11, code="1" * 6, terms=""), TICKET, AGREED]),
        st.sampled_from(
            [
                Joined(member=NEW, code="RGM-NEW00000"),
                Joined(member=LIN, existing=True, code="RGM-LIN00000", card="taken"),
                Refusal(code="terms_needed"),
                Refusal(code="code_wrong", message="3 tries left"),
                Refusal(code="scanned", retry_after=2),
                Refusal(code="code_expired"),
            ]
        ),
    ),
    st.just(
        Answered(JoinStart(phone="", wechat=True), JoinStarted(expires_s=9, resend_after_s=2, url="u", ticket="t"))
    ),
    st.sampled_from([TICKET, AGREED]).map(NoAnswer),
    st.just(LinkChanged(Link.ONLINE, ("wechat", "phone", "email"))),
    st.just(Answered(Profile(member="m-lin"), TOLD)),
    st.just(Answered(FriendLookup(code="RGF-12345678"), FRIEND)),
    st.just(Answered(FriendLookup(code="RGF-12345678"), Refusal(code="unknown_code"))),
    st.builds(
        Answered,
        st.sampled_from(UIDS).map(lambda uid: CardLink(member="m-lin", card_kind="nfc", card_value=uid)),
        st.sampled_from([CardLinked(member=LIN), Refusal(code="card_taken")]),
    ),
    st.sampled_from(
        [DeviceLost("reader", "x"), DeviceBack("reader"), DeviceLost("printer", "x"), DeviceBack("printer")]
    ),
    st.builds(
        PrinterStatus,
        st.sampled_from([True, False, None]),
        st.sampled_from(Paper),
        st.sampled_from([True, False, None]),
    ).map(PrinterChanged),
    st.just(Answered(History(member="m-lin"), HISTORY)),
    st.just(Answered(Leaderboard(member="m-lin"), LEADERS)),
    st.just(Answered(TierList(member="m-lin"), TIERS)),
    st.just(Answered(Referral(member="m-lin"), REFERRAL)),
    st.just(Answered(ReceiptQuote(member="m-lin", code="RGR-12345678"), QUOTE)),
    st.sampled_from([History(member="m-lin"), Referral(member="m-lin")]).map(NoAnswer),
    st.sampled_from(["right", "wrong", "locked"]).map(PinChecked),
    st.sampled_from([LogExported("stick", "/media/a/b/c"), LogExported("failed")]),
    st.just(VitalsRead((("queue", "0"),))),
    st.integers(0, 50).map(lambda upto: Acknowledged(Ack(upto=upto))),
)
# What the printer and the server say about the job and the hold that are open at that moment.
REACTIONS = st.sampled_from(["held", "refused", "no_answer", "printed", "paper_out", "maybe_printed"])
HAPPENINGS = st.lists(st.one_of(STATIC_EVENTS, REACTIONS), max_size=60)


def reaction(kind: str, screen: Screen) -> object | None:
    match kind, screen:
        case "held", Holding(redemption=redemption, reward=reward, member=member):
            hold = RewardHold(redemption=redemption, member=member.member, reward=reward.reward)
            return Answered(hold, RewardHeld(redemption=redemption, coupon=AMOUNT_OFF, points_after=1))
        case (("refused" | "no_answer"), Holding(redemption=redemption, reward=reward, member=member)):
            hold = RewardHold(redemption=redemption, member=member.member, reward=reward.reward)
            return NoAnswer(hold) if kind == "no_answer" else Answered(hold, Refusal(code="not_enough"))
        case "printed", Printing(job=job):
            return Printed(job)
        case (("paper_out" | "maybe_printed"), Printing(job=job)):
            return PrintRefused(job, PrintFault.PAPER_OUT, kind == "maybe_printed")
    return None


def run(happenings, start: Screen | None = None, undo_s: float = 5.0):
    around = Surroundings(link=Link.ONLINE, printer=PrinterHealth.OK)
    state = State(screen=start or Attract(), around=around, undo_s=undo_s)
    effects = []
    for number, happening in enumerate(happenings):
        event = reaction(happening, state.screen) if isinstance(happening, str) else happening
        if event is not None:
            state, new = step(state, event, Turn(NOW + timedelta(seconds=number), f"id-{number}"))
            effects += new
    return state, effects


def settle(state):
    """The server gives up, the printer answers, then nobody touches anything."""
    effects = []
    for number in range(12):
        event = reaction("no_answer", state.screen) or reaction("printed", state.screen) or TimedOut()
        state, new = step(state, event, Turn(NOW, f"end-{number}"))
        effects += new
    return state, effects


@given(HAPPENINGS)
def test_whatever_happens_silence_leads_home(happenings):
    state, _ = run(happenings)

    state, _ = settle(state)

    # Only the staff, who closed it, open it again.
    assert state.screen == Attract() or isinstance(state.screen, OutOfService)
    assert not state.warning


@given(HAPPENINGS)
def test_every_opened_redemption_is_settled_exactly_once(happenings):
    state, effects = run(happenings)
    _, rest = settle(state)
    effects += rest
    opened = [effect.redemption for effect in effects if isinstance(effect, OpenRedemption)]
    settled = [
        effect.event.redemption
        for effect in effects
        if isinstance(effect, Record) and isinstance(effect.event, RedemptionCommitted | RedemptionVoided)
    ]

    assert sorted(opened) == sorted(settled)


@given(HAPPENINGS)
def test_no_job_is_sent_twice_and_none_without_a_hold(happenings):
    _, effects = run(happenings)
    jobs = [effect.job for effect in effects if isinstance(effect, Print)]
    opened = {effect.redemption for effect in effects if isinstance(effect, OpenRedemption)}

    assert len(jobs) == len(set(jobs))
    assert {effect.redemption for effect in effects if isinstance(effect, Print)} <= opened | {""}


@given(HAPPENINGS, st.sampled_from(UIDS))
def test_the_screen_after_a_tap_belongs_to_that_card(happenings, uid):
    state, _ = run([*happenings, CardTapped(uid)])

    if isinstance(state.screen, LinkCard):
        assert Card("nfc", uid) in (state.screen.new, state.screen.card) or state.screen.new or state.screen.error
    elif isinstance(state.screen, ReadTest):
        assert state.screen.card == uid.upper()
    elif not isinstance(state.screen, Holding | Undo | Printing | OutOfService):
        assert state.screen.card == Card("nfc", uid)


@given(HAPPENINGS)
def test_two_cards_at_once_show_nobody_and_give_nobody_anything(happenings):
    before, _ = run(happenings)
    state, effects = step(before, TwoCards(), Turn(NOW, "two"))

    if isinstance(before.screen, visit.BUSY):
        assert state == before
    elif not isinstance(before.screen, LinkCard):
        assert getattr(state.screen, "member", None) is None
    assert not [effect for effect in effects if isinstance(effect, Ask | Recall | Print)]


# One test a word: a test for each of the fourteen thousand pairs took twenty times as long to organise as to run.
@pytest.mark.parametrize("word", WORDS, ids=lambda w: "-".join(w))
def test_any_touch_on_any_screen_has_an_answer(word):
    unanswered = []
    for screen in EXAMPLES:
        try:
            run([Touched(*word)], start=screen)
        except Exception as error:
            unanswered.append((screen, error))

    assert unanswered == []
