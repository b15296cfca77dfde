"""Where the store is: a private folder with an SQLite file, or a PostgreSQL database by its URL."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from termscheck.errors import UsageError

FILE = "termscheck.sqlite3"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Place:
    """Where a store is; `file` is None for a database server."""

    url: URL
    file: Path | None = None

    def __str__(self) -> str:
        """As it may be shown: without a password."""
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)


def default_place() -> Path:
    """The folder of the store where none is named: the user's own, as the system has it."""
    import platformdirs

    return platformdirs.user_data_path("termscheck", appauthor=False) / "store"


def place_of(where: str | Path | None) -> Place:
    """Where a store named by a folder, a URL or nothing is. Raises UsageError for a URL of anything else."""
    if where is None:
        where = default_place()
    if isinstance(where, str) and "://" in where:
        return _of_url(where)
    folder = Path(os.path.abspath(where))  # noqa: PTH100  (resolve() would follow links)
    return Place(URL.create("sqlite", database=str(folder / FILE)), folder / FILE)


def _of_url(where: str) -> Place:
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise UsageError("The store's URL cannot be understood: write postgresql://user@host/database.") from None
    if url.get_backend_name() in ("postgresql", "postgres"):
        return Place(url.set(drivername="postgresql+pg8000"))
    raise UsageError(f"A store is a folder or a PostgreSQL database (postgresql://…), not {url.get_backend_name()}.")


def make_private(file: Path) -> None:
    """Makes the folder and the file of a store, for its owner alone. Raises UsageError.

    A folder that is there already must be empty or hold a store, and nobody else may look into it.
    """
    folder = file.parent
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not file.exists():
            # what another process may have begun meanwhile is of the store
            if not all(path.name.startswith(file.name) for path in folder.iterdir()):
                raise UsageError(f"{folder} holds other things: name a new folder for the store.")
            folder.chmod(PRIVATE_FOLDER)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))
        if os.name == "posix" and (folder.stat().st_mode | file.stat().st_mode) & 0o077:
            raise UsageError(f"Others can look into {folder}, which holds contracts. Run: chmod -R go= {folder}")
    except OSError as problem:
        raise UsageError(f"{folder} cannot be used for the store ({problem.strerror}).") from problem
