"""Puts the desk together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from termscheck.errors import UsageError
from termscheck.store.store import Store
from termscheck.version import __version__
from termscheck.web import api as self_check_api
from termscheck.web import looks, pages
from termscheck.web.app import SENTENCES
from termscheck.web.desk import account, admin, api, deciding, queues
from termscheck.web.desk import pages as desk_pages
from termscheck.web.desk.asking import Desk
from termscheck.web.desk.bench import Bench
from termscheck.web.desk.drop import Drop
from termscheck.web.desk.passwords import Passwords
from termscheck.web.desk.proxied import Proxied
from termscheck.web.desk.sessions import DeskSessions
from termscheck.web.desk.settings import DeskSettings
from termscheck.web.guard import Allowance, Guard
from termscheck.web.uploads import UploadError


def create_app(settings: DeskSettings, store: Store, passwords: Passwords | None = None) -> Starlette:
    """The application that `termscheck serve --desk` runs, the only one of its store. Raises UsageError."""
    desk = Desk(
        settings, store, DeskSessions(settings), passwords or Passwords(), Bench(settings, store),
        uploads=Allowance(settings.uploads_at_once, settings.uploads_a_second),
        names=Allowance(settings.sign_ins_at_once, settings.sign_ins_a_second),
        addresses=Allowance(10 * settings.sign_ins_at_once, 10 * settings.sign_ins_a_second),
    )  # fmt: skip
    with store.writing() as session:
        queues.make_first(session, settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await desk.bench.start()
        drop = asyncio.create_task(Drop(settings, store, settings.drop).watch()) if settings.drop else None
        try:
            yield
        finally:
            if drop:
                drop.cancel()
            await desk.bench.close()

    app = Starlette(
        routes=[
            *account.ROUTES, *desk_pages.ROUTES, *deciding.ROUTES, *admin.ROUTES, *api.ROUTES,
            Route("/static/{name}", pages.static),
        ],
        lifespan=lifespan,
        middleware=[
            Middleware(Proxied, proxy=settings.proxy),
            Middleware(Guard, settings=settings, sessions=desk.sessions, refuse=refuse),
        ],
        exception_handlers={
            HTTPException: refused,
            UploadError: api.invalid,
            UsageError: wrong,
            ValidationError: api.invalid,
        },
    )  # fmt: skip
    app.router.redirect_slashes = False
    app.state.desk = desk
    return app


def refuse(request: Request, status: int, sentence: str) -> Response:
    """Says why something was not done, to a person or to a program; it knows nobody, and never quotes what was sent."""
    if request.url.path.startswith("/api"):
        return self_check_api.problem(status, sentence)
    template = looks.environment().get_template("desk/refused.html.j2")
    return HTMLResponse(template.render(sentence=sentence, version=__version__, who=None, token=""), status)


async def refused(request: Request, problem: Exception) -> Response:
    """The answer to what cannot be done."""
    if not isinstance(problem, HTTPException):
        raise problem
    ours = problem.detail.endswith(".")  # Starlette's own have no full stop, and are not written for people
    plain = SENTENCES.get(problem.status_code, "This cannot be done.")
    response = refuse(request, problem.status_code, problem.detail if ours else plain)
    response.headers.update(problem.headers or {})
    return response


async def wrong(request: Request, problem: Exception) -> Response:
    """The answer to what was asked for wrongly."""
    return refuse(request, 422 if request.url.path.startswith("/api") else 400, str(problem))
