"""Queues: each a pile of contracts with the profile and the house rules that apply to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.desk import Queue
from termscheck.web.desk.history import record
from termscheck.web.desk.settings import DeskSettings

FIRST = "Contracts"
"""The queue that a new desk begins with."""
_NAME = re.compile(r"\w[\w ,&()'+-]{0,59}")


def all_of(session: Session) -> list[Queue]:
    """All queues, those that take contracts first."""
    return list(session.scalars(select(Queue).order_by(Queue.active.desc(), Queue.name)))


def one(session: Session, given: str) -> Queue:
    """The queue whose number is given. Raises UsageError."""
    found = session.get(Queue, int(given)) if given.isascii() and given.isdecimal() and len(given) < 9 else None
    if found is None:
        raise UsageError("Choose a queue.")
    return found


def named(session: Session, name: str) -> Queue | None:
    """The queue of that name, whatever its case."""
    return next((queue for queue in all_of(session) if queue.name.casefold() == name.casefold()), None)


def name_of(session: Session, number: int) -> str:
    """What a queue is called."""
    return session.get_one(Queue, number).name


def make_first(session: Session, settings: DeskSettings) -> None:
    """A queue for a desk that has none, with the profile and rules that it was started with."""
    if session.scalar(select(Queue.id).limit(1)) is None:
        add(session, settings, None, FIRST, settings.profile or "", [str(one) for one in settings.rules])


def add(  # noqa: PLR0913, PLR0917
    session: Session, settings: DeskSettings, by: int | None, name: str, profile: str, rules: Sequence[str]
) -> Queue:
    """A new queue. Raises UsageError, or RuleError for rules that are not in order."""
    name = _fit(session, name, None)
    folders = check(profile, rules)
    queue = Queue(name=name, profile=profile.strip(), rules=folders, active=True, created=settings.now())
    session.add(queue)
    session.flush()
    record(session, settings.now(), by, "queue-added", queue=queue.id)
    return queue


def change(  # noqa: PLR0913
    session: Session, settings: DeskSettings, by: int, queue: Queue, *, name: str, profile: str,
    rules: Sequence[str], active: bool,
) -> None:  # fmt: skip
    """Gives a queue another name, profile or rules, or closes it. Raises UsageError and RuleError."""
    queue.name = _fit(session, name, queue)
    queue.profile, queue.rules, queue.active = profile.strip(), check(profile, rules), active
    record(session, settings.now(), by, "queue-changed", queue=queue.id)


def check(profile: str, rules: Sequence[str]) -> list[str]:
    """Folders of rules as they are kept. Raises UsageError and RuleError where nothing could be checked by them."""
    folders = [line.strip() for line in rules if line.strip()]
    if not all(Path(one).is_absolute() for one in folders):
        raise UsageError("Write each folder of house rules with its whole path, such as /srv/termscheck/rules.")
    if folders or profile.strip():
        from termscheck import pipeline

        pipeline.load_rules(tuple(Path(one) for one in folders), profile.strip() or None)
    return folders


def _fit(session: Session, name: str, of: Queue | None) -> str:
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise UsageError("A queue’s name has up to 60 letters, digits and blanks, such as “Health contracts”.")
    there = named(session, name)
    if there and (of is None or there.id != of.id):
        raise UsageError(f"There is a queue {name} already.")
    return name
