"""Whatever a till is sent: refused with one sentence, or kept letter for letter; never half of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

# So many times as many examples in the long run (test_at_length).
MORE = int(os.environ.get("REGULARS_MORE", "1"))

CARD = "04aa00bb11cc80"
AT = "2026-11-20T12:00:00+08:00"
JSON = {"Content-Type": "application/json"}
ORDER = (
    '{"order_id": "o1", "store": "s1", "member": {"card": "04aa00bb11cc80"}, "lines": '
    '[{"sku": "duck", "name": "烤鸭", "category": "main", "qty": 1, "amount_fen": AMOUNT}], '
    '"total_fen": AMOUNT, "paid_at": "PAID_AT"}'
)


@pytest.fixture(scope="module")
def refusing(shared_centre: Any, serve_till: Any) -> Iterator[httpx.Client]:
    shared_centre.member(points=10, card=CARD)
    with serve_till(shared_centre) as client:
        yield client


def everything(centre: Any) -> dict[str, Any]:
    """Every row of the database that a till could have written."""
    tables = ("order_seen", "refund", "entry", "lot", "draw", "hold", "coupon", "coupon_event", "idempotency")
    return {table: centre.store.database.all(f"SELECT * FROM {table}") for table in tables}


def assert_refused(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in (statuses or (422,)), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert 0 < len(answer.json()["detail"]) < 320


AMOUNTS = ["2147483648", "9223372036854775808", "-5", "0.1", "1e3", "NaN", "Infinity", "1e400", '"12abc"', '"612"']
AMOUNTS += ["true", "null", "[]", "9" * 5000, "1" + "0" * 400 + ".5", "00612", "0x10", "６１２", "1_000"]


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda amount: amount[:20])
def test_what_is_no_amount_of_money_is_refused(refusing: httpx.Client, shared_centre: Any, amount: str) -> None:
    before = everything(shared_centre)

    answer = refusing.post(
        "/orders", content=ORDER.replace("AMOUNT", amount).replace("PAID_AT", AT).encode(), headers=JSON
    )

    assert_refused(answer)
    assert everything(shared_centre) == before


MOMENTS = ["1970-01-01T00:00:00Z", "2026-08-01T12:00:00+08:00", "2026-11-22T12:11:00+08:00", "2126-11-20T12:00:00Z"]
MOMENTS += [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1795340531",
    "2026-11-20",
    "2026-02-30T12:00:00Z",
]
MOMENTS += ["2026-11-20T12:00:00", "2026-11-20T25:00:00Z", "2026-11-20T12:00:00+99:00", "", "now", "\\u0000"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_date_that_cannot_be_is_refused(refusing: httpx.Client, shared_centre: Any, moment: str) -> None:
    before = everything(shared_centre)

    answer = refusing.post("/orders", content=ORDER.replace("AMOUNT", "1").replace("PAID_AT", moment), headers=JSON)

    assert_refused(answer)
    assert everything(shared_centre) == before


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "nested"),
        (b'{"a":' * 40_000 + b"1" + b"}" * 40_000, "nested"),
        (b'{"lines": ' + b"[[[[" * 25_000 + b"]]]]" * 25_000 + b"}", "nested"),
        (b'{"order_id": "a", "order_id": "b"}', "stands twice"),
        (ORDER.replace('"total_fen"', '"total_fen": 1, "total_fen"').encode(), "stands twice"),
        (ORDER.replace('"qty": 1', '"qty": 1, "qty": 2').replace("AMOUNT", "1").encode(), "stands twice"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'{"order_id": "\xed\xa0\x80"}', "UTF-8"),
        (b"{'order_id': 1}", "property name"),
        (b'{"order_id": "a"} {}', "Extra data"),
        (b"", "body"),
    ],
    ids=["arrays", "objects", "mixed", "twice", "total twice", "qty twice", "bom", "latin", "quotes", "two", "none"],
)
def test_what_is_no_json_of_ours_is_refused_by_name(refusing: httpx.Client, body: bytes, says: str) -> None:
    answer = refusing.post("/orders", content=body.replace(b"AMOUNT", b"1"), headers=JSON)

    assert_refused(answer)
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("store", ["s2", "nowhere", "S1", "s1 ", "../s1", "s1\\u0000"])
def test_an_order_of_another_store_is_refused(refusing: httpx.Client, shared_centre: Any, store: str) -> None:
    body = ORDER.replace('"s1"', f'"{store}"').replace("AMOUNT", "1").replace("PAID_AT", AT)

    assert_refused(refusing.post("/orders", content=body.encode(), headers=JSON), 403, 422)
    assert everything(shared_centre)["order_seen"] == []


NAMES = {
    "right to left": "\u202eevil\u202c \u200fשלום\u200e",
    "sql": "'); DROP TABLE member; --",
    "escpos": "Bob\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01",
    "ansi": "\x1b[31mred\x1b[0m\r\n\x07",
    "html": "<script>alert(1)</script>&amp;",
    "format": "{0} %s %n ${x} {{7*7}}",
    "spreadsheet": '=HYPERLINK("http://x","y")',
    "accents": "Z̸̢͖̫͐̏͊a̷l̴g̶o",
    "emoji": "👨‍👩‍👧‍👦" * 25,
    "nothing": "\u200b\u2060\ufeff",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_strange_name_is_kept_letter_for_letter(centre: Any, till: httpx.Client, name: str) -> None:
    centre.member(points=0, card=CARD)
    lines = [{"sku": "duck", "name": name, "category": name, "qty": 1, "amount_fen": 5_000}]
    order = {"order_id": "o1", "store": "s1", "member": {"card": CARD}, "lines": lines, "total_fen": 5_000}

    answer = till.post("/orders", json=order | {"paid_at": AT})

    assert answer.status_code == 200
    assert answer.json()["points"]["earned"] == 1
    (kept,) = centre.store.database.one("SELECT body FROM order_seen")
    assert json.loads(kept)["order"]["lines"][0]["name"] == name
    assert till.post("/orders/o1/refunds", json={"refund_id": "f1", "lines": None}).json()["points"]["balance"] == 0


@pytest.mark.parametrize("name", ['"\\ud83d"', '"a\\udc00b"', '"' + "😀" * 500 + '"', '["duck"]', "7"])
def test_a_name_that_cannot_be_kept_is_refused(refusing: httpx.Client, shared_centre: Any, name: str) -> None:
    body = ORDER.replace('"烤鸭"', name).replace("AMOUNT", "1").replace("PAID_AT", AT)

    assert_refused(refusing.post("/orders", content=body.encode(), headers=JSON))
    assert everything(shared_centre)["order_seen"] == []


@pytest.mark.parametrize("id_", ["a/b", "a b", "烤鸭", "", "x" * 65, "a\\n", "\\u202e", "\\ud800"])
def test_an_id_is_printable_ascii_without_a_slash(refusing: httpx.Client, id_: str) -> None:
    body = ORDER.replace('"o1"', f'"{id_}"').replace("AMOUNT", "1").replace("PAID_AT", AT)

    assert_refused(refusing.post("/orders", content=body.encode(), headers=JSON))


@pytest.mark.parametrize("who", ["card:' OR 1=1 --", "phone:%2B1", "code:RGM-%00", "card:" + "0" * 200, "code:%F0%9F"])
def test_a_strange_member_is_nobody(refusing: httpx.Client, who: str) -> None:
    assert_refused(refusing.get(f"/members/{who}"), 404, 422)


@settings(max_examples=150 * MORE, deadline=None)
@given(body=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: json.dumps({"order_id": text}).encode()))
def test_no_bytes_at_all_make_it_stumble(refusing: httpx.Client, shared_centre: Any, body: bytes) -> None:
    for path in ("/orders", "/orders/o1/refunds", "/coupons/RGC-NOSUCH00/reserve"):
        answer = refusing.post(path, content=body, headers=JSON)

        assert_refused(answer, 404, 422)
    assert everything(shared_centre)["order_seen"] == []
