"""Contracts at the desk: handed in, drafted anew, given to somebody, closed, deleted.

Whoever asks is given: a submitter's own contracts are all that there is for them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import get_args

from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store import upkeep
from termscheck.store.desk import Case, CaseState, Draft, DraftFile, File, Job, Queue, User
from termscheck.store.reviews import Outcome, Review, sha256_of
from termscheck.web.desk.history import record
from termscheck.web.desk.people import Actor, one_line
from termscheck.web.desk.settings import DeskSettings

CHECK = "check"
"""The kind of a job that checks a draft."""
LONGEST_TITLE = 160
MOST_DRAFTS = 50
AGAIN = timedelta(minutes=10)
"""Within it the same files from one person are the same case: a button pressed twice, or an answer that was lost."""
_MONEY = re.compile(r"£?\s*(\d{1,3}(?:[ ,]?\d{3})*|\d+)(?:\.(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was handed in: what its sender calls it, and its bytes."""

    name: str
    body: bytes

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is said of a contract when it is handed in; empty where nothing is."""

    title: str = ""
    value: Decimal | None = None
    due: date | None = None
    us: tuple[str, ...] = ()
    them: tuple[str, ...] = ()
    kind: str | None = None
    regime: str | None = None


def submit(  # noqa: PLR0913, PLR0917
    session: Session, settings: DeskSettings, who: Actor | None, queue: Queue, sent: Sequence[Sent], wish: Wish
) -> Case:
    """A new case with its first draft, to be checked. Raises UsageError. `who` is None for the drop folder."""
    at = settings.now()
    if not queue.active:
        raise UsageError(f"The queue {queue.name} takes no more contracts: choose another.")
    same = _same(session, at, who, queue, sent)
    if same:
        return same
    title = one_line(wish.title)[:LONGEST_TITLE] or sent[0].name[:LONGEST_TITLE]
    case = Case(
        queue_id=queue.id, title=title, state="submitted", submitter_id=who.id if who else None, assignee_id=None,
        value=wish.value, due=wish.due, created=at, changed=at,
    )  # fmt: skip
    session.add(case)
    session.flush()
    _draft(session, settings, who, case, sent, wish)
    return case


def add_draft(  # noqa: PLR0913, PLR0917
    session: Session, settings: DeskSettings, who: Actor, case: Case, sent: Sequence[Sent], wish: Wish
) -> Draft:
    """The next draft of a case; it is read from the side that the last one was. Raises UsageError."""
    last = latest(session, case)
    if [file.sha256 for file in last.files] == [one.sha256 for one in sent]:
        raise UsageError("These are the files of the last draft, to the letter: choose those of the new draft.")
    if last.number >= MOST_DRAFTS:
        raise UsageError(f"A contract has at most {MOST_DRAFTS} drafts here: hand it in as a new one.")
    if not wish.us:
        job = newest_job(session, last)
        asked = job.asked if job else {}
        wish = Wish(us=tuple(last.us), them=tuple(last.them), kind=asked.get("kind"), regime=asked.get("regime"))
    if case.state == "closed":
        case.state = "submitted"
    return _draft(session, settings, who, case, sent, wish)


def answer(session: Session, settings: DeskSettings, who: Actor, case: Case, wish: Wish) -> None:
    """Says who is who in the last draft, which is then read again. Raises UsageError."""
    draft = latest(session, case)
    draft.us, draft.them, draft.failure = list(wish.us), list(wish.them), ""
    for job in session.scalars(select(Job).where(Job.draft_id == draft.id, Job.state.in_(("waiting", "running")))):
        job.state, job.finished, job.message = "failed", settings.now(), "Asked again."
    _enqueue(session, settings, draft, wish)
    _changed(session, settings, who, case, "answered", draft=draft.number)


def assign(session: Session, settings: DeskSettings, who: Actor, case: Case, to: int | None) -> None:
    """Gives a case to a reviewer, or to nobody. Raises UsageError."""
    user = session.get(User, to) if to is not None else None
    if to is not None and (user is None or not user.active or user.role == "submitter"):
        raise UsageError("A contract can be given to a reviewer or an admin only.")
    case.assignee_id = to
    if to is not None and case.state == "submitted":
        case.state = "in-review"
    _changed(session, settings, who, case, "assigned", whom=to)


def set_state(session: Session, settings: DeskSettings, who: Actor, case: Case, state: str) -> None:
    """Moves a case on, or closes it. Raises UsageError."""
    known: CaseState | None = next((one for one in get_args(CaseState) if one == state), None)
    if known is None:
        raise UsageError(f"A contract is one of {', '.join(get_args(CaseState))}.")
    case.state = known
    _changed(session, settings, who, case, "state-changed", state=state)


def move(session: Session, settings: DeskSettings, who: Actor, case: Case, queue: Queue) -> None:
    """Puts a case into another queue, whose rules the last draft is then checked by."""
    case.queue_id = queue.id
    draft = latest(session, case)
    job = newest_job(session, draft)
    asked = job.asked if job else {}
    _changed(session, settings, who, case, "moved", queue=queue.id)
    answer(
        session, settings, who, case,
        Wish(us=tuple(draft.us), them=tuple(draft.them), kind=asked.get("kind"), regime=asked.get("regime")),
    )  # fmt: skip


def remove(session: Session, settings: DeskSettings, who: Actor, case: Case) -> None:
    """Deletes a case with its drafts, decisions, reviews and files, but for those that others need."""
    reviews = list(
        session.scalars(select(Draft.review_id).where(Draft.case_id == case.id, Draft.review_id.is_not(None)))
    )
    record(session, settings.now(), who.id, "deleted", case=case.id)
    session.execute(delete(Case).where(Case.id == case.id))
    unused = (
        Review.id.in_(reviews)
        & ~exists().where(Draft.review_id == Review.id)
        & ~exists().where(Outcome.review_id == Review.id)
    )
    session.execute(delete(Review).where(unused), execution_options={"synchronize_session": False})
    upkeep.delete_unused(session)


def visible(session: Session, who: Actor, number: int) -> Case | None:
    """The case of that number, if it is for them to see."""
    case = session.get(Case, number)
    return case if case and (who.reviews or case.submitter_id == who.id) else None


def draft_of(session: Session, case: Case, number: int) -> Draft | None:
    """A draft of a case, by its number."""
    return session.scalar(select(Draft).where(Draft.case_id == case.id, Draft.number == number))


def latest(session: Session, case: Case) -> Draft:
    """The last draft."""
    return session.scalars(
        select(Draft).where(Draft.case_id == case.id).order_by(Draft.number.desc()).limit(1)
    ).one()  # fmt: skip


def newest_job(session: Session, draft: Draft) -> Job | None:
    """The latest check of a draft, done or not."""
    return session.scalar(select(Job).where(Job.draft_id == draft.id).order_by(Job.id.desc()).limit(1))


def money(text: str) -> Decimal | None:
    """A sum in pounds as people write it: “£120,000”; None for nothing. Raises UsageError."""
    if not text.strip():
        return None
    found = _MONEY.fullmatch(text.strip())
    try:
        made = Decimal(re.sub(r"[ ,]", "", found[1]) + "." + (found[2] or "0")) if found else None
    except InvalidOperation:
        made = None
    if made is None or made >= 10**12:
        raise UsageError("Write the value as a sum in pounds, such as 120,000, or leave it empty.")
    return made


def day(text: str) -> date | None:
    """A day as a form or a program gives it; None for nothing. Raises UsageError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("Write the day as 2027-03-31, or leave it empty.") from None


