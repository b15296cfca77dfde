"""Terms that are handed down from a head contract to a sub-contract, as `rules/terms/` says how each is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from termscheck.engine.patterns import Compiled
from termscheck.engine.schema import PointFile, TermFile


@dataclass(frozen=True)
class Point:
    """One thing that a term settles, checked and compiled. `head` is looked for in a head contract instead of `match`."""

    file: PointFile
    match: Compiled | None
    head: Compiled | None
    unless: tuple[Compiled, ...]

    def patterns(self) -> Iterator[Compiled]:
        """All its patterns."""
        yield from (pattern for pattern in (self.match, self.head, *self.unless) if pattern)


@dataclass(frozen=True)
class Term:
    """A term with its points."""

    file: TermFile
    points: tuple[Point, ...]

    @cached_property
    def headings(self) -> re.Pattern[str]:
        """Finds headings below which it may stand."""
        listed = "|".join(r"\W+".join(map(re.escape, heading.split())) for heading in self.file.headings)
        return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)
