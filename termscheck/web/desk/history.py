"""What was done at the desk: who, what, when. It is only ever added to; the database refuses anything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from termscheck.store.desk import Event, User
from termscheck.words import counted

VERDICTS: Mapping[str, str] = {
    "accept": "accept",
    "negotiate": "negotiate",
    "reject": "reject",
    "not-a-problem": "not a problem",
}
STATES: Mapping[str, str] = {
    "submitted": "new",
    "in-review": "in review",
    "waiting": "waiting for the other side",
    "closed": "closed",
}
_SAID: Mapping[str, str] = {
    "signed-in": "signed in",
    "sign-in-failed": "could not sign in: the password was wrong, or the account is closed",
    "sign-in-unknown": "refused somebody who gave the name of no user",
    "signed-out": "signed out",
    "password-changed": "changed the password of {whom}",
    "user-added": "added {whom} as {role}",
    "user-changed": "made {whom} {role}, {active}",
    "queue-added": "added the queue {queue}",
    "queue-changed": "changed the queue {queue}",
    "submitted": "handed in draft {draft}: {files}",
    "dropped": "draft {draft} came through the drop folder: {files}",
    "answered": "said which side we are on; draft {draft} is read again",
    "checked": "draft {draft} was checked: {rag}",
    "not-checked": "draft {draft} could not be checked",
    "listed": "looked at the list of contracts",
    "viewed": "looked at the contract",
    "read": "read {what} of draft {draft}",
    "downloaded": "took away {what} of draft {draft}",
    "exported": "exported decisions ({form})",
    "assigned": "gave it to {whom}",
    "state-changed": "made it “{state}”",
    "decided": "decided “{verdict}” on {rule}",
    "moved": "moved it to the queue {queue}",
    "deleted": "deleted the contract and all that was made of it",
    "pruned": "deleted what was closed before {before}: {cases}",
    "history-read": "looked at the whole history",
}
"""What an event says, with what its `data` holds; whom and which queue by number, until they are looked up."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, in words. `who` is empty for the desk itself."""

    id: int
    at: datetime
    who: str
    says: str
    case: int | None


def record(
    session: Session, at: datetime, user: int | None, kind: str, *, case: int | None = None, **data: Any
) -> None:
    """Adds to the history. `data` must hold no words of a contract: the history outlives the contracts.

    Raises ValueError for a kind of event that is not known here.
    """
    if kind not in _SAID:
        raise ValueError(f"no such event: {kind}")
    session.add(Event(at=at, user_id=user, case_id=case, kind=kind, data=data))


def told(session: Session, *, case: int | None = None, before: int | None = None, most: int = 200) -> list[Happened]:
    """The newest events, of one case or of all; those before a number."""
    wanted = select(Event).order_by(Event.id.desc()).limit(most)
    if case is not None:
        wanted = wanted.where(Event.case_id == case)
    if before is not None:
        wanted = wanted.where(Event.id < before)
    names = {one.id: one.full_name or one.name for one in session.scalars(select(User))}
    return [
        Happened(one.id, one.at, _who(one.user_id, names), _in_words(one, names), one.case_id)
        for one in session.scalars(wanted)
    ]


def _who(user: int | None, names: Mapping[int, str]) -> str:
    return "" if user is None else names.get(user, f"user {user}, who is gone")


def _in_words(event: Event, names: Mapping[int, str]) -> str:
    data = dict(event.data)
    data["verdict"] = VERDICTS.get(str(data.get("verdict")), data.get("verdict"))
    data["state"] = STATES.get(str(data.get("state")), data.get("state"))
    if "whom" in data:
        data["whom"] = _who(data["whom"], names) or "nobody"
    for key, thing in (("files", "file"), ("cases", "contract")):
        if isinstance(data.get(key), int):
            data[key] = counted(data[key], thing)
    data["active"] = "who may sign in" if data.get("active") else "who may not sign in"
    return _SAID[event.kind].format_map(_Known(data)) if event.kind in _SAID else event.kind


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
