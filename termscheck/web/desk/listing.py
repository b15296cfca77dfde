"""The list of contracts: which come first, and what stands in each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from termscheck.store.desk import Case, CaseState, Decision, Draft, Job, Queue, User
from termscheck.store.reviews import Finding, Review
from termscheck.web.desk.people import Actor

AT_ONCE = 50
"""Lines of a page."""
SORTS = {"rag": "Colour", "age": "Oldest", "newest": "Newest", "value": "Value"}
RAGS = ("red", "amber", "green", "none")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be in the list; empty where it may be anything. `state` "open" is all but closed."""

    queue: int | None = None
    state: str = "open"
    assignee: str = ""
    """The number of a user, or “nobody”."""
    rag: str = ""
    words: str = ""
    sort: str = "rag"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in the list. `rag` is empty while it is not checked, `failure` says why it could not be."""

    id: int
    title: str
    queue: str
    state: CaseState
    rag: str
    reading: bool
    failure: str
    draft: int
    severe: int
    findings: int
    decided: int
    submitter: str
    assignee: str
    value: Decimal | None
    created: datetime
    days: int


def read(given: Mapping[str, str]) -> Asked:
    """What is asked for, as it stands in an address; what cannot be meant is left out."""
    queue, page = given.get("queue", ""), given.get("page", "")
    state, assignee = given.get("state", "open"), given.get("assignee", "")
    return Asked(
        queue=_number(queue),
        state=state if state in (*get_args(CaseState), "open", "") else "open",
        assignee=assignee if assignee == NOBODY or _number(assignee) is not None else "",
        rag=given.get("rag", "") if given.get("rag") in RAGS else "",
        words=given.get("words", "").strip()[:100],
        sort=given.get("sort", "rag") if given.get("sort") in SORTS else "rag",
        page=max(_number(page) or 1, 1),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def lines(session: Session, who: Actor, asked: Asked, now: datetime) -> tuple[list[Line], int]:
    """The lines of a page of the list, and how many there are on all pages together."""
    submitter, assignee = aliased(User), aliased(User)
    last = select(func.max(Draft.number)).where(Draft.case_id == Case.id).correlate(Case).scalar_subquery()
    columns: Any = (Case, Draft, Review, Queue.name, submitter, assignee, _reading())
    wanted: Select[Any] = (
        select(*columns)
        .join(Queue, Queue.id == Case.queue_id)
        .join(Draft, and_(Draft.case_id == Case.id, Draft.number == last))
        .join(Review, Review.id == Draft.review_id, isouter=True)
        .join(submitter, submitter.id == Case.submitter_id, isouter=True)
        .join(assignee, assignee.id == Case.assignee_id, isouter=True)
        .where(*_conditions(who, asked))
    )
    total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Case.id).subquery())) or 0
    rows = session.execute(wanted.order_by(*_order(asked.sort)).offset((asked.page - 1) * AT_ONCE).limit(AT_ONCE)).all()
    counts = _counts(session, [draft for _, draft, *_ in rows])
    return [
        Line(
            id=found.id, title=found.title, queue=queue, state=found.state, rag=review.rag if review else "",
            reading=reading, failure=draft.failure, draft=draft.number,
            severe=review.critical + review.high if review else 0, findings=counts.get(draft.id, (0, 0))[0],
            decided=counts.get(draft.id, (0, 0))[1], submitter=_called(by), assignee=_called(to), value=found.value,
            created=found.created, days=max((now - found.created).days, 0),
        )
        for found, draft, review, queue, by, to, reading in rows
    ], total  # fmt: skip


def _reading() -> ColumnElement[bool]:
    return exists().where(Job.draft_id == Draft.id, Job.state.in_(("waiting", "running")))


def _conditions(who: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = []
    if not who.reviews:
        made.append(Case.submitter_id == who.id)
    if asked.queue is not None:
        made.append(Case.queue_id == asked.queue)
    if asked.state:
        made.append(Case.state != "closed" if asked.state == "open" else Case.state == asked.state)
    if asked.assignee:
        nobody = asked.assignee == NOBODY
        made.append(Case.assignee_id.is_(None) if nobody else Case.assignee_id == int(asked.assignee))
    if asked.rag:
        made.append(Review.id.is_(None) if asked.rag == "none" else Review.rag == asked.rag)
    if asked.words:
        made.append(Case.title.icontains(asked.words, autoescape=True))
    return made


def _order(sort: str) -> list[Any]:
    if sort == "age":
        return [Case.created, Case.id]
    if sort == "newest":
        return [Case.created.desc(), Case.id.desc()]
    if sort == "value":
        return [Case.value.desc().nulls_last(), Case.created, Case.id]
    # what could not be read needs a person as much as what is amber
    rank = case((Review.rag == "red", 0), (Draft.failure != "", 1), (Review.rag == "amber", 2),
                (Review.id.is_(None), 3), else_=4)  # fmt: skip
    return [rank, Case.created, Case.value.desc().nulls_last(), Case.id]


def _counts(session: Session, drafts: list[Draft]) -> dict[int, tuple[int, int]]:
    """Of each draft how many findings it has, and on how many of them somebody has decided."""
    decided = exists().where(Decision.case_id == Draft.case_id, Decision.fingerprint == Finding.fingerprint)
    wanted = (
        select(Draft.id, func.count(), func.sum(case((decided, 1), else_=0)))
        .join(Finding, Finding.review_id == Draft.review_id)
        .where(Draft.id.in_([draft.id for draft in drafts]))
        .group_by(Draft.id)
    )
    return {draft: (found, int(of_these or 0)) for draft, found, of_these in session.execute(wanted)}


def _called(user: User | None) -> str:
    return (user.full_name or user.name) if user else ""
