"""Fixtures: a store for each kind of database, SQLite and a real PostgreSQL that is started for the tests."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from termscheck.store.store import Store, open_store

NUMBERS = itertools.count(1)


def _program(name: str) -> Path | None:
    found = shutil.which(name)
    of_debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return Path(found).resolve() if found else of_debian[-1] if of_debian else None


def _unprivileged() -> dict[str, int]:
    """PostgreSQL does not run as root: whom it runs as instead."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server in a temporary folder, without the database's name."""
    pytest.importorskip("pg8000", reason="needs the PostgreSQL driver pg8000")
    initdb, control = _program("initdb"), _program("pg_ctl")
    if not initdb or not control:
        pytest.skip("needs the programs of PostgreSQL (Debian's package postgresql)")
    folder = Path(mkdtemp(prefix="termscheck-postgres-"))
    who = _unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False, **who,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    data = folder / "data"
    run(initdb, "--pgdata", data, "--username", "desk", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
    options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -p {port}"
    try:
        run(control, "start", "-w", "-D", data, "-l", folder / "log", "-o", options)
        yield f"postgresql://desk@127.0.0.1:{port}"
    finally:
        run(control, "stop", "-w", "-D", data, "-m", "immediate")
        shutil.rmtree(folder)


@pytest.fixture
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes a place for a store of a kind: the folder or URL to name."""

    def make(kind: str) -> str:
        name = f"store{next(NUMBERS)}"
        if kind == "sqlite":
            return str(tmp_path / name)
        import pg8000.native

        server = request.getfixturevalue("postgres")
        port = int(server.rpartition(":")[2])
        with pg8000.native.Connection("desk", host="127.0.0.1", port=port, database="postgres") as connection:
            connection.run(f"CREATE DATABASE {name}")
        return f"{server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, new_place: Callable[[str], str]) -> str:
    """Where a store is to be made, of each kind of database."""
    return new_place(request.param)


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """An empty store, of each kind of database."""
    opened = open_store(place)
    yield opened
    opened.close()
