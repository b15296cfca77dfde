"""The tables of a desk: who works at it, the contracts in its queues, what was decided on them, and what was done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from termscheck.store.columns import NEVER_AGAIN, Base, one_of
from termscheck.store.reviews import Review

Role = Literal["submitter", "reviewer", "admin"]
CaseState = Literal["submitted", "in-review", "waiting", "closed"]
Verdict = Literal["accept", "negotiate", "reject", "not-a-problem"]
JobState = Literal["waiting", "running", "done", "failed"]


class User(Base):
    """Somebody who may sign in."""

    __tablename__ = "users"
    __table_args__ = (one_of("role", get_args(Role)), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    """What they sign in with, in lower case."""
    full_name: Mapped[str]
    password: Mapped[str | None]
    """An argon2 hash; null for those whom the organisation's proxy signs in."""
    role: Mapped[Role] = mapped_column()
    active: Mapped[bool]
    created: Mapped[datetime]


class Queue(Base):
    """A pile of cases with the rules that apply to it."""

    __tablename__ = "queues"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    profile: Mapped[str]
    """Empty for the one that applies when nothing is said."""
    rules: Mapped[list[str]]
    """Folders of house rules."""
    active: Mapped[bool]
    created: Mapped[datetime]


class Case(Base):
    """A contract in a queue, through all its drafts."""

    __tablename__ = "cases"
    __table_args__ = (one_of("state", get_args(CaseState)), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), index=True)
    title: Mapped[str]
    state: Mapped[CaseState] = mapped_column(index=True)
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    """In pounds, over the whole term."""
    due: Mapped[date | None]
    created: Mapped[datetime]
    changed: Mapped[datetime]
    """When anything of it last was; what retention goes by."""

    drafts: Mapped[list[Draft]] = relationship(order_by="Draft.number", passive_deletes=True)
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.id", passive_deletes=True)


class Draft(Base):
    """One version of a case's contract: its files in order of precedence, and the review once there is one."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("case_id", "number"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    number: Mapped[int]
    """From 1."""
    us: Mapped[list[str]]
    """What the contract calls our side, where somebody has said so."""
    them: Mapped[list[str]]
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"), index=True)
    failure: Mapped[str]
    """Why it could not be checked; empty where it was, or is still to be."""
    at: Mapped[datetime]

    files: Mapped[list[DraftFile]] = relationship(order_by="DraftFile.position", passive_deletes=True)
    review: Mapped[Review | None] = relationship()


class File(Base):
    """The bytes of a file that was handed in, once, however often it was."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    """In bytes."""
    body: Mapped[bytes] = mapped_column(deferred=True)


class DraftFile(Base):
    """A file of a draft, under the name that it came with: never to be used as a path."""

    __tablename__ = "draft_files"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """From 0, in order of precedence."""
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256", ondelete="CASCADE"), index=True)


class Made(Base):
    """A file that the check of a draft made, such as the report or the letter."""

    __tablename__ = "made"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """A name of ours: see `termscheck.web.results`."""
    body: Mapped[bytes] = mapped_column(deferred=True)
    """Compressed by zlib."""


class Decision(Base):
    """What somebody decided on a finding. Of several on the same fingerprint in a case the last one holds."""

    __tablename__ = "decisions"
    __table_args__ = (one_of("verdict", get_args(Verdict)), Index(None, "case_id", "fingerprint"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column()
    reason: Mapped[str]
    note: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]


class Event(Base):
    """Something that was done. Events are only ever added: the database refuses to change or delete one.

    So they outlive what they are about, and must hold no words of a contract: `data` has numbers, codes and hashes.
    """

    __tablename__ = "events"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None]
    """Who did it, or null for the system; no foreign key, as the user may be gone."""
    case_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str]
    """Such as "signed-in", "submitted", "assigned", "decided", "downloaded", "deleted"."""
    data: Mapped[dict[str, Any]]


class Job(Base):
    """Work for the background: it is taken by a worker, and taken again when that worker is no more."""

    __tablename__ = "jobs"
    __table_args__ = (one_of("state", get_args(JobState)), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    asked: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    worker: Mapped[str]
    """Which worker has it; empty for none."""
    message: Mapped[str]
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
