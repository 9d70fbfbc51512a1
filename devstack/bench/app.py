"""The bench as a web application: its devices live as long as it does, its page is served beside its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from devstack.bench.calendar import Calendar
from devstack.bench.desk import Desk
from devstack.bench.people import People
from devstack.bench.refused import Refused
from devstack.bench.routes import routes
from devstack.bench.settings import Settings
from devstack.bench.till import Till
from devstack.bench.wechat import Telephone

PAGE = Path(__file__).parent / "page"
FONTS = Path(__file__).parents[2] / "kiosk" / "design" / "fonts"


def build(settings: Settings) -> FastAPI:
    """The application. Its devices are plugged in when it starts and pulled out when it ends."""
    broker = (settings.broker_host, settings.broker_port)
    desks = {place.kiosk: Desk(place, broker) for place in settings.places}

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for desk in desks.values():
                stack.push_async_callback(desk.close)
                await desk.open()
            yield

    # The generated documentation pages load their scripts from elsewhere: /openapi.json is enough.
    app = FastAPI(title="Regulars bench", lifespan=life, docs_url=None, redoc_url=None)
    # A page from elsewhere must not reach the bench by a name that points to this machine.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _bad_body)

    app.state.desks = desks
    app.state.calendar = Calendar(Path(settings.server))
    app.state.people = People(Path(settings.people))
    app.state.till = Till(settings.till, settings.till_token, settings.store)
    app.state.notices = Path(settings.notices)
    app.state.telephone = Telephone(settings.pages)
    app.include_router(routes, prefix="/bench")
    app.mount("/fonts", StaticFiles(directory=FONTS))
    app.mount("/", StaticFiles(directory=PAGE, html=True))
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Refused) else 500
    return JSONResponse({"detail": str(error)}, status)


async def _bad_body(_request: Request, error: Exception) -> Response:
    """Pydantic's list of faults as one sentence about the first."""
    assert isinstance(error, RequestValidationError)
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"][1:])
    words = str(fault["msg"]).removeprefix("Value error, ")
    return JSONResponse({"detail": f"{where}: {words}" if where else words}, 422)
