"""A desk on each kind of database."""

from __future__ import annotations

import pytest
from databases import new_place, place, postgres, store
from desk_team import Team

__all__ = ["new_place", "place", "postgres", "store"]


@pytest.fixture
def team(store, tmp_path):
    made = Team(store, tmp_path)
    yield made
    made.desk.bench._lock.close()


@pytest.fixture
def sqlite_team(new_place, tmp_path):
    """A desk on SQLite alone: for what does not depend on the database."""
    from termscheck.store.store import open_store

    opened = open_store(new_place("sqlite"))
    made = Team(opened, tmp_path)
    yield made
    made.desk.bench._lock.close()
    opened.close()
