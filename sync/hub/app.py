"""The hub's HTTP face (ASGI). It keeps nothing in memory, so any number of copies may run over one database.

POST /v1/entries                              a CloudEvents batch -> accepted, duplicate, refused, head
GET  /v1/tills/{store}/{till}/head            head, gaps, conflicts
GET  /v1/tills/{store}/{till}/days            business dates held
GET  /v1/tills/{store}/{till}/days/{date}     what a day adds up to, per generation: the central's side of the proof
GET  /healthz  /readyz                        alive; the database answers
GET  /                                        a page for people
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sync.envelope import NotABatch, read_batch
from sync.hub.database import open_database, read_transaction
from sync.hub.ingest import take_in
from sync.hub.page import SECURITY_HEADERS, tills_page
from sync.hub.reads import days_of, holdings, manifests
from sync.hub.requests import MOST_EVENTS, NoToken, OtherTillsData, RequestRefused, batch_text, bearer_token
from sync.hub.tables import make_tables
from sync.hub.tills import Till, till_of_token

_RETRY_AFTER_SECONDS = 5
_TAKES_GZIP = {"Accept-Encoding": "gzip"}
"""In an answer: request bodies may be compressed so (RFC 7694)."""


def create_app(database_url: str) -> Starlette:
    """The application over a database, whose tables are made where they are missing.

    Raises BadDatabaseUrl, HubIsNewer, or SQLAlchemyError where the database does not answer.
    """
    engine = open_database(database_url)
    try:
        make_tables(engine)
    except BaseException:
        engine.dispose()
        raise
    hub = _Hub(engine)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        engine.dispose()

    return Starlette(
        routes=[
            Route("/", hub.page),
            Route("/healthz", hub.health),
            Route("/readyz", hub.ready),
            Route("/v1/entries", hub.entries, methods=["POST"]),
            Route("/v1/tills/{store}/{till}/head", hub.head),
            Route("/v1/tills/{store}/{till}/days", hub.days),
            Route("/v1/tills/{store}/{till}/days/{date}", hub.day),
        ],
        lifespan=lifespan,
        exception_handlers={
            RequestRefused: _on_refused,
            NotABatch: _on_not_a_batch,
            HTTPException: _on_http_exception,
            SQLAlchemyError: _on_database_error,
        },
    )


class _Hub:
    """The handlers. Everything that touches the database runs on a worker thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def entries(self, request: Request) -> Response:
        sender = await self._sender(request)
        raw = await batch_text(request)
        return await self._json(lambda: take_in(self._engine, sender, read_batch(raw, MOST_EVENTS)).as_json())

    async def head(self, request: Request) -> Response:
        sender = await self._owner(request)
        (holding,) = await run_in_threadpool(holdings, self._engine, *sender.origin)
        return _answer(holding.as_json())

    async def days(self, request: Request) -> Response:
        sender = await self._owner(request)
        return await self._json(
            lambda: {
                "days": [
                    {"business_date": date, "count": count} for date, count in days_of(self._engine, sender.number)
                ]
            }
        )

    async def day(self, request: Request) -> Response:
        sender = await self._owner(request)
        date = request.path_params["date"]
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date, re.ASCII):
            raise HTTPException(404)
        return await self._json(
            lambda: {"manifests": [item.as_json() for item in manifests(self._engine, sender.number, date)]}
        )

    async def health(self, request: Request) -> Response:
        return _answer({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        def ask() -> dict[str, object]:
            with read_transaction(self._engine) as connection:
                connection.execute(text("SELECT 1"))
            return {"status": "ok"}

        return await self._json(ask)

    async def page(self, request: Request) -> Response:
        html = await run_in_threadpool(lambda: tills_page(holdings(self._engine)))
        return HTMLResponse(html, headers=SECURITY_HEADERS)

    async def _json(self, work: Callable[[], dict[str, object]]) -> Response:
        return _answer(await run_in_threadpool(work))

    async def _sender(self, request: Request) -> Till:
        token = bearer_token(request)
        sender = await run_in_threadpool(till_of_token, self._engine, token)
        if sender is None:
            raise NoToken
        return sender

    async def _owner(self, request: Request) -> Till:
        sender = await self._sender(request)
        if sender.origin != (request.path_params["store"], request.path_params["till"]):
            raise OtherTillsData
        return sender


def _answer(content: dict[str, object], status: int = 200, **headers: str) -> JSONResponse:
    return JSONResponse(content, status, headers=_TAKES_GZIP | headers)


async def _on_refused(request: Request, error: Any) -> Response:
    extra = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    return _answer({"error": str(error)}, error.status, **extra)


async def _on_not_a_batch(request: Request, error: Exception) -> Response:
    return _answer({"error": str(error)}, 400)


async def _on_http_exception(request: Request, error: Any) -> Response:
    return _answer({"error": str(error.detail)}, error.status_code, **(error.headers or {}))


async def _on_database_error(request: Request, error: Exception) -> Response:
    """The till keeps its entries and comes again; the reason is for the hub's log, not for strangers."""
    return _answer({"error": "The database does not answer."}, 503, **{"Retry-After": str(_RETRY_AFTER_SECONDS)})
