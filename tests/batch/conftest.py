"""The databases of the tests of the store."""

from __future__ import annotations

from tests.store.conftest import new_place, place, postgres

__all__ = ["new_place", "place", "postgres"]
