"""Signing in and out, and one's own password."""

from __future__ import annotations

import re
from secrets import token_urlsafe

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from termscheck.errors import UsageError
from termscheck.web.desk import people
from termscheck.web.desk.asking import STALE, Ask, Desk, desk_of, form_of, get, page, post, to
from termscheck.web.desk.sessions import stamp

WRONG = "That name and password do not belong together. Check both, or ask an admin of the desk."
TOO_OFTEN = "That was too many tries. Wait a few minutes and try again, or ask an admin of the desk."
_OURS = re.compile(r"/(?!/)[\w\-./?=&%+]*")


async def ask_sign_in(request: Request) -> Response:
    """The form to sign in."""
    desk = desk_of(request)
    who = await run_in_threadpool(desk.who, request, request.state.session)
    if who or desk.settings.by_proxy:
        return to("/")
    return page(request, "sign-in", wrong="", said="", to=request.query_params.get("to", ""))


async def sign_in(request: Request) -> Response:
    """Signs somebody in, under a session that is new."""
    desk = desk_of(request)
    if desk.settings.by_proxy:
        raise HTTPException(404)
    form = await form_of(request, desk.settings)
    name, password, wish = (str(form.get(key, "")) for key in ("name", "password", "to"))
    if not desk.sessions.holds(request.state.session, form.get("token")):
        raise HTTPException(403, STALE)
    session = await run_in_threadpool(begin, request, desk, name, password)
    if session is None:
        return page(request, "sign-in", 401, wrong=WRONG, said=name, to=wish)
    desk.sessions.end(request.state.session)
    answer = to(wish if _OURS.fullmatch(wish) else "/")
    answer.headers["Set-Cookie"] = desk.sessions.header(session)
    return answer


def begin(request: Request, desk: Desk, name: str, password: str) -> str | None:
    """A session for whoever has that password; None for nobody. Raises HTTPException for too many tries."""
    address = request.client.host if request.client else ""
    if not desk.addresses.take(address) or not desk.names.take(name.strip().lower()[: people.LONGEST_NAME]):
        raise HTTPException(429, TOO_OFTEN)
    found = people.sign_in(desk.store, desk.settings.now, desk.passwords, name, password)
    if found is None:
        return None
    who, kept = found
    desk.names.give_back(who.name)
    return desk.sessions.begin(who.id, stamp(kept))


def sign_out(ask: Ask) -> Response:
    """Ends the session, and lets the browser forget what it has seen."""
    ask.desk.sessions.end(ask.request.state.session)
    with ask.desk.store.writing() as session:
        ask.record(session, "signed-out")
    answer = to("/sign-in")
    answer.headers["Clear-Site-Data"] = '"cache"'
    # and with another cookie it shows none of the pages that it may have kept to go back to
    answer.headers["Set-Cookie"] = ask.desk.sessions.header(token_urlsafe(32))
    return answer


def account(ask: Ask) -> Response:
    """One's own account."""
    return ask.show("account", wrong="", done=ask.request.query_params.get("changed") == "yes")


def change_password(ask: Ask) -> Response:
    """Another password for oneself; every other session of theirs is over."""
    desk = ask.desk
    if desk.settings.by_proxy:
        raise HTTPException(404)
    if not desk.names.take(ask.who.name):
        raise HTTPException(429, TOO_OFTEN)
    try:
        kept = _another(ask)
    except UsageError as problem:
        return ask.show("account", 400, wrong=str(problem), done=False)
    desk.names.give_back(ask.who.name)
    desk.sessions.end(ask.request.state.session)
    answer = to("/account?changed=yes")
    answer.headers["Set-Cookie"] = desk.sessions.header(desk.sessions.begin(ask.who.id, stamp(kept)))
    return answer


def _another(ask: Ask) -> str:
    """The hash of their new password, which is kept. Raises UsageError."""
    desk = ask.desk
    with desk.store.reading() as session:
        now = getattr(people.one(session, ask.who.id), "password", None)
    if not desk.passwords.fits(now, ask.text("password")):
        raise UsageError("The password that you have now was not right. Nothing was changed.")
    kept = desk.passwords.hash(ask.text("new"), ask.who.name)
    with desk.store.writing() as session:
        user = people.one(session, ask.who.id)
        if user:
            people.set_password(session, desk.settings.now(), user.id, user, kept)
    return kept


ROUTES = [
    Route("/sign-in", ask_sign_in),
    Route("/sign-in", sign_in, methods=["POST"]),
    post("/sign-out", sign_out),
    get("/account", account),
    post("/account", change_password),
]
