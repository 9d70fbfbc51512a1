"""The routes of the till (CONTRACT §4). Each opens one transaction and calls one function."""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header

from server.house import House
from server.till.coupons import Action, act
from server.till.idempotency import Attempt, once
from server.till.limits import BodyLimit
from server.till.members import member_answer
from server.till.models import CouponIn, OrderIn, RefundIn, WhoIsIt
from server.till.orders import find_member, take_order
from server.till.problems import Problem, install
from server.till.refunds import refund_order

Key = Annotated[str | None, Header(alias="Idempotency-Key")]
KINDS = ("card", "phone", "code")


def build(house: House, tokens: dict[str, str], now: Callable[[], datetime]) -> FastAPI:
    """The app. `tokens` maps a store to its bearer token."""
    app = FastAPI(title="Regulars till", version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None)
    app.add_middleware(BodyLimit)
    install(app)

    def store_of(authorization: Annotated[str, Header()] = "") -> str:
        return _store_of(tokens, authorization)

    Store = Annotated[str, Depends(store_of)]

    @app.post("/api/v1/orders")
    def orders(order: OrderIn, store: Store, key: Key = None) -> dict[str, Any]:
        if order.store != store:
            raise Problem(403, "another-store", "this token belongs to another store")
        attempt = Attempt(store, key, b"order\0" + order.model_dump_json().encode())
        return once(house, attempt, lambda: take_order(house, order, now()), now())

    @app.post("/api/v1/orders/{order_id}/refunds")
    def refunds(order_id: str, refund: RefundIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, f"refund\0{order_id}\0{refund.model_dump_json()}".encode())
        return once(house, attempt, lambda: refund_order(house, store, order_id, refund, now()), now())

    @app.post("/api/v1/coupons/{code}/{action}")
    def coupons(code: str, action: Action, asked: CouponIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, f"{action}\0{code}\0{asked.model_dump_json()}".encode())
        return once(house, attempt, lambda: act(house, store, code, action, asked, now()), now())

    @app.get("/api/v1/members/{kind}:{value}")
    def members(kind: str, value: str, store: Store) -> dict[str, Any]:
        if kind not in KINDS:
            raise Problem(422, "bad-request", f"a member is found by {', '.join(KINDS)}")
        with house.store.reading():
            return member_answer(house, find_member(house, WhoIsIt(**{kind: value[:200]})), now())

    return app


def _store_of(tokens: dict[str, str], authorization: str) -> str:
    given = authorization.removeprefix("Bearer ").encode()
    # Every token is compared, and in constant time, so that how long it takes says nothing.
    matching = [store for store, token in tokens.items() if hmac.compare_digest(given, token.encode())]
    if not matching or not authorization.startswith("Bearer "):
        raise Problem(401, "unauthorised", "a bearer token of a store is needed")
    return matching[0]
