"""Looking after the store: a backup as one file, its restoration, and the deletion of what is no longer to be kept."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Integer, delete, exists, func, insert, or_, select, text
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.columns import Base
from termscheck.store.desk import Case, Draft, DraftFile, File, Job, Made
from termscheck.store.place import FILE
from termscheck.store.reviews import Batch, Document, Outcome, Review, name_in_store
from termscheck.store.store import Store, open_store

AT_ONCE = 200
"""Rows that are copied at a time: a row may hold a whole contract."""


def sizes(store: Store) -> dict[str, int]:
    """How many rows each table has, by its name."""
    with store.reading() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name)
        }


def back_up(store: Store, to: Path) -> None:
    """Writes all that is in a store, as it is at one moment, into a new SQLite file. Raises UsageError.

    A store in PostgreSQL is backed up in the same way, and can be restored into a folder; and the other way round.
    """
    if to.exists():
        raise UsageError(f"{to} is there already: name a new file for the backup.")
    if not to.parent.is_dir():
        raise UsageError(f"{to} cannot be written: there is no folder {to.parent}.")
    try:
        with TemporaryDirectory(prefix=".termscheck-", dir=to.parent) as folder:
            made = open_store(folder)
            try:
                with store.reading() as source, made.writing() as target:
                    _copy(source.connection(), target.connection())
            finally:
                made.close()
            Path(folder, FILE).replace(to)
    except OSError as problem:
        raise UsageError(f"{to} cannot be written ({problem.strerror}).") from problem


def restore(backup: Path, store: Store) -> None:
    """Copies all that is in a backup into a store that is empty. Raises UsageError."""
    filled = [name for name, rows in sizes(store).items() if rows]
    if filled:
        raise UsageError(f"The store {store.place} is not empty (it has {filled[0]}): restore into a new one.")
    with _opened(backup) as source, source.reading() as old, store.writing() as new:
        _copy(old.connection(), new.connection())
        if store.place.file is None:
            _number_on(new.connection())


@contextmanager
def _opened(backup: Path) -> Iterator[Store]:
    """A backup as a store: a copy of it, for an old one is brought up to date."""
    with TemporaryDirectory(prefix="termscheck-") as folder:
        copy = Path(folder, FILE)
        try:
            shutil.copyfile(backup, copy)
            copy.chmod(0o600)
        except OSError as problem:
            raise UsageError(f"{backup} cannot be read ({problem.strerror}).") from problem
        try:
            store = open_store(folder)
        except UsageError as problem:
            if "newer version" in str(problem):
                raise UsageError(f"{backup} was written by a newer version of termscheck: install that one.") from None
            raise UsageError(f"{backup} is not a backup of a store.") from None
        try:
            yield store
        finally:
            store.close()


def _copy(source: Connection, target: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
        for some in rows.partitions():
            target.execute(insert(table), [dict(row) for row in some])


def _number_on(connection: Connection) -> None:
    """Lets PostgreSQL give new rows the numbers after those that were copied."""
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            last = connection.execute(select(func.max(table.c.id))).scalar()
            told = {"name": table.name, "last": last or 1, "used": last is not None}
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last, :used)"), told)


def prune(store: Store, before: datetime, *, batches: bool = True, really: bool = True) -> dict[str, int]:
    """Deletes what was done before a moment: batches, closed cases, finished jobs, and what nothing else needs then.

    Gives how many of each, by table, and deletes nothing where it is not `really` meant. Without `batches` these stay,
    with all that is of them. The history stays.
    """
    with store.writing() as session:
        gone = {
            "cases": _gone(session, Case, (Case.state == "closed") & (Case.changed < before)),
            "batches": _gone(session, Batch, Batch.at < before) if batches else 0,
            "jobs": _gone(session, Job, Job.finished < before),
            "reviews": _gone(
                session,
                Review,
                (Review.at < before)
                & ~exists().where(Outcome.review_id == Review.id)
                & ~exists().where(Draft.review_id == Review.id),
            ),
        }
        gone |= delete_unused(session)
        if not really:
            session.rollback()
    if really:
        _wipe(store)
    return gone


def forget(store: Store, what: str) -> dict[str, int]:
    """Deletes a contract: all documents of a name or SHA-256, with their reviews, outcomes and files.

    Gives how many of each, by table. The history stays; it holds no words of a contract.
    """
    what = name_in_store(what)
    with store.writing() as session:
        of_it = select(Document.id).where(or_(Document.name == what, Document.sha256 == what))
        checked = select(Draft.id).join(Review, Review.id == Draft.review_id).where(Review.document_id.in_(of_it))
        handed_in = select(DraftFile.draft_id).where(DraftFile.sha256 == what)
        _gone(session, Made, or_(Made.draft_id.in_(checked), Made.draft_id.in_(handed_in)))
        gone = {
            "outcomes": _gone(session, Outcome, or_(Outcome.name == what, Outcome.document_id.in_(of_it))),
            "reviews": _gone(session, Review, Review.document_id.in_(of_it)),
            "documents": _gone(session, Document, or_(Document.name == what, Document.sha256 == what)),
            "files": _gone(session, File, File.sha256 == what),
        }
    _wipe(store)
    return gone


def _gone(session: Session, table: type[Base], condition: ColumnElement[bool]) -> int:
    done = session.execute(delete(table).where(condition), execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], done).rowcount


def delete_unused(session: Session) -> dict[str, int]:
    """Deletes documents without reviews and files without drafts; gives how many of each."""
    return {
        "documents": _gone(
            session,
            Document,
            ~exists().where(Review.document_id == Document.id) & ~exists().where(Outcome.document_id == Document.id),
        ),
        "files": _gone(session, File, ~exists().where(DraftFile.sha256 == File.sha256)),
    }


def _wipe(store: Store) -> None:
    """Takes what was deleted out of the SQLite file as well. PostgreSQL does so by its own VACUUM."""
    if store.place.file is None:
        return
    raw = store.engine.raw_connection()  # VACUUM is no part of a transaction
    try:
        raw.cursor().execute("VACUUM")
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as problem:
        sentence = f"It is deleted, but traces of it may be left in the files of the store ({problem}): prune it later."
        raise UsageError(sentence) from problem
    finally:
        raw.close()
