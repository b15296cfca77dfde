"""A store for each kind of database."""

from databases import new_place, place, postgres, store

__all__ = ["new_place", "place", "postgres", "store"]
