"""Puts the page together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
    500: "That is a fault of termscheck, not of yours. Go back and try again; whoever runs termscheck finds more in "
    "the window in which it runs.",
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
            Exception: broken,
        },
    )
    app.state.settings = settings
    app.state.visits = visits
    app.state.sessions = sessions
    app.state.uploads = Allowance(settings.uploads_at_once, settings.uploads_a_second)
    return app


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


async def broken(request: Request, problem: Exception) -> Response:
    """The answer to a fault of ours: what it was is told where the page was started, and not to the browser."""
    return refuse(request, 500, SENTENCES[500])
