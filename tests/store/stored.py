"""Things to put into a store."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from termscheck.store.desk import Case, CaseState, Draft, DraftFile, File, Queue, User
from termscheck.store.reviews import Document, Finding, Review

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)


def add_review(session: Session, name: str, at: datetime = NOON) -> Review:
    """A document with a review of two findings."""
    document = Document(name=name, sha256=hashlib.sha256(ascii(name).encode()).hexdigest(), format="docx", prime="",
                        family="")  # fmt: skip
    session.add(document)
    session.flush()
    body = b'{"words": "not until the Authority has paid"}' * 9
    review = Review(
        document_id=document.id, sha256=hashlib.sha256(body).hexdigest(), asked="x", version="0", at=at, day=DAY,
        rag="red", reason="", kind="sub-contract", words=9, fully_read=True, critical=1, high=1, medium=0, low=0,
        body=zlib.compress(body),
    )  # fmt: skip
    session.add(review)
    session.flush()
    for number, rule in enumerate(("PAY-002", "LIA-001"), 1):
        session.add(
            Finding(
                review_id=review.id,
                number=number,
                rule=rule,
                name="",
                category="payment",
                severity="high",
                confidence="high",
                missing=False,
                suppressed=False,
                clause="7.1",
                page=None,
                fingerprint=f"of {rule}",
                evidence="not until the Authority has paid",
                message="",
            )
        )
    session.flush()
    return review


def add_case(session: Session, state: CaseState = "submitted", file: bytes = b"", review: Review | None = None) -> Case:
    """A case of one draft with one file, in the only queue."""
    queue = session.scalars(select(Queue)).first()
    if queue is None:
        queue = Queue(name="all", profile="", rules=[], active=True, created=NOON)
        session.add_all([queue, User(name="ann", full_name="Ann", role="reviewer", active=True, created=NOON)])
        session.flush()
    case = Case(queue_id=queue.id, title="A", state=state, created=NOON, changed=NOON)
    session.add(case)
    session.flush()
    draft = Draft(
        case_id=case.id, number=1, us=[], them=[], review_id=review.id if review else None, failure="", at=NOON
    )
    sha256 = hashlib.sha256(file).hexdigest()
    session.add_all([draft, File(sha256=sha256, size=len(file), body=file)])
    session.flush()
    session.add(DraftFile(draft_id=draft.id, position=0, name="a.docx", sha256=sha256))
    session.flush()
    return case
