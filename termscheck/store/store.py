"""Opening the store, which brings its tables up to date, and using it: a transaction is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session

from termscheck.errors import UsageError
from termscheck.store.place import Place, make_private, place_of

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE = 30
"""Seconds to wait for others who write to the SQLite file."""
_LOCK = 0x7465726D
"""What those who bring a PostgreSQL store up to date lock, so that only one does."""
_WRITES = "termscheck_writes"
_FROM_OUTSIDE = ("08", "28", "3D", "42501", "53", "57", "58")
"""What the codes of PostgreSQL begin with that are no fault of the program: connection, rights, room, shutdown."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `close` it at the end; it may be used from several threads."""

    place: Place
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees the store as it is now, whatever others write meanwhile. Raises UsageError."""
        options = {} if self.place.file else {"isolation_level": "REPEATABLE READ"}
        with self._told(), Session(self.engine.execution_options(**options)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept at its end, or none of them when anything is raised.

        Raises UsageError where the database cannot be used.
        """
        with self._told(), Session(self.engine.execution_options(**{_WRITES: True})) as session, session.begin():
            yield session

    def close(self) -> None:
        """Gives up its connections."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as problem:  # what sqlite3 makes of a complaint that quotes a damaged file
            raise UsageError(f"The store {self.place} cannot be used: its file is damaged.") from problem
        except DBAPIError as problem:
            code, why = _said(problem)
            if code.startswith(_FROM_OUTSIDE) if code else _is_from_outside(problem):
                raise UsageError(f"The store {self.place} cannot be used: {why.rstrip('.')}.") from problem
            raise


def open_store(where: str | Path | None = None) -> Store:
    """The store in a folder, at a PostgreSQL URL, or in its usual folder; it is made if need be.

    Tables of an earlier version are brought up to date. Raises UsageError for a place that cannot be used, and for a
    store that a newer version of termscheck has written.
    """
    place = place_of(where)
    if place.file:
        make_private(place.file)
    store = Store(place, _engine(place))
    try:
        with store._told():
            _bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def schema_version(store: Store) -> str:
    """The revision that the tables are of."""
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _engine(place: Place) -> Engine:
    try:
        if place.file:
            engine = create_engine(place.url, connect_args={"timeout": PATIENCE, "check_same_thread": False})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(place.url, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise UsageError("A store in PostgreSQL needs a driver: pip install 'termscheck[postgres]'.") from None
    except SQLAlchemyError as problem:
        raise UsageError(f"The store's URL cannot be used: {problem}.") from None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # Python's own transactions leave out what SQLite can do: see _begin_sqlite
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Who will write waits for their turn at the beginning: later it would be too late to wait."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(store: Store) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    version = schema_version(store)
    if version == newest:
        return
    if version and version not in {script.revision for script in scripts.walk_revisions()}:
        raise UsageError(f"The store {store.place} was written by a newer version of termscheck: install that one.")
    with store.engine.execution_options(**{_WRITES: True}).begin() as connection:
        if store.place.file is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "termscheck.store:migrations")
    return config


def _said(problem: DBAPIError) -> tuple[str, str]:
    """What the database says: PostgreSQL's code, empty for SQLite, and the words."""
    told = problem.orig.args[0] if problem.orig and problem.orig.args else ""
    if isinstance(told, dict):
        return str(told.get("C", "")), str(told.get("M", ""))
    return "", str(problem.orig)


def _is_from_outside(problem: DBAPIError) -> bool:
    return isinstance(problem, OperationalError | InterfaceError) or type(problem) is DatabaseError
