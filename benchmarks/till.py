"""till_order: an order posted over HTTP until the answer that says it is kept, points and all."""

from __future__ import annotations

import http.client
import json
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

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
        database = _plain_database(house.folder / "plain.db")
        try:
            for number in range(ORDERS):
                if number % A_BLOCK == 0:
                    say(f"order {number} of {ORDERS}")
                orders.append(_order_s(till, house, number) * MS)
                commits.append(_commit_s(database, number) * MS)
        finally:
            till.close()
            database.close()
    return [row("till_order", "ms", orders, "raw sqlite3 commit, WAL, synchronous=FULL", commits)]


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


def _plain_database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = full")
    database.execute("create table kept (id integer primary key, body text)")
    return database


def _commit_s(database: sqlite3.Connection, number: int) -> float:
    began = time.perf_counter()
    database.execute("insert into kept values (?, ?)", (number, "x" * 1000))
    return time.perf_counter() - began
