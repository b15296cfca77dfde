"""What stands before every page: who may ask, how often and how much, and what every answer says of itself.

docs/security-of-the-page.md lists the attacks that this is for, each with its test.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
import traceback
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from secrets import token_bytes, token_urlsafe
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from termscheck.web.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not "no-referrer": with it a browser would not say where a form comes from, and `Origin` could not be checked
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
OUR_FAULT = (
    "That is a fault of termscheck, not of yours. Go back and try again; whoever runs termscheck finds more in the "
    "window in which it runs."
)
SAFE = frozenset({"GET", "HEAD"})
SMALL = 64 * 2**10
"""Bytes of a request that brings no files."""
DRAIN = 8
"""So many times what is allowed is read and thrown away, so that the browser hears that it was too much."""
MOST_CLIENTS = 10_000

Refuse = Callable[[Request, int, str], Response]
"""The page, or the JSON, that says why something was not done."""


@dataclass
class Allowance:
    """So many at once and so many a second, for each client."""

    at_once: int
    a_second: float
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, client: str) -> bool:
        """Whether the client may have one more."""
        now = time.monotonic()
        if len(self._left) > MOST_CLIENTS:
            self._left.clear()
        left, then = self._left.get(client, (self.at_once, now))
        left = min(left + (now - then) * self.a_second, self.at_once)
        self._left[client] = (max(left - 1, left if left < 1 else 0), now)
        return left >= 1

    def give_back(self, client: str) -> None:
        """Lets the client begin anew."""
        self._left.pop(client, None)


class Sessions:
    """Who a browser is: a name in a cookie that lasts until it is closed, and the token that its forms carry."""

    def __init__(self, settings: Settings) -> None:
        self._secret = token_bytes(32)
        self.cookie = f"termscheck-{settings.port}"

    def of(self, request: Request) -> str:
        """The session that a request belongs to; empty for none."""
        name = request.cookies.get(self.cookie, "")
        return name if len(name) == len(token_urlsafe(32)) else ""

    def header(self, name: str) -> str:
        """What makes a browser keep a session."""
        return f"{self.cookie}={name}; Path=/; HttpOnly; SameSite=Strict"

    def token(self, session: str) -> str:
        """What a form of that session must carry."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def holds(self, session: str, token: object) -> bool:
        """Whether a form is of that session."""
        given = token if isinstance(token, str) else ""
        return bool(session) and hmac.compare_digest(self.token(session).encode(), given.encode())


class Guard:
    """ASGI middleware: refuses what no page of ours asks, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions, refuse: Refuse) -> None:
        self._app = app
        self._settings = settings
        self._sessions = sessions
        self._refuse = refuse
        self._requests = Allowance(settings.requests_at_once, settings.requests_a_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        session = self._sessions.of(request)
        new = "" if session or request.url.path.startswith("/api") else token_urlsafe(32)
        request.state.session = session or new
        send = self._with_headers(send, new)
        fault = self._fault(request)
        if fault:
            await self._refuse(request, *fault)(scope, receive, send)
            return
        try:
            await self._app(scope, _bounded(request, receive, self._settings), send)
        except Exception:  # the outermost: what it was is told where the page was started, and not to the browser
            traceback.print_exc()
            await self._refuse(request, 500, OUR_FAULT)(scope, receive, send)

    def _fault(self, request: Request) -> tuple[int, str] | None:
        headers = request.headers
        if _host(headers.get("host", "")) not in self._settings.hosts:
            return 421, "This page answers only to its own address on this computer."
        if request.method not in SAFE and not _same_origin(request, self._settings.origin):
            return 403, "This was not sent from a page of termscheck, so it was not done."
        if not self._requests.take(request.client.host if request.client else ""):
            return 429, "That was too often in a short time. Wait a minute and try again."
        return None

    def _with_headers(self, send: Send, new: str) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if new:
                    headers.append("Set-Cookie", self._sessions.header(new))
                if message["status"] == 429:
                    headers["Retry-After"] = "60"
            await send(message)

        return with_headers


def _host(given: str) -> str:
    try:
        place = urlsplit(f"//{given}")
    except ValueError:
        return ""
    name = place.hostname if place.username is None and place.path == "" else ""
    return f"[{name}]" if name and ":" in name else name or ""


def _same_origin(request: Request, ours: str) -> bool:
    """What a browser says of where a request comes from; a program says nothing, and has a token or header to show.

    `ours` is where it must come from; empty for the address that is asked.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        return origin == (ours or f"{request.url.scheme}://{request.headers.get('host', '')}")
    return site in (None, "same-origin")


def _bounded(request: Request, receive: Receive, settings: Settings) -> Receive:
    """Reads no more of a request, and waits no longer for it, than it may take. Raises HTTPException."""
    files = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    most = settings.most_bytes + SMALL if files else SMALL
    said = request.headers.get("content-length", "")
    # then no part of it is looked at, however it is cut on its way
    too_much = said.isdecimal() and (len(said) > len(str(most)) or int(said) > most)
    deadline = time.monotonic() + settings.longest_upload
    taken = 0
    ended = request.method in SAFE

    async def bounded() -> MutableMapping[str, object]:
        nonlocal taken, ended
        if ended:
            return await receive()  # the wait for the client to go is no part of the request
        while True:
            try:
                wait = min(settings.patience, max(deadline - time.monotonic(), 0))
                message = await asyncio.wait_for(receive(), wait)
            except TimeoutError:
                raise HTTPException(408, "The files took too long to arrive. Try again.") from None
            taken += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if taken <= most and not too_much:
                return message
            if ended or taken > DRAIN * most:
                ended = True
                raise HTTPException(413)

    return bounded
