"""Every route of CONTRACT §3, and what the bench page needs besides."""

from __future__ import annotations

import base64
import io
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from devstack.bench import phones
from devstack.bench.calendar import Calendar
from devstack.bench.desk import Desk
from devstack.bench.people import People
from devstack.bench.refused import Refused
from devstack.bench.requests import (
    NetworkSwitch,
    Order,
    Plug,
    PrinterFault,
    Refund,
    ScanText,
    Tap,
    Telephone,
    Today,
    Touch,
)
from devstack.bench.till import Till

routes = APIRouter()
DONE = {"ok": True}


def chosen(request: Request, kiosk: str | None = None) -> Desk:
    """The desk of `?kiosk=`, or of the first kiosk. Raises Refused."""
    desks: dict[str, Desk] = request.app.state.desks
    desk = next(iter(desks.values())) if kiosk is None else desks.get(kiosk)
    if desk is None:
        raise Refused(404, f"there is no kiosk {kiosk!r} here; there are: {', '.join(desks)}")
    return desk


At = Annotated[Desk, Depends(chosen)]


@routes.get("/state")
def state(desk: At) -> dict[str, Any]:
    return desk.state()


@routes.get("/screen.png")
def screen(desk: At, frame: int | None = None) -> Response:
    return _png(desk.picture(frame))


@routes.get("/controls")
def controls(desk: At) -> Any:
    return desk.controls()


@routes.post("/touch")
def touch(desk: At, body: Touch) -> dict[str, bool]:
    if body.button is not None:
        desk.press(body.button, body.arg)
    elif body.x is not None and body.y is not None:
        desk.touch(body.x, body.y)
    return DONE


@routes.get("/people")
def everybody(request: Request) -> list[dict[str, Any]]:
    till = _till(request)
    return [{**person, **till.standing(person["code"])} for person in _people(request).all]


@routes.post("/tap")
def tap(request: Request, desk: At, body: Tap) -> dict[str, bool]:
    people = _people(request)
    uid = body.uid if body.uid is not None else people.uid(body.card or "")
    desk.tap(uid, None if body.other is None else people.uid_or(body.other))
    return DONE


@routes.post("/scan")
def scan(desk: At, body: ScanText) -> dict[str, bool]:
    desk.scan(body.text)
    return DONE


@routes.post("/presence")
def presence(desk: At) -> dict[str, bool]:
    desk.come()
    return DONE


@routes.post("/printer")
def printer(desk: At, body: PrinterFault) -> dict[str, bool]:
    desk.break_printer(body.fault)
    return DONE


@routes.post("/reader")
def reader(desk: At, body: Plug) -> dict[str, bool]:
    desk.plug("reader", body.plugged)
    return DONE


@routes.post("/scanner")
def scanner(desk: At, body: Plug) -> dict[str, bool]:
    desk.plug("scanner", body.plugged)
    return DONE


@routes.post("/network")
async def network(desk: At, body: NetworkSwitch) -> dict[str, bool]:
    await desk.switch_network(body.up, body.swallow)
    return DONE


@routes.get("/tickets")
def tickets(desk: At) -> list[dict[str, Any]]:
    return [
        {
            "id": ticket.id,
            "bytes": base64.b64encode(ticket.bytes).decode(),
            "picture": f"/bench/tickets/{ticket.id}.png?kiosk={desk.place.kiosk}",
            "text": ticket.text,
            "codes": list(ticket.qr),
        }
        for ticket in desk.tickets
    ]


@routes.get("/tickets/{id_}.png")
def picture(desk: At, id_: str) -> Response:
    return _png(desk.ticket(id_).picture)


@routes.get("/kiosks")
def names(request: Request) -> list[str]:
    return list(request.app.state.desks)


@routes.get("/messages")
def messages(request: Request) -> list[dict[str, Any]]:
    return phones.messages(request.app.state.notices)


@routes.post("/telephone")
def telephone(request: Request, desk: At, body: Telephone) -> dict[str, bool]:
    held: Any = request.app.state.telephone
    if body.who is not None:
        held.scan(desk.picture(), body.who)
    if body.confirm:
        held.confirm()
    return DONE


@routes.get("/holidays")
def holidays(request: Request) -> dict[str, Any]:
    return _calendar(request).said()


@routes.post("/holiday")
def holiday(request: Request, body: Today) -> dict[str, bool]:
    _calendar(request).make_today(body.holiday)
    return DONE


@routes.post("/order")
def order(request: Request, body: Order) -> dict[str, Any]:
    return _till(request).ring_up(body)


@routes.post("/refund")
def refund(request: Request, body: Refund) -> dict[str, Any]:
    return _till(request).refund(body.order_id)


@routes.get("/member")
def member(request: Request, kind: str, value: str) -> dict[str, Any]:
    return _till(request).member(kind, value)


@routes.get("/qr.svg")
def qr(text: Annotated[str, Query(min_length=1, max_length=500)]) -> Response:
    svg = io.BytesIO()
    segno.make_qr(text, error="m").save(svg, kind="svg", border=1, scale=4, dark="#211a15", light="#fff")
    return Response(svg.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def _people(request: Request) -> People:
    people: People = request.app.state.people
    return people


def _calendar(request: Request) -> Calendar:
    calendar: Calendar = request.app.state.calendar
    return calendar


def _till(request: Request) -> Till:
    till: Till = request.app.state.till
    return till


def _png(data: bytes) -> Response:
    return Response(data, media_type="image/png", headers={"Cache-Control": "no-store"})
