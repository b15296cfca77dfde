"""A finished batch put into the store."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from termscheck.batch.folder import Folder, Run, read_run
from termscheck.batch.origin import Origin, Origins
from termscheck.batch.summary import Batch, Line, read_batch
from termscheck.errors import UsageError
from termscheck.store import reviews as tables
from termscheck.store.reviews import finding_row, name_in_store, sha256_of
from termscheck.store.store import Store


def put_into(store: Store, folder: Path, origins: Origins, at: datetime) -> int:
    """Puts a finished batch into the store, whole or not at all, and gives its number there.

    Documents and reviews that the store has already are not put there twice. Raises UsageError for a folder that is
    not one of a finished batch, or is damaged.
    """
    batch, run = read_batch(folder), read_run(folder)
    version = str(run.asked.get("termscheck", ""))
    with store.writing() as session:
        number = session.execute(
            insert(tables.Batch).returning(tables.Batch.id),
            {
                "name": folder.resolve().name, "at": at, "day": run.day, "version": version,
                "asked": run.fingerprint, "told": run.asked, "gone": list(batch.gone),
            },
        ).scalar_one()  # fmt: skip
        _Putting(session, batch, number, origins, at, run).put()
    return number


@dataclass(frozen=True, slots=True)
class _Putting:
    session: Session
    batch: Batch
    number: int
    origins: Origins
    at: datetime
    run: Run

    def put(self) -> None:
        folder = Folder(self.batch.folder)
        for line in self.batch.lines:
            body = folder.review(line.key)
            if not body and not line.outcome.failure:
                raise UsageError(f"{self.batch.folder} is damaged: there is no review of {line.file}.")
            review = json.loads(body) if body else None
            document = self._document(line, review) if line.digests else None
            kept = self._review(document, line, body, review) if document and review else None
            self._outcome(line, document, kept)

    def _document(self, line: Line, review: Mapping[str, Any] | None) -> int:
        table = tables.Document
        name, sha256 = name_in_store(line.file), sha256_of(line.digests)
        origin = self.origins.of(line.file, review)
        told = {"prime": origin.prime, "family": origin.family} if origin != Origin() else {}
        if review:
            told["format"] = review["document"]["format"]
        there = self.session.scalar(select(table.id).where(table.sha256 == sha256, table.name == name))
        if there is None:
            row = {"name": name, "sha256": sha256, "prime": "", "family": "", "format": ""} | told
            return self.session.execute(insert(table).returning(table.id), row).scalar_one()
        if told:
            self.session.execute(update(table).where(table.id == there).values(**told))
        return there

    def _review(self, document: int, line: Line, body: bytes, review: Mapping[str, Any]) -> int:
        table, outcome, sha256 = tables.Review, line.outcome, hashlib.sha256(body).hexdigest()
        there = self.session.scalar(select(table.id).where(table.document_id == document, table.sha256 == sha256))
        if there is not None:
            return there
        row = {
            "document_id": document, "sha256": sha256, "asked": line.asked, "version": review["tool"]["version"],
            "at": self.at, "day": self.run.day, "rag": line.result, "reason": outcome.reason,
            "kind": outcome.kind, "words": outcome.words, "fully_read": outcome.fully_read, **outcome.counts,
            "body": zlib.compress(body),
        }  # fmt: skip
        made = self.session.execute(insert(table).returning(table.id), row).scalar_one()
        if findings := [finding_row(made, number, one) for number, one in enumerate(review["findings"], 1)]:
            self.session.execute(insert(tables.Finding), findings)
        return made

    def _outcome(self, line: Line, document: int | None, review: int | None) -> None:
        row = {
            "batch_id": self.number, "name": name_in_store(line.file), "document_id": document, "review_id": review,
            "changed": line.since.changed if line.since else "",
            "was": name_in_store(line.since.was) if line.since else "",
        }  # fmt: skip
        made = self.session.execute(insert(tables.Outcome).returning(tables.Outcome.id), row).scalar_one()
        if failure := line.outcome.failure:
            told = {"outcome_id": made, "code": failure.code, "message": failure.message, "trace": failure.trace}
            self.session.execute(insert(tables.Failure), told)
