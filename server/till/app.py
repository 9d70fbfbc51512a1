"""The routes of the till (CONTRACT §4). Each opens one transaction and calls one function."""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.house import House
from server.till import document, giving, points, problems
from server.till.answers import CouponOut, GiftOut, KeysOut, LinkOut, MemberOut, OrderOut, PointsOut, RefundOut
from server.till.coupons import Action, act
from server.till.idempotency import LONGEST_KEY, Attempt, once
from server.till.limits import BodyLimit
from server.till.members import member_answer
from server.till.models import CouponIn, GiftIn, LinkIn, OrderId, OrderIn, PointsIn, RefundIn, TakeIn, WhoIsIt
from server.till.orders import find_member, take_order
from server.till.problems import Problem
from server.till.refunds import refund_order
from server.till.strict import StrictRoute

ABOUT = "What a point of sale says to Regulars. Money is in fen (1/100 yuan), points are whole numbers."
BEARER = HTTPBearer(auto_error=False, description="The token of one store.")
ABOUT_THE_KEY = "Any text of your own. The same key with the same request gives the same answer for ever."
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=LONGEST_KEY, description=ABOUT_THE_KEY)
]
Scanned = Annotated[str, Path(min_length=1, max_length=200)]


def store_of(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> str:
    """Whose token this is. Raises Problem 401."""
    tokens: dict[str, str] = request.app.state.tokens
    shown = b"" if given is None else given.credentials.encode()
    # Every token is compared, and in constant time, so that how long it takes says nothing.
    matching = [store for store, token in tokens.items() if hmac.compare_digest(shown, token.encode())]
    if given is None or not matching:
        raise Problem(401, "unauthorised", "a bearer token of a store is needed")
    return matching[0]


Store = Annotated[str, Depends(store_of)]


def build(house: House, tokens: dict[str, str], now: Callable[[], datetime]) -> FastAPI:
    """The app. `tokens` maps a store to its bearer token."""
    app = FastAPI(
        title="Regulars till",
        version="1",
        description=ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=document.RESPONSES,
        generate_unique_id_function=document.operation_id,
    )
    app.router.route_class = StrictRoute
    app.add_middleware(BodyLimit)
    problems.install(app)
    document.install(app)
    app.state.tokens = tokens
    _orders(app, house, now)
    _giving(app, house, now)
    _coupons_and_members(app, house, now)
    return app


def _orders(app: FastAPI, house: House, now: Callable[[], datetime]) -> None:
    @app.post("/api/v1/orders", response_model=OrderOut, summary="Keep a paid order; its member earns")
    def take_an_order(order: OrderIn, store: Store, key: Key = None) -> dict[str, Any]:
        if order.store != store:
            raise Problem(403, "another-store", "this token belongs to another store")
        attempt = Attempt(store, key, b"order\0" + order.said())
        return once(house, attempt, lambda: take_order(house, order, now()), now())

    @app.post("/api/v1/orders/{order_id}/refunds", response_model=RefundOut, summary="Give money and points back")
    def refund_an_order(order_id: OrderId, refund: RefundIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, f"refund\0{order_id}\0{refund.model_dump_json()}".encode())
        return once(house, attempt, lambda: refund_order(house, store, order_id, refund, now()), now())


def _giving(app: FastAPI, house: House, now: Callable[[], datetime]) -> None:
    @app.post("/api/v1/shares", response_model=LinkOut, summary="A link that passes a coupon on")
    def share_a_coupon(asked: LinkIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, b"share\0" + asked.model_dump_json().encode())
        return once(house, attempt, lambda: giving.make_link(house, asked, now()), now())

    @app.post(
        "/api/v1/shares/{token}/{action}", response_model=LinkOut, summary="Take what a link leads to, or it back"
    )
    def use_a_share(
        token: Scanned, action: giving.Action, asked: TakeIn, store: Store, key: Key = None
    ) -> dict[str, Any]:
        attempt = Attempt(store, key, f"{action}\0{token}\0{asked.model_dump_json()}".encode())
        return once(house, attempt, lambda: giving.use_link(house, token, action, asked, now()), now())

    @app.post("/api/v1/gifts", response_model=GiftOut, summary="Points from one member to another")
    def give_points(asked: GiftIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, b"gift\0" + asked.model_dump_json().encode())
        return once(house, attempt, lambda: giving.give_points(house, store, asked, now()), now())


def _coupons_and_members(app: FastAPI, house: House, now: Callable[[], datetime]) -> None:
    @app.post(
        "/api/v1/coupons/{code:path}/{action}", response_model=CouponOut, summary="Use a coupon on an order, or not"
    )
    def use_a_coupon(code: Scanned, action: Action, asked: CouponIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, f"{action}\0{code}\0{asked.model_dump_json()}".encode())
        return once(house, attempt, lambda: act(house, store, code, action, asked, now()), now())

    @app.post("/api/v1/points/{action}", response_model=PointsOut, summary="Pay part of an order with points")
    def pay_with_points(action: points.Action, asked: PointsIn, store: Store, key: Key = None) -> dict[str, Any]:
        attempt = Attempt(store, key, f"points\0{action}\0{asked.model_dump_json()}".encode())
        return once(house, attempt, lambda: points.act(house, store, action, asked, now()), now())

    @app.get("/api/v1/members/{kind}:{value}", response_model=MemberOut, summary="Who is this?")
    def look_up_a_member(kind: Literal["card", "phone", "code"], value: Scanned, store: Store) -> dict[str, Any]:
        moment = now()
        with house.reading(moment):
            return member_answer(house, find_member(house, WhoIsIt(**{kind: value})), moment)

    @app.get("/api/v1/coupon-keys", response_model=KeysOut, summary="What a till needs to check coupons without us")
    def list_coupon_keys(_store: Store) -> dict[str, Any]:
        return {"keys": {}} if house.ring is None else house.ring.published()
