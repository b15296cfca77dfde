"""Passwords: kept as argon2id hashes, and compared in the same time whether or not there is such a user."""

from __future__ import annotations

from secrets import token_urlsafe
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from termscheck.errors import UsageError

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
AT_ONCE = 2
"""Hashes that are worked out at a time: each takes 64 MiB."""


class Passwords:
    """Makes hashes and compares with them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash(token_urlsafe())

    def hash(self, password: str, name: str) -> str:
        """The hash to keep. Raises UsageError for a password that is too easy to guess."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"A password has at least {SHORTEST} and at most {LONGEST} characters.")
        if name.casefold() in password.casefold() or len(set(password)) < 5:
            raise UsageError("That password is too easy to guess: take several words that do not belong together.")
        with self._turn:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password of a hash; None, of nobody, takes as long and never fits."""
        with self._turn:
            try:
                right = self._hasher.verify(kept or self._nobody, password[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False
        return right and kept is not None


def invented() -> str:
    """A password to begin with."""
    return "-".join(token_urlsafe(3) for _ in range(4))
