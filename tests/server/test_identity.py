"""Joining by WeChat and by e-mail: a code on the kiosk, a telephone that confirms, a stand-in for WeChat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from devstack.wechat import WeChatStandIn
from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, MemberLookup, Refusal
from server.config import ConfigError
from server.config import WeChat as Settings
from server.desk import Desk
from server.identity.app import build
from server.identity.serve import identity_server
from server.identity.wechat import API, AUTHORIZE, IdentityError, WeChat
from server.listening import HttpServer

SECRET = "the-secret-of-the-account"
ASK = JoinStart(phone="", wechat=True)
Scan = Callable[[str], httpx.Response]


@pytest.fixture
def wechat() -> Iterator[WeChatStandIn]:
    stand_in = WeChatStandIn("wx-app", SECRET)
    stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def phone(centre: Any, wechat: WeChatStandIn) -> Iterator[httpx.Client]:
    """A telephone with WeChat in it; the centre knows where its pages are."""
    with opened(centre, WeChat("wx-app", SECRET, wechat.authorize, wechat.url)) as browser:
        yield browser


@contextmanager
def opened(centre: Any, client: WeChat) -> Iterator[httpx.Client]:
    server = HttpServer("pages", build(centre.house, client, "", lambda: centre.now), "127.0.0.1", 0)
    server.start()
    base = f"http://127.0.0.1:{server.port}"
    centre.house = replace(centre.house, join_url=base)
    centre.desk = Desk(centre.house, lambda: 0.0)
    with httpx.Client(base_url=base, trust_env=False) as browser:
        yield browser
    server.stop()


def scan(phone: httpx.Client, url: str) -> httpx.Response:
    """What WeChat does with a code: follow it, to itself and back. Our `redirect_uri` is relative here."""
    first = phone.get(url)
    if first.status_code != 302:
        return first
    away = phone.get(first.headers["location"])
    return phone.get(urlsplit(away.headers["location"])._replace(scheme="", netloc="").geturl())


def confirm(phone: httpx.Client, page: httpx.Response) -> httpx.Response:
    found = re.search(r'name="word" value="([^"]+)"', page.text)
    return phone.post("/wechat/confirm", data={"word": found[1] if found else ""})


def test_who_scans_and_confirms_is_a_member_on_the_kiosk(centre: Any, phone: httpx.Client) -> None:
    kiosk = centre.kiosk()
    started = kiosk.ask(ASK)
    waiting = kiosk.ask(JoinVerify(phone="", code="", ticket=started.ticket))

    done = confirm(phone, scan(phone, started.url))
    question = JoinVerify(phone="", code="", ticket=started.ticket, card_kind="nfc", card_value="04aa")
    joined = kiosk.ask(question)

    assert (waiting.code, waiting.retry_after) == ("not_yet", 2)
    assert done.status_code == 200
    assert isinstance(joined, Joined)
    assert (joined.existing, joined.member.points, joined.member.phone_masked) == (False, 100, "")
    assert kiosk.ask(MemberLookup(kind="nfc", value="04aa")).member.member == joined.member.member
    assert kiosk.ask(question) == joined


def test_the_same_person_scanning_again_is_the_same_member(centre: Any, phone: httpx.Client) -> None:
    kiosk, answers = centre.kiosk(), []
    for _ in range(2):
        started = kiosk.ask(ASK)
        confirm(phone, scan(phone, started.url))
        answers.append(kiosk.ask(JoinVerify(phone="", code="", ticket=started.ticket)))

    assert [answer.existing for answer in answers] == [False, True]
    assert answers[0].member.member == answers[1].member.member


def test_scanning_alone_signs_nobody_in(centre: Any, phone: httpx.Client) -> None:
    kiosk = centre.kiosk()
    started = kiosk.ask(ASK)

    page = scan(phone, started.url)

    assert "是我" in page.text and "kiosk-1" in page.text
    answer = kiosk.ask(JoinVerify(phone="", code="", ticket=started.ticket))
    assert (answer.code, answer.retry_after) == ("scanned", 2)


def test_a_code_is_for_its_kiosk_its_three_minutes_and_one_person(
    centre: Any, phone: httpx.Client, wechat: WeChatStandIn
) -> None:
    kiosk = centre.kiosk()
    started = kiosk.ask(ASK)
    first, second = scan(phone, started.url), scan(phone, started.url)
    wechat.openid = "o-another"

    assert confirm(phone, first).status_code == 200
    assert confirm(phone, first).status_code == 404
    assert confirm(phone, second).status_code == 404
    assert scan(phone, started.url).status_code == 404
    assert centre.kiosk("kiosk-2").ask(JoinVerify(phone="", code="", ticket=started.ticket)).code == "code_expired"
    late = kiosk.ask(ASK)
    page = scan(phone, late.url)
    centre.wait(minutes=3)
    assert confirm(phone, page).status_code == 404
    assert kiosk.ask(JoinVerify(phone="", code="", ticket=late.ticket)).code == "code_expired"


@pytest.mark.parametrize(
    "path", ["/w/nothing", "/w/" + "0" * 32, "/wechat/back", "/wechat/back?state=x&code=y", "/w/%00"]
)
def test_what_we_never_showed_leads_nowhere(phone: httpx.Client, path: str) -> None:
    answer = phone.get(path)

    assert answer.status_code == 404
    assert answer.headers.get("cache-control") == "no-store"


@pytest.mark.parametrize("body", [b"", b"word=", b"word=x", b"\xff" * 900, b"x" * 5000])
def test_no_form_confirms_what_nobody_opened(phone: httpx.Client, body: bytes) -> None:
    assert phone.post("/wechat/confirm", content=body).status_code in (404, 413)


def test_a_wrong_or_used_code_of_wechats_is_refused(centre: Any, phone: httpx.Client, wechat: WeChatStandIn) -> None:
    state = centre.kiosk().ask(ASK).ticket

    assert phone.get("/wechat/back", params={"state": state, "code": "wrong"}).status_code == 404


def test_while_wechat_is_down_the_page_says_to_try_again(centre: Any) -> None:
    with opened(centre, WeChat("wx-app", SECRET, "http://127.0.0.1:9", "http://127.0.0.1:9")) as phone:
        state = centre.kiosk().ask(ASK).ticket

        assert phone.get("/wechat/back", params={"state": state, "code": "any"}).status_code == 502


def test_the_address_is_as_wechat_documents_it() -> None:
    address = urlsplit(WeChat("wx1", SECRET).address("https://join.example/wechat/back", "abc123"))

    assert f"{address.scheme}://{address.netloc}{address.path}" == AUTHORIZE
    assert address.fragment == "wechat_redirect"
    assert {name: values[0] for name, values in parse_qs(address.query).items()} == {
        "appid": "wx1",
        "redirect_uri": "https://join.example/wechat/back",
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
    }
    assert API == "https://api.weixin.qq.com"


def test_the_accounts_secret_is_in_no_error(wechat: WeChatStandIn) -> None:
    for client in (
        WeChat("wx-app", "wrong-secret", wechat.authorize, wechat.url),
        WeChat("wx", SECRET, "", "http://127.0.0.1:9"),
    ):
        with pytest.raises(IdentityError) as error:
            client.openid("code")
        assert "secret" not in str(error.value) and SECRET not in str(error.value)


def test_a_house_without_an_account_says_so(kiosk: Any) -> None:
    assert kiosk.ask(ASK).code == "unavailable"


def test_a_kiosk_shows_so_many_codes_an_hour(centre: Any, phone: httpx.Client) -> None:
    kiosk = centre.kiosk()
    for _ in range(120):
        assert isinstance(kiosk.ask(ASK), JoinStarted)

    assert kiosk.ask(ASK).code == "too_many"


@pytest.mark.parametrize(
    "settings",
    [Settings(app_id="wx", public_url="https://x"), Settings(app_id="wx", secret="s", public_url="http://x.example")],
)
def test_settings_that_cannot_be_are_named(centre: Any, settings: Settings) -> None:
    with pytest.raises(ConfigError, match=r"wechat\.(secret|public_url)"):
        identity_server(centre.house, settings, lambda: centre.now)


def by_mail(centre: Any, email: str) -> Any:
    kiosk = centre.kiosk()
    kiosk.ask(JoinStart(phone="", email=email))
    return kiosk.ask(JoinVerify(phone="", email=email, code=centre.code_sent()))


def test_an_address_and_a_code_make_a_member(centre: Any) -> None:
    joined = by_mail(centre, "Lin.Xiaoyu@Example.com")

    assert isinstance(joined, Joined) and not joined.existing
    assert centre.store.members.find("email", "lin.xiaoyu@example.com").id == joined.member.member
    assert centre.store.notices.waiting()[0].to == "lin.xiaoyu@example.com"


def test_one_address_in_two_spellings_is_one_member(centre: Any) -> None:
    first = by_mail(centre, "lin@example.com")
    centre.wait(minutes=11)

    again = by_mail(centre, " LIN@ＥＸＡＭＰＬＥ.com")

    assert (again.existing, again.member.member) == (True, first.member.member)


@pytest.mark.parametrize(
    "email",
    [
        "lin",
        "lin@",
        "@x.com",
        "a b@x.com",
        "a@x",
        "a@x.com\r\nBcc: b@x.com",
        "a@-.c",
        "<a@x.com>",
        "a" * 250 + "@x.com",
    ],
)
def test_what_is_no_address_is_refused(kiosk: Any, email: str) -> None:
    assert kiosk.ask(JoinStart(phone="", email=email)) == Refusal(
        code="bad_email", message="this is not an e-mail address"
    )
