"""What came of a check, put into the store: the review with its findings, and the files that were made."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from termscheck.batch.asked import Asked
from termscheck.batch.outcome import Outcome
from termscheck.store.desk import Draft, Made
from termscheck.store.reviews import Document, Finding, Review, finding_row, name_in_store, sha256_of
from termscheck.web import results
from termscheck.web.desk import worker

REVIEW = "review.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that went well: how it was asked for, its outcome, and the folder with what it made."""

    asked: Asked
    outcome: Outcome
    folder: Path


def put(session: Session, at: datetime, draft: Draft, checked: Checked) -> None:
    """Files what lies in the folder of a check with its draft; what an earlier check of the draft made is replaced."""
    folder = checked.folder
    draft.review_id = _review(session, at, draft, checked).id
    draft.failure = ""
    session.execute(delete(Made).where(Made.draft_id == draft.id))
    told = results.told(folder)
    names = [results.TOLD, "page.html", worker.CARDS, worker.CHANGES, worker.CHANGED]
    names += [one.stored for one in told.results if one.stored != REVIEW]
    for name in names:
        if (folder / name).exists():
            session.add(Made(draft_id=draft.id, name=name, body=zlib.compress((folder / name).read_bytes(), 6)))


def made(session: Session, draft: Draft, name: str) -> bytes | None:
    """A file that was made of a draft; None where there is none of that name. The names are ours."""
    if name == REVIEW:
        return draft.review.json() if draft.review else None
    found = session.get(Made, (draft.id, name))
    return zlib.decompress(found.body) if found else None


def told(session: Session, draft: Draft) -> results.Told | None:
    """What the page tells of a draft's check; None before it is done."""
    found = made(session, draft, results.TOLD)
    return results.read_told(found) if found else None


def _review(session: Session, at: datetime, draft: Draft, checked: Checked) -> Review:
    asked, outcome, body = checked.asked, checked.outcome, (checked.folder / REVIEW).read_bytes()
    told = json.loads(body)
    document = _document(session, draft, told)
    digest = hashlib.sha256(body).hexdigest()
    there = session.scalar(select(Review).where(Review.document_id == document.id, Review.sha256 == digest))
    if there:
        return there
    review = Review(
        document_id=document.id, sha256=digest, asked=asked.fingerprint, version=told["tool"]["version"], at=at,
        day=asked.day, rag=outcome.rag, reason=outcome.reason, kind=outcome.kind, words=outcome.words,
        fully_read=outcome.fully_read, body=zlib.compress(body), **outcome.counts,
    )  # fmt: skip
    session.add(review)
    session.flush()
    session.add_all(Finding(**finding_row(review.id, number, one)) for number, one in enumerate(told["findings"], 1))
    return review


def _document(session: Session, draft: Draft, told: Mapping[str, Any]) -> Document:
    name, sha256 = name_in_store(draft.files[0].name), sha256_of([file.sha256 for file in draft.files])
    there = session.scalar(select(Document).where(Document.sha256 == sha256, Document.name == name))
    if there:
        return there
    document = Document(name=name, sha256=sha256, format=told["document"]["format"], prime="", family="")
    session.add(document)
    session.flush()
    return document
