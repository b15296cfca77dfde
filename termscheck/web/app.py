"""Puts the page together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from termscheck.web import api, pages
from termscheck.web.guard import Allowance, Guard, Sessions
from termscheck.web.settings import Settings
from termscheck.web.uploads import UploadError
from termscheck.web.visits import Visits

SENTENCES = {
    404: "There is no such page.",
    405: "This cannot be done here.",
    408: "The files took too long to arrive. Try again.",
    413: "That is more than can be taken.",
}


def create_app(settings: Settings) -> Starlette:
    """The application that `termscheck serve` runs. Its workers and folder last from its start-up to its shutdown."""
    visits, sessions = Visits(settings), Sessions(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await visits.start()
        try:
            yield
        finally:
            await visits.close()

    app = Starlette(
        routes=[*pages.ROUTES, *api.ROUTES],
        lifespan=lifespan,
        middleware=[Middleware(Guard, settings=settings, sessions=sessions, refuse=refuse)],
        exception_handlers={
            HTTPException: refused,
            UploadError: api.invalid,
            ValidationError: api.invalid,
        },
    )
    app.state.settings = settings
    app.state.visits = visits
    app.state.sessions = sessions
    app.state.uploads = Allowance(settings.uploads_at_once, settings.uploads_a_second)
    return app


def server(app: Starlette) -> uvicorn.Server:
    """What serves the application: it says as little of itself as it can, and gives up on who keeps it waiting."""
    config = uvicorn.Config(
        app, http="h11", ws="none", loop="asyncio", lifespan="on", log_level="warning", access_log=False,
        server_header=False, proxy_headers=False, limit_concurrency=1000, timeout_keep_alive=5,
        timeout_graceful_shutdown=3, h11_max_incomplete_event_size=32 * 2**10,
    )  # fmt: skip
    return uvicorn.Server(config)


def refuse(request: Request, status: int, sentence: str) -> Response:
    """Says why something was not done, to a person or to a program."""
    if request.url.path.startswith("/api"):
        return api.problem(status, sentence)
    return pages.refuse(status, sentence)


async def refused(request: Request, problem: Exception) -> Response:
    """The answer to what cannot be done."""
    if not isinstance(problem, HTTPException):
        raise problem
    plain = SENTENCES.get(problem.status_code, "This cannot be done.")
    ours = problem.status_code in SENTENCES and problem.detail.endswith(".")
    response = refuse(request, problem.status_code, problem.detail if ours else plain)
    response.headers.update(problem.headers or {})
    return response
