"""Who works at the desk, and what each may do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.desk import Role, User
from termscheck.store.store import Store
from termscheck.web.desk.history import record
from termscheck.web.desk.passwords import Passwords

LONGEST_NAME = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9.@_+\\-]{0,99}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the desk."""

    id: int
    name: str
    full_name: str
    role: Role

    @property
    def reviews(self) -> bool:
        """Whether they see every contract, and decide."""
        return self.role in ("reviewer", "admin")


def actor(user: User) -> Actor:
    """A user as an actor."""
    return Actor(user.id, user.name, user.full_name or user.name, user.role)


def plain(name: str) -> str:
    """A name to sign in with, as it is kept. Raises UsageError."""
    made = name.strip().lower()
    if not _NAME.fullmatch(made):
        raise UsageError("A name to sign in with has letters, digits and . @ _ + - only, such as amina.khan.")
    return made


def find(session: Session, name: str) -> User | None:
    """The user of that name, who may no longer be allowed to sign in."""
    return session.scalar(select(User).where(User.name == name.strip().lower()))


def one(session: Session, number: int) -> User | None:
    """The user of that number."""
    return session.get(User, number)


def name_of(session: Session, number: int | None) -> str:
    """What the user of that number is called; empty for nobody, and for one who is gone."""
    found = session.get(User, number) if number is not None else None
    return (found.full_name or found.name) if found else ""


def everybody(session: Session) -> list[User]:
    """All users, by name."""
    return list(session.scalars(select(User).order_by(User.active.desc(), User.name)))


def reviewers(session: Session) -> list[Actor]:
    """Those to whom a contract can be given."""
    wanted = select(User).where(User.active, User.role != "submitter").order_by(User.full_name, User.name)
    return [actor(user) for user in session.scalars(wanted)]


def add(  # noqa: PLR0913
    session: Session, at: datetime, by: int | None, name: str, *, full_name: str, role: str, password: str | None
) -> User:
    """A new user; `password` is a hash, or None for one whom the proxy signs in. Raises UsageError."""
    name = plain(name)
    if find(session, name):
        raise UsageError(f"There is a user {name} already.")
    user = User(
        name=name, full_name=_full(full_name), password=password, role=_role(role), active=True, created=at
    )  # fmt: skip
    session.add(user)
    session.flush()
    record(session, at, by, "user-added", whom=user.id, role=role)
    return user


def change(  # noqa: PLR0913
    session: Session, at: datetime, by: int | None, user: User, *, full_name: str, role: str, active: bool
) -> None:
    """Gives a user another name, role or right to sign in. Raises UsageError where no admin would be left."""
    admins = select(func.count()).select_from(User).where(User.active, User.role == "admin", User.id != user.id)
    stays = active and role == "admin"
    if user.role == "admin" and user.active and not stays and not session.scalar(admins):
        raise UsageError(f"{user.name} is the only admin left: make somebody else one first.")
    user.full_name, user.role, user.active = _full(full_name), _role(role), active
    record(session, at, by, "user-changed", whom=user.id, role=role, active=active)


def set_password(session: Session, at: datetime, by: int | None, user: User, kept: str) -> None:
    """Gives a user another password, by its hash; whoever is signed in with the earlier one no longer is."""
    user.password = kept
    record(session, at, by, "password-changed", whom=user.id)


def sign_in(
    store: Store, now: Callable[[], datetime], passwords: Passwords, name: str, password: str
) -> tuple[Actor, str] | None:
    """The user and their hash, if the password is theirs and they may sign in; every outcome goes into the history."""
    with store.reading() as session:
        user = find(session, name)
        kept = user.password if user and user.active else None
        who = actor(user) if user else None
    right = passwords.fits(kept, password)  # which takes its time, and nobody is to wait for the store meanwhile
    with store.writing() as session:
        outcome = "signed-in" if right else "sign-in-failed" if who else "sign-in-unknown"
        record(session, now(), who.id if who else None, outcome)
    return (who, kept) if right and who and kept else None


def _full(name: str) -> str:
    return one_line(name)[:LONGEST_NAME]


def one_line(text: str) -> str:
    """A text of one line, without characters that are not seen or turn others round."""
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c)[0] != "C")


def _role(role: str) -> Role:
    found: Role | None = next((known for known in get_args(Role) if known == role), None)
    if found is None:
        raise UsageError(f"A role is one of {', '.join(get_args(Role))}.")
    return found
