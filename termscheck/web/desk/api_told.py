"""What the API tells of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy.orm import Session

from termscheck.model import Rag
from termscheck.store.desk import Case, Draft, Queue, User
from termscheck.web.api import ResultModel
from termscheck.web.desk import api_models as models
from termscheck.web.desk import cases, decisions, filing, people, queues, worker
from termscheck.web.desk.asking import Ask
from termscheck.web.desk.decisions import Decided
from termscheck.web.desk.history import Happened
from termscheck.web.desk.listing import Line


def contract(ask: Ask, session: Session, case: Case) -> models.ContractModel:
    """A contract, as this person may see it."""
    session.flush()
    session.expire(case, ["drafts"])
    return models.ContractModel(
        id=case.id, href=f"/api/contracts/{case.id}", title=case.title, queue=queues.name_of(session, case.queue_id),
        state=case.state, value=case.value, due=case.due, submitter=people.name_of(session, case.submitter_id),
        assignee=people.name_of(session, case.assignee_id), created=case.created,
        drafts=[_draft(session, case, draft) for draft in case.drafts], findings=_findings(ask, session, case),
    )  # fmt: skip


def _draft(session: Session, case: Case, draft: Draft) -> models.DraftModel:
    job, told = cases.newest_job(session, draft), filing.told(session, draft)
    href = f"/api/contracts/{case.id}/drafts/{draft.number}/files"
    state = {"waiting": "waiting", "running": "reading", "failed": "failed"}.get(job.state if job else "", "done")
    return models.DraftModel(
        number=draft.number, at=draft.at, files=[file.name for file in draft.files], state=state,  # type: ignore[arg-type]
        failure=draft.failure, rag=_rag(draft.review.rag if draft.review else ""),
        results=[
            ResultModel(kind=one.kind, file_name=one.name, media_type=one.media_type, href=f"{href}/{one.stored}")
            for one in (told.results if told else ())
        ],
    )  # fmt: skip


def _findings(ask: Ask, session: Session, case: Case) -> list[models.FindingModel]:
    draft = cases.latest(session, case)
    kept, became = (filing.made(session, draft, name) for name in (worker.CARDS, worker.CHANGED))
    cards = worker.cards(kept) if kept else ()
    change = {one.new: one.change for one in (worker.changed(became) if became else ())}
    decided = decisions.of_case(session, case)
    marks = [card.fingerprint for card in cards]
    elsewhere = decisions.elsewhere(session, case, marks) if ask.who.reviews else {}
    return [
        models.FindingModel(
            fingerprint=card.fingerprint, rule=card.rule, title=card.title, severity=card.severity,
            confidence=card.confidence, place=card.place, page=card.page, missing=card.missing, message=card.message,
            quotes=list(card.quotes), change=change.get(card.fingerprint, ""),
            decisions=[_decision(one) for one in decided.get(card.fingerprint, ())],
            proposed=_decision(elsewhere[card.fingerprint]) if card.fingerprint in elsewhere else None,
        )
        for card in cards
    ]  # fmt: skip


def _decision(one: Decided) -> models.DecisionModel:
    return models.DecisionModel(
        contract=one.case, verdict=one.verdict, reason=one.reason, note=one.note, by=one.by, at=one.at
    )


def listed(lines: Sequence[Line], total: int) -> models.ListModel:
    """A page of the list."""
    return models.ListModel(
        total=total,
        contracts=[
            models.LineModel(
                id=one.id, href=f"/api/contracts/{one.id}", title=one.title, queue=one.queue, state=one.state,
                rag=_rag(one.rag), reading=one.reading, failure=one.failure, draft=one.draft, findings=one.findings,
                severe=one.severe, decided=one.decided, submitter=one.submitter, assignee=one.assignee,
                value=one.value, created=one.created,
            )
            for one in lines
        ],
    )  # fmt: skip


def history(events: Sequence[Happened]) -> models.HistoryModel:
    """What was done."""
    return models.HistoryModel(
        events=[
            models.EventModel(id=one.id, at=one.at, who=one.who, says=one.says, contract=one.case) for one in events
        ]
    )


def user(one: User) -> models.UserModel:
    """A user."""
    return models.UserModel(id=one.id, name=one.name, full_name=one.full_name, role=one.role, active=one.active)


def users(all_of_them: Sequence[User]) -> models.UsersModel:
    """All users."""
    return models.UsersModel(users=[user(one) for one in all_of_them])


def queue(one: Queue, *, whole: bool = True) -> models.QueueModel:
    """A queue; where its house rules lie is for admins."""
    rules = list(one.rules) if whole else []
    return models.QueueModel(id=one.id, name=one.name, profile=one.profile, rules=rules, active=one.active)


def all_queues(found: Sequence[Queue], *, whole: bool) -> models.QueuesModel:
    """All queues."""
    return models.QueuesModel(queues=[queue(one, whole=whole) for one in found])


def _rag(colour: str) -> Rag | None:
    return cast(Rag, colour) if colour else None
