"""The same key and body: the same answer, whatever happened to the first one on its way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.words import Words
from server.house import House
from server.store.moments import to_us
from server.till.problems import Problem

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST of one store: its Idempotency-Key (None: it sent none) and what it asks, as bytes."""

    store: str
    key: str | None
    request: bytes


def once(house: House, attempt: Attempt, do: Callable[[], dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Do it in one transaction and keep the answer under the key; a refusal is an answer too. Raises Problem."""
    if attempt.key is not None and not 0 < len(attempt.key) <= LONGEST_KEY:
        raise Problem(422, "bad-request", f"an Idempotency-Key has 1 to {LONGEST_KEY} characters")
    with house.transaction(now):
        kept = _kept(house, attempt)
        if kept is not None:
            status, answer = kept
        else:
            status, answer = _do(house, do)
            _keep(house, attempt, status, answer, now)
    if status >= 400:
        said = answer.get("why")
        raise Problem(status, answer["code"], answer["detail"], words=said and Words(said["zh"], said["en"]))
    return answer


def _do(house: House, do: Callable[[], dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    try:
        with house.store.savepoint():
            return 200, do()
    except Problem as problem:
        return problem.status, problem.body()


def _kept(house: House, attempt: Attempt) -> tuple[int, dict[str, Any]] | None:
    if attempt.key is None:
        return None
    sql = "SELECT digest, status, body FROM idempotency WHERE store = ? AND key = ?"
    row = house.store.database.one(sql, attempt.store, attempt.key)
    if row is None:
        return None
    if row[0] != house.store.fingerprint(attempt.request):
        raise Problem(409, "idempotency-conflict", "this Idempotency-Key was used for another request")
    return int(row[1]), json.loads(row[2])


def _keep(house: House, attempt: Attempt, status: int, answer: dict[str, Any], now: datetime) -> None:
    if attempt.key is not None:
        house.store.database.run(
            "INSERT INTO idempotency (store, key, digest, status, body, at) VALUES (?,?,?,?,?,?)",
            *(attempt.store, attempt.key, house.store.fingerprint(attempt.request), status),
            *(json.dumps(answer).encode(), to_us(now)),
        )