def _draft(  # noqa: PLR0913, PLR0917
    session: Session, settings: DeskSettings, who: Actor | None, case: Case, sent: Sequence[Sent], wish: Wish
) -> Draft:
    _keep(session, sent)
    number = (session.scalar(select(func.max(Draft.number)).where(Draft.case_id == case.id)) or 0) + 1
    draft = Draft(
        case_id=case.id, number=number, us=list(wish.us), them=list(wish.them), review_id=None, failure="",
        at=settings.now(),
    )  # fmt: skip
    session.add(draft)
    session.flush()
    session.add_all(
        DraftFile(draft_id=draft.id, position=position, name=one.name, sha256=one.sha256)
        for position, one in enumerate(sent)
    )
    _enqueue(session, settings, draft, wish)
    kind = "submitted" if who else "dropped"
    data = {"draft": number, "files": len(sent), "sha256": sha256_of([one.sha256 for one in sent])}
    _changed(session, settings, who, case, kind, **data)
    return draft


def _enqueue(session: Session, settings: DeskSettings, draft: Draft, wish: Wish) -> None:
    waiting = session.scalar(select(func.count()).select_from(Job).where(Job.state == "waiting")) or 0
    if waiting >= settings.most_waiting:
        raise UsageError("Too many contracts wait to be read just now. Try again in a few minutes.")
    asked = {"kind": wish.kind, "regime": wish.regime}
    session.add(
        Job(kind=CHECK, state="waiting", draft_id=draft.id, asked=asked, attempts=0, worker="", message="",
            created=settings.now(), started=None, finished=None)
    )  # fmt: skip
    session.flush()


def _keep(session: Session, sent: Sequence[Sent]) -> None:
    """Keeps the bytes of files, once."""
    for one in {one.sha256: one for one in sent}.values():
        if session.scalar(select(File.sha256).where(File.sha256 == one.sha256)) is None:
            try:
                with session.begin_nested():
                    session.add(File(sha256=one.sha256, size=len(one.body), body=one.body))
            except IntegrityError:  # somebody else has just handed in the same
                continue


def _same(
    session: Session, at: datetime, who: Actor | None, queue: Queue, sent: Sequence[Sent]
) -> Case | None:  # fmt: skip
    """The case that these very files were handed in as, a moment ago and by the same person."""
    if who is None:
        return None
    recent = select(Case).where(
        Case.submitter_id == who.id, Case.queue_id == queue.id, Case.created > at - AGAIN
    )  # fmt: skip
    wanted = [one.sha256 for one in sent]
    return next(
        (case for case in session.scalars(recent) if [f.sha256 for f in latest(session, case).files] == wanted), None
    )


def _changed(
    session: Session, settings: DeskSettings, who: Actor | None, case: Case, kind: str, **data: object
) -> None:
    case.changed = settings.now()
    record(session, settings.now(), who.id if who else None, kind, case=case.id, **data)
