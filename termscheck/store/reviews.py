"""The tables of what was checked: documents, their reviews and findings, and the batches that these came of."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from termscheck.store.columns import NEVER_AGAIN, Base

MOST_BYTES_OF_A_REVIEW = 1_000_000_000
"""Size above which a review is not unpacked."""
LONGEST_NAME = 400
"""Letters of a name: an index of PostgreSQL takes some 2,700 bytes."""


def sha256_of(digests: Sequence[str]) -> str:
    """The hash of a contract: that of its file, or of the hashes of its files in order, each with a line end."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()


def name_in_store(name: str) -> str:
    """The name of a contract as the store has it: a long one is cut in the middle, where a hash tells it apart."""
    if len(name) <= LONGEST_NAME:
        return name
    half, mark = LONGEST_NAME // 2 - 10, hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{name[:half]}…{mark}…{name[-half:]}"


class Document(Base):
    """A contract of certain bytes under a name: another name, or other bytes, make another document."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("sha256", "name"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """As the batch or the desk calls it; in a batch its path below the folder that all contracts lie in."""
    sha256: Mapped[str] = mapped_column()
    """See `sha256_of`."""
    format: Mapped[str]
    """"docx", "pdf" or "text": of several files that of the first. Empty where it could not be read."""
    prime: Mapped[str] = mapped_column(index=True)
    """Whose contract it is; empty where nobody can tell."""
    family: Mapped[str] = mapped_column(index=True)
    """The family of templates that it belongs to; empty for none."""

    reviews: Mapped[list[Review]] = relationship(back_populates="document", passive_deletes=True)


class Review(Base):
    """What came of a check of a document. The same document and the same bytes of review are kept once."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("document_id", "sha256"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    sha256: Mapped[str]
    """Of the review in JSON."""
    asked: Mapped[str] = mapped_column(index=True)
    """Fingerprint of the rules and of what was asked, as `batches.asked`."""
    version: Mapped[str]
    """Of termscheck."""
    at: Mapped[datetime] = mapped_column(index=True)
    """When it was first kept."""
    day: Mapped[date]
    """The day whose law it tells."""
    rag: Mapped[str]
    reason: Mapped[str]
    kind: Mapped[str]
    words: Mapped[int]
    fully_read: Mapped[bool]
    critical: Mapped[int]
    high: Mapped[int]
    medium: Mapped[int]
    low: Mapped[int]
    body: Mapped[bytes] = mapped_column(deferred=True)
    """The review in JSON (`termscheck.review/1`), compressed by zlib."""

    document: Mapped[Document] = relationship(back_populates="reviews")
    findings: Mapped[list[Finding]] = relationship(order_by="Finding.number", passive_deletes=True)

    def json(self) -> bytes:
        """The review in JSON, to the byte as it was made. Raises ValueError for a body that is damaged."""
        unpack = zlib.decompressobj()
        try:
            made = unpack.decompress(self.body, MOST_BYTES_OF_A_REVIEW)
        except zlib.error as problem:
            raise ValueError("the review in the store is damaged") from problem
        if not unpack.eof or hashlib.sha256(made).hexdigest() != self.sha256:
            raise ValueError("the review in the store is damaged")
        return made


class Finding(Base):
    """A finding of a review, in the order of the review; what was set aside by a decision among them."""

    __tablename__ = "findings"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1."""
    rule: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    category: Mapped[str]
    severity: Mapped[str]
    confidence: Mapped[str]
    missing: Mapped[bool]
    suppressed: Mapped[bool]
    clause: Mapped[str]
    """As a lawyer cites it; empty for none."""
    page: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(index=True)
    evidence: Mapped[str]
    """The words that decide, of several places on lines of their own."""
    message: Mapped[str]


class Batch(Base):
    """A run of `termscheck batch`."""

    __tablename__ = "batches"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Of its folder."""
    at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date]
    version: Mapped[str]
    asked: Mapped[str]
    """Fingerprint of `told`."""
    told: Mapped[dict[str, Any]]
    """The rules and all that was asked."""
    gone: Mapped[list[str]]
    """Names of the contracts that the earlier batch had and this one has not."""

    outcomes: Mapped[list[Outcome]] = relationship(order_by="Outcome.name", passive_deletes=True)


class Outcome(Base):
    """What became of a contract in a batch: a review, or else a failure."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("batch_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    name: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    """Null for a file whose bytes could not be had."""
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    """Null for a failure."""
    changed: Mapped[str]
    """Since the earlier batch: "new", "unchanged", "contract", "rules" or "both"; empty without one."""
    was: Mapped[str]
    """What the earlier batch called it; empty for none."""

    document: Mapped[Document | None] = relationship()
    review: Mapped[Review | None] = relationship()
    failure: Mapped[Failure | None] = relationship(passive_deletes=True)


class Failure(Base):
    """Why an outcome has no review."""

    __tablename__ = "failures"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    message: Mapped[str]
    trace: Mapped[str]
    """Where termscheck was, for those who mend it; it may quote the contract."""


def finding_row(review: int, number: int, told: Mapping[str, Any]) -> dict[str, object]:
    """A row of findings, of a finding as the review in JSON tells it."""
    return {
        "review_id": review, "number": number, "rule": told["rule"], "name": told["name"],
        "category": told["category"], "severity": told["severity"], "confidence": told["confidence"],
        "missing": told["missing"], "suppressed": told["suppressed"] is not None, "clause": told["clause_label"],
        "page": told["page"], "fingerprint": told["fingerprint"],
        "evidence": "\n".join(piece["text"] for piece in told["evidence"]), "message": told["message"],
    }  # fmt: skip
