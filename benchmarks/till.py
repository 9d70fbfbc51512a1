"""till_order: an order posted over HTTP until the answer that says it is kept, points and all."""

from __future__ import annotations

import http.client
import json
import time
from datetime import UTC, datetime

from benchmarks.plain_commit import WHAT, PlainDatabase
from benchmarks.restaurant import STORE, Restaurant, restaurant
from benchmarks.rows import MS, Row, Say, row
from devstack.broker import HOST
from server.demo import CHEN, EMILY, LIN, WANG

ORDERS = 300
A_BLOCK = 25
CODES = tuple(person.qr for person in (LIN, WANG, CHEN, EMILY))


def run(say: Say) -> list[Row]:
    say("starting broker and server")
    with restaurant() as house:
        orders: list[float] = []
        commits: list[float] = []
        till = http.client.HTTPConnection(HOST, house.till_port, timeout=10)
        database = PlainDatabase(house.folder / "plain.db")
        try:
            for number in range(ORDERS):
                if number % A_BLOCK == 0:
                    say(f"order {number} of {ORDERS}")
                orders.append(_order_s(till, house, number) * MS)
                commits.append(database.commit_s() * MS)
        finally:
            till.close()
            database.close()
    return [row("till_order", "ms", orders, WHAT, commits)]


def _order_s(till: http.client.HTTPConnection, house: Restaurant, number: int) -> float:
    order = {
        "order_id": f"bench-{number}",
        "store": STORE,
        "member": {"code": CODES[number % len(CODES)]},
        "lines": [{"sku": "set-menu", "name": "双人套餐", "category": "main", "qty": 1, "amount_fen": 16_800}],
        "total_fen": 16_800,
        "paid_at": datetime.now(UTC).isoformat(),
    }
    headers = {"Authorization": f"Bearer {house.till_token}", "Content-Type": "application/json"}
    body = json.dumps(order)
    began = time.perf_counter()
    till.request("POST", "/api/v1/orders", body, headers)
    answer = till.getresponse()
    said = answer.read()
    took_s = time.perf_counter() - began
    assert answer.status == 200, said
    return took_s
