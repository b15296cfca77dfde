"""The header by which the organisation's proxy says who somebody is: believed from the proxy, and from nobody else."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from termscheck.web.desk.settings import Proxy

NAMED = "termscheck.proxied"
"""Where a request's scope says whom the proxy named; only this module puts it there."""
_FORWARDED = b"x-forwarded-for"


class Proxied:
    """ASGI middleware, the outermost: takes the header away, and believes it where it comes from the proxy.

    A request of the proxy's is counted as one of the client that it names last in `X-Forwarded-For`.
    """

    def __init__(self, app: ASGIApp, proxy: Proxy | None) -> None:
        self._app = app
        self._proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, without the header."""
        if scope["type"] == "http" and self._proxy:
            scope = _told(scope, self._proxy)
        await self._app(scope, receive, send)


def _told(scope: Scope, proxy: Proxy) -> Scope:
    header = proxy.header.lower().encode("latin-1")
    peer = scope["client"][0] if scope.get("client") else ""
    trusted = proxy.trusts(peer)
    given = [value for name, value in scope["headers"] if name.lower() == header]
    told: dict[str, object] = {"headers": [pair for pair in scope["headers"] if pair[0].lower() != header]}
    if trusted:
        # two values would mean that the proxy let one of its client's through
        told[NAMED] = given[0].decode("latin-1").strip() if header and len(given) == 1 else ""
        forwarded = [value for name, value in scope["headers"] if name.lower() == _FORWARDED]
        last = forwarded[-1].decode("latin-1").rpartition(",")[2].strip() if forwarded else ""
        if last:
            told["client"] = (last[:60], 0)
    return {**scope, **told}
