"""What people decide on findings. A decision is never changed: another one is made, and the last one holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.desk import Case, Decision, Queue, User, Verdict
from termscheck.web.desk.history import record
from termscheck.web.desk.people import Actor
from termscheck.web.desk.settings import DeskSettings

LONGEST_REASON, LONGEST_NOTE = 500, 4000


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and the case and contract that it was made on."""

    id: int
    case: int
    title: str
    queue: str
    fingerprint: str
    rule: str
    verdict: Verdict
    reason: str
    note: str
    by: str
    at: datetime


def decide(  # noqa: PLR0913
    session: Session, settings: DeskSettings, who: Actor, case: Case, *, fingerprint: str, rule: str, verdict: str,
    reason: str, note: str,
) -> None:  # fmt: skip
    """Decides on a finding of a case. Raises UsageError."""
    known: Verdict | None = next((one for one in get_args(Verdict) if one == verdict), None)
    if known is None:
        raise UsageError("Choose what is decided: accept, negotiate, reject, or not a problem.")
    reason, note = " ".join(reason.split()), note.strip()
    if not reason and known in ("accept", "not-a-problem"):
        raise UsageError("Say why: others will be shown the reason when they meet the same words again.")
    if len(reason) > LONGEST_REASON or len(note) > LONGEST_NOTE:
        raise UsageError(f"A reason has at most {LONGEST_REASON} characters, and notes at most {LONGEST_NOTE}.")
    at = settings.now()
    session.add(
        Decision(
            case_id=case.id, fingerprint=fingerprint, rule=rule, verdict=known, reason=reason, note=note,
            user_id=who.id, at=at,
        )
    )  # fmt: skip
    case.changed = at
    if case.state == "submitted":
        case.state = "in-review"
    record(session, at, who.id, "decided", case=case.id, verdict=known, rule=rule, fingerprint=fingerprint)


def of_case(session: Session, case: Case) -> dict[str, list[Decided]]:
    """The decisions of a case by fingerprint, the latest first."""
    found: dict[str, list[Decided]] = {}
    for one in _all(session, Decision.case_id == case.id):
        found.setdefault(one.fingerprint, []).insert(0, one)
    return found


def elsewhere(session: Session, case: Case, fingerprints: Iterable[str]) -> Mapping[str, Decided]:
    """What was last decided on the same words in other cases, by fingerprint: what to propose in this one."""
    return {
        one.fingerprint: one
        for one in _all(session, Decision.case_id != case.id, Decision.fingerprint.in_(list(fingerprints)))
    }


def holding(session: Session, case: int | None = None) -> list[Decided]:
    """The decisions that hold, of one case or of all, in the order in which they were made."""
    last = select(func.max(Decision.id)).group_by(Decision.case_id, Decision.fingerprint)
    conditions: list[ColumnElement[bool]] = [Decision.id.in_(last)]
    if case is not None:
        conditions.append(Decision.case_id == case)
    return _all(session, *conditions)


def _all(session: Session, *conditions: ColumnElement[bool]) -> list[Decided]:
    wanted = (
        select(Decision, Case.title, Queue.name, User.full_name, User.name)
        .join(Case, Case.id == Decision.case_id)
        .join(Queue, Queue.id == Case.queue_id)
        .join(User, User.id == Decision.user_id, isouter=True)
        .where(*conditions)
        .order_by(Decision.id)
    )
    return [
        Decided(
            one.id, one.case_id, title, queue, one.fingerprint, one.rule, one.verdict, one.reason, one.note,
            full or name or "somebody who is gone", one.at,
        )
        for one, title, queue, full, name in session.execute(wanted)
    ]  # fmt: skip
