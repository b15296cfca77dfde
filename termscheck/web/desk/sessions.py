"""Who is signed in. Sessions live in memory: a desk that is started anew asks everybody for their password once."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from secrets import token_urlsafe

from termscheck.web.desk.settings import DeskSettings
from termscheck.web.guard import Sessions


@dataclass
class SignedIn:
    """A session. `stamp` is of the password that it began with: when that changes the session is over."""

    user: int
    stamp: str
    started: float
    used: float


class DeskSessions(Sessions):
    """The sessions of browsers, by cookie, and of programs, by what they carry in `Authorization`."""

    def __init__(self, settings: DeskSettings) -> None:
        super().__init__(settings)
        self._settings = settings
        self._open: dict[str, SignedIn] = {}
        # a browser keeps a cookie of such a name to this very host, and to https
        self.cookie = "__Host-termscheck-desk" if settings.secure else f"termscheck-desk-{settings.port}"

    def header(self, name: str) -> str:
        """What makes a browser keep a session: sent along when a link is followed, and never with a foreign form."""
        secure = "; Secure" if self._settings.secure else ""
        return f"{self.cookie}={name}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def begin(self, user: int, stamp: str) -> str:
        """A new session, under a name that nobody has seen before."""
        name, now = token_urlsafe(32), time.monotonic()
        for key in [key for key, one in list(self._open.items()) if self._over(one, now)]:
            self._open.pop(key, None)
        self._open[_key(name)] = SignedIn(user, stamp, now, now)
        return name

    def signed_in(self, name: str) -> SignedIn | None:
        """The session of that name, if it is not over; it counts as used."""
        now, found = time.monotonic(), self._open.get(_key(name))
        if found is None or self._over(found, now):
            self.end(name)
            return None
        found.used = now
        return found

    def end(self, name: str) -> None:
        """Ends a session."""
        self._open.pop(_key(name), None)

    def _over(self, one: SignedIn, now: float) -> bool:
        return now - one.used > self._settings.session_idle or now - one.started > self._settings.session_longest


def stamp(password: str | None) -> str:
    """What tells one password of a user from the next."""
    return hashlib.sha256((password or "").encode()).hexdigest()


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
