"""Terms that are handed down from a head contract to a sub-contract, as `rules/terms/` says how each is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from termscheck.engine.patterns import Compiled
from termscheck.engine.schema import PointFile, TermFile


@dataclass(frozen=True)
class Point:
    """One thing that a term settles, checked and compiled; `head` stands in for `match` in a head contract."""

    file: PointFile
    match: Compiled | None
    head: Compiled | None
    unless: tuple[Compiled, ...]
    worth: tuple[tuple[Compiled, float], ...] = ()
    """Words that stand for a figure, each with it."""

    @cached_property
    def rows(self) -> re.Pattern[str] | None:
        """Finds the names of rows whose figure it is."""
        return _any_of(self.file.rows) if self.file.rows else None

    def patterns(self) -> Iterator[Compiled]:
        """All its patterns."""
        yield from (pattern for pattern in (self.match, self.head, *self.unless) if pattern)
        yield from (pattern for pattern, _ in self.worth)


@dataclass(frozen=True)
class Term:
    """A term with its points."""

    file: TermFile
    points: tuple[Point, ...]

    @cached_property
    def headings(self) -> re.Pattern[str]:
        """Finds headings below which it may stand."""
        return _any_of(self.file.headings)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Finds any of the names, as whole words, whatever marks stand between these."""
    listed = "|".join(r"\W+".join(re.findall(r"\w+", name)) for name in names)
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)
