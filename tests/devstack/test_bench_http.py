"""The bench over HTTP: what the contract promises, and one clear sentence for every mistake."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from devstack.tour.bench_client import BenchClient, BenchSaidNo

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_state_says_what_the_contract_promises(bench: BenchClient) -> None:
    state = bench.state()
    assert {"screen", "language", "online", "queue", "devices"} <= state.keys()
    assert set(state["devices"]) == {"reader", "scanner", "printer"}


def test_the_screen_is_a_picture_of_the_whole_kiosk(bench: BenchClient) -> None:
    picture = bench.fetch("/bench/screen.png")
    assert picture.startswith(PNG)
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1280, 800)


def test_the_page_and_all_it_loads_come_from_the_bench_itself(bench: BenchClient) -> None:
    page = bench.fetch("/").decode()
    assert "http" not in page.replace("http-equiv", "")
    for name in ("base.css", "device.css", "panels.css", "main.js", "bowl.svg", "fonts/NotoSansSC-Regular.otf"):
        assert bench.fetch(f"/{name}")


def test_every_person_has_a_card_and_every_member_a_code(bench: BenchClient) -> None:
    people = bench.get("/bench/people")
    assert all(person["cards"] for person in people)
    assert all(bool(person["member"]) == bool(person["code"]) for person in people)


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/bench/tap", {}, 422, "give either card or uid"),
        ("/bench/tap", {"card": "card-lim"}, 422, "did you mean 'card-lin'?"),
        ("/bench/tap", {"uid": "xyz"}, 422, "a card's UID is 4, 7 or 10 bytes in hex"),
        ("/bench/tap", {"card": "card-lin", "other": "xyz"}, 422, "a card's UID is 4, 7 or 10 bytes in hex"),
        ("/bench/tap", {"cart": "card-lin"}, 422, "cart: Extra inputs are not permitted"),
        ("/bench/scan", {"text": ""}, 422, "text: "),
        ("/bench/scan", {"text": "x" * 9000}, 422, "text: "),
        ("/bench/touch", {"x": 5}, 422, "give either x and y or button"),
        ("/bench/touch", {"button": "fly"}, 422, "'fly' cannot be pressed on this screen; it has: "),
        ("/bench/holiday", {"holiday": "boxing"}, 422, "there is no holiday 'boxing'; there are: new-year"),
        ("/bench/printer", {"fault": "on_fire"}, 422, "a printer cannot be 'on_fire'; it can be: paper_out"),
        ("/bench/printer", {}, 422, "fault: Field required"),
        ("/bench/reader", {"plugged": "maybe"}, 422, "plugged: "),
        ("/bench/network", {"up": 7}, 422, "up: "),
        ("/bench/order", {"total_fen": -5}, 422, "total_fen: "),
        ("/bench/order", {"member": {"kind": "card", "value": "00"}, "total_fen": 5}, 404, ""),
        ("/bench/tap?kiosk=kiosk-9", {"card": "card-lin"}, 404, "there is no kiosk 'kiosk-9' here"),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(
    bench: BenchClient, path: str, body: dict[str, Any], status: int, words: str
) -> None:
    with pytest.raises(BenchSaidNo) as said:
        bench.post(path, **body)
    assert said.value.status == status
    assert words in str(said.value)
    assert "\n" not in str(said.value)


def test_a_button_is_pressed_by_the_words_a_refusal_lists(
    bench: BenchClient, until: Callable[[Callable[[], bool]], None]
) -> None:
    bench.post("/bench/touch", button="guide")
    until(lambda: bench.state()["screen"] == "guide")
    with pytest.raises(BenchSaidNo, match="language en"):
        bench.post("/bench/touch", button="fly")

    bench.post("/bench/touch", button="language en")
    until(lambda: bench.state()["language"] == "en")
    bench.post("/bench/touch", button="language", arg="zh")
    until(lambda: bench.state()["language"] == "zh")
    bench.post("/bench/touch", button="done")
    until(lambda: bench.state()["screen"] == "attract")


def test_somebody_walks_up_to_the_kiosk(bench: BenchClient) -> None:
    bench.post("/bench/presence")
    with pytest.raises(BenchSaidNo, match="there is no kiosk"):
        bench.post("/bench/presence?kiosk=kiosk-9")


def test_two_cards_held_up_at_once_greet_nobody_and_the_one_that_remains_is_greeted(
    bench: BenchClient, until: Callable[[Callable[[], bool]], None]
) -> None:
    queue = bench.state()["queue"]
    bench.post("/bench/tap", card="card-lin", other="card-chen")
    until(lambda: bench.state()["screen"] == "trouble")
    assert bench.state()["queue"] == queue

    bench.post("/bench/tap", card="card-chen")
    until(lambda: bench.state()["screen"] in ("greeting", "moment"))
    bench.post("/bench/touch", button="done")


def test_a_card_at_an_unplugged_reader_is_not_silently_lost(bench: BenchClient) -> None:
    bench.post("/bench/reader", plugged=False)
    try:
        with pytest.raises(BenchSaidNo, match="the reader is unplugged"):
            bench.post("/bench/tap", card="card-lin")
    finally:
        bench.post("/bench/reader", plugged=True)


def test_a_ticket_that_never_was_is_not_found(bench: BenchClient) -> None:
    with pytest.raises(BenchSaidNo, match="there is no ticket '99999'"):
        bench.fetch("/bench/tickets/99999.png")


def test_a_page_from_elsewhere_cannot_reach_the_bench_by_another_name(restaurant: dict[str, Any]) -> None:
    import urllib.error
    import urllib.request

    request = urllib.request.Request(restaurant["bench"] + "/bench/state", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    assert refused.value.code == 400


def test_tickets_are_bytes_text_and_a_picture(bench: BenchClient) -> None:
    for ticket in bench.get("/bench/tickets"):
        assert base64.b64decode(ticket["bytes"])
        assert bench.fetch(ticket["picture"]).startswith(PNG)
