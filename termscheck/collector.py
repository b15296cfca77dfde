"""Keeps Python's cycle collector from looking at a contract again and again while it is being understood.

Annotations are hundreds of thousands of small tuples, among which no cycles arise; the collector would go through all
of them each time that so many new ones are there, which takes a third of the time of a check.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0


@contextmanager
def paused() -> Iterator[None]:
    """No cycles are collected within; several threads may be within at once. One that the caller stopped stays so."""
    global _pauses  # noqa: PLW0603  (as the collector is one for the whole process)
    with _lock:
        ours = _pauses > 0 or gc.isenabled()
        _pauses += ours
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= ours
            if ours and not _pauses:
                _grow_old()
                gc.enable()


def _grow_old() -> None:
    """Counts all that was made in the meantime among the old objects, which are looked at last and seldom.

    Otherwise the first new object would set the collector going through all of them. What was made must hold no
    cycles that have been let go: see `engine.views.let_go`.
    """
    if not gc.get_freeze_count():  # else the program around us keeps objects frozen on purpose
        gc.freeze()
        gc.unfreeze()
