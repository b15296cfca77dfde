"""Recognises what sentences are about, by the rules in `rules/topics/`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from termscheck.engine.patterns import Compiled, View
from termscheck.engine.schema import TopicFile
from termscheck.engine.views import views_of
from termscheck.model import Clause, Passage, Proposition, Topic

SILENT = frozenset({"title", "recital", "signature"})
"""Kinds of clause that bind nobody."""
FEWEST = 6
"""Fewest words of a sentence; less is a heading, or a label."""


@dataclass(frozen=True)
class TopicRule:
    """What makes a topic, checked and compiled. `under` is the looser pattern for sentences below its headings."""

    file: TopicFile
    match: Compiled
    under: Compiled | None
    unless: tuple[Compiled, ...]

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.file.topic

    @cached_property
    def headings(self) -> re.Pattern[str] | None:
        """Finds the headings that name the topic."""
        return _any_of(self.file.under.headings) if self.file.under else None

    @cached_property
    def foreign(self) -> re.Pattern[str] | None:
        """Finds the headings of something else."""
        return _any_of(self.file.not_under) if self.file.not_under else None

    def patterns(self) -> Iterator[Compiled]:
        """All patterns of the rule."""
        yield self.match
        yield from self.unless
        if self.under:
            yield self.under

    def holds(self, view: View, headed: bool) -> bool:
        """Whether a passage is about the topic; `headed` says that it stands below one of the headings."""
        own = _says(self.match, view) or (headed and self.under is not None and _says(self.under, view))
        return own and not any(pattern.find(view) for pattern in self.unless)


def _any_of(headings: Sequence[str]) -> re.Pattern[str]:
    """Finds any of the headings, as whole words, whatever stands around them."""
    listed = "|".join(r"\W+".join(map(re.escape, heading.split())) for heading in headings)
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


class Place(NamedTuple):
    """What the headings above a clause say: the topics they name, and those they have nothing to do with."""

    named: frozenset[int]
    foreign: frozenset[int]


class TopicRules:
    """All topics of a rule set; the `Recogniser` of the language pipeline."""

    def __init__(self, rules: Sequence[TopicRule]) -> None:
        self._rules = rules
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, rule in enumerate(rules):
            parts = [rule.match, *([rule.under] if rule.under else [])]
            if not all(part.anchors for part in parts):
                self._always.append(number)
                continue
            for name in frozenset().union(*(part.anchors for part in parts)):
                self._by_anchor[name].append(number)

    def topics(
        self, passages: Sequence[Passage], propositions: Sequence[Proposition], clauses: Mapping[str, Clause]
    ) -> Sequence[Topic]:
        """The topics of one document's passages: by position, then as the rules are ordered."""
        places: dict[str, Place] = {}
        found = []
        for view in views_of(passages, propositions, clauses):
            clause = clauses[view.passage.clause]
            if clause.kind in SILENT or _is_heading(view.passage, clause):
                continue
            candidates = self._candidates(view)
            if candidates and clause.id not in places:
                places[clause.id] = self._place(clause, clauses)
            for number in candidates:
                named, foreign = places[clause.id]
                if number not in foreign and self._rules[number].holds(view, number in named):
                    found.append(Topic(self._rules[number].name, view.passage.own, clause.id))
        return found

    def _candidates(self, view: View) -> list[int]:
        """The rules that may hold: those one of whose anchors stands in the passage."""
        numbers = {number for name in view.names & self._by_anchor.keys() for number in self._by_anchor[name]}
        return sorted(numbers.union(self._always))

    def _place(self, clause: Clause, clauses: Mapping[str, Clause]) -> Place:
        """For each topic the nearest heading that speaks of it counts: "Limits" within "Insurance" is about limits."""
        named: set[int] = set()
        foreign: set[int] = set()
        for heading in _headings(clause, clauses):
            for number, rule in enumerate(self._rules):
                if number in named or number in foreign:
                    continue
                if rule.headings and rule.headings.search(heading):
                    named.add(number)
                elif rule.foreign and rule.foreign.search(heading):
                    foreign.add(number)
        return Place(frozenset(named), frozenset(foreign))


def _is_heading(passage: Passage, clause: Clause) -> bool:
    """Whether a passage is only the heading of its clause: that names a topic, but says nothing of it."""
    own = passage.own
    return passage.own_end - passage.own_start < FEWEST or own.end - own.start <= len(clause.heading) + 2


def _headings(clause: Clause, clauses: Mapping[str, Clause]) -> Iterator[str]:
    """The headings above a clause's words, the nearest first."""
    at: Clause | None = clause
    while at is not None:
        if at.heading:
            yield at.heading
        at = clauses.get(at.parent or "")


def _says(pattern: Compiled, view: View) -> bool:
    """Whether the sentence itself has a part in what is found, not its lead-in or tail alone."""
    passage = view.passage
    return any(match.start < passage.own_end and passage.own_start < match.end for match in pattern.find(view))
