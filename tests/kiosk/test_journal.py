"""The journal names nobody, and runs again all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import CardTapped, CodeScanned
from kiosk import disguise, journal
from kiosk.events import Answered, LinkChanged, Touched, Turn
from kiosk.flow import step
from kiosk.loop import Entry
from kiosk.screens import Greeting
from kiosk.screens._people import LIN
from kiosk.screens.join_email import DOMAINS, KEYS
from kiosk.state import State
from kiosk.values import Link
from mqtt_bridge.codes import CodeKind, new_code, read_code
from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, MemberFound, MemberLookup

PHONE, EMAIL, CODE, UID = "13812346688", "lin.xiaoyu@qq.com", "407182", "04a1b2c3d4e580"
OWN_CODE = "RGM-AAAA0000BBBB1111"
NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
UP = LinkChanged(Link.ONLINE, ("phone", "email"))


def keys(word: str, text: str) -> list[Touched]:
    return [Touched(word, key) for key in text]


def joins(way: dict[str, str]) -> list:
    return [
        Answered(JoinStart(**way), JoinStarted(expires_s=600, resend_after_s=60)),
        *keys("digit", CODE),
        Answered(
            JoinVerify(phone=way.get("phone", ""), email=way.get("email", ""), code=CODE, terms=""),
            Joined(member=LIN, existing=True, code=OWN_CODE),
        ),
    ]


STORIES = {
    "by phone": [UP, Touched("join"), *keys("digit", PHONE), Touched("next"), *joins({"phone": PHONE})],
    "by e-mail": [
        *(UP, Touched("join"), Touched("way", "email")),
        *(*keys("key", "lin.xiaoyu"), Touched("domain", "qq.com"), Touched("next")),
        *joins({"phone": "", "email": EMAIL}),
    ],
    "with a card": [
        *(UP, CardTapped(UID)),
        Answered(MemberLookup(kind="nfc", value=UID, proof="uid_only"), MemberFound(member=LIN)),
    ],
    "with a code": [
        *(UP, CodeScanned(OWN_CODE + "\r")),
        Answered(MemberLookup(kind="qr", value=OWN_CODE), MemberFound(member=LIN)),
    ],
}


@pytest.mark.parametrize("events", STORIES.values(), ids=STORIES)
def test_a_journal_tells_nothing_that_was_typed_or_shown_and_ends_where_it_ended(tmp_path, events):
    state, entries = State(), []
    for number, event in enumerate(events):
        turn = Turn(NOW + timedelta(seconds=number), f"id-{number}")
        entries.append(Entry(state, event, turn))
        state, _effects = step(state, event, turn)
    assert isinstance(state.screen, Greeting), "the story itself must lead to the greeting"

    journal.write(entries, tmp_path / "journal", "test")

    text = (tmp_path / "journal").read_text("utf-8")
    for secret in (PHONE, EMAIL, "xiaoyu", CODE, UID, OWN_CODE):
        assert secret not in text
    assert '"arg": "4"' not in text and '"arg": "l"' not in text
    *_, last = journal.replay(tmp_path / "journal")
    assert isinstance(last.state.screen, Greeting)


@pytest.mark.parametrize("kind", [kind for kind in CodeKind if kind is not CodeKind.SIGNED])
def test_a_disguised_code_is_another_code_of_its_kind(kind):
    real = new_code(kind)
    shown = read_code(disguise.code(real))
    assert shown is not None and shown.kind is kind and shown.text != real


def test_a_disguised_signed_coupon_still_looks_like_one():
    shown = read_code(disguise.code("RGS:" + "A1" * 64 + "Z"))
    assert shown is not None and shown.kind is CodeKind.SIGNED


@given(st.text(st.sampled_from(KEYS), max_size=40), st.sampled_from(KEYS))
def test_what_is_typed_grows_in_disguise_as_it_grew(text, key):
    if not any(text.endswith(house) or (text + key).endswith(house) for house in DOMAINS):
        assert disguise.typed(text + key) == disguise.typed(text) + disguise.typed(key)
