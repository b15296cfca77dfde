"""Recognises what sentences are about, by the rules in `rules/topics/`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from termscheck.engine.patterns import Compiled, View
from termscheck.engine.schema import TopicFile
from termscheck.engine.views import views_of
from termscheck.model import Clause, Passage, Proposition, Topic

SILENT = frozenset({"title", "signature"})
"""Kinds of clause whose words are about nothing."""


@dataclass(frozen=True)
class TopicRule:
    """What makes a topic, checked and compiled. `under` is the looser pattern for sentences below its headings."""

    file: TopicFile
    match: Compiled
    under: Compiled | None
    unless: tuple[Compiled, ...]
    headings: re.Pattern[str] | None

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.file.topic

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


def headings_pattern(headings: Sequence[str]) -> re.Pattern[str]:
    """Finds any of the headings, as whole words, whatever stands around them."""
    listed = "|".join(r"\W+".join(map(re.escape, heading.split())) for heading in headings)
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


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
        headed: dict[str, frozenset[int]] = {}
        found = []
        for view in views_of(passages, propositions, clauses):
            clause = clauses[view.passage.clause]
            if clause.kind in SILENT:
                continue
            below = headed.get(clause.id)
            if below is None:
                below = headed[clause.id] = self._headed(clause, clauses)
            for number in self._candidates(view):
                if self._rules[number].holds(view, number in below):
                    found.append(Topic(self._rules[number].name, view.passage.own, clause.id))
        return found

    def _candidates(self, view: View) -> list[int]:
        """The rules that may hold: those one of whose anchors stands in the passage."""
        numbers = {number for name in view.names & self._by_anchor.keys() for number in self._by_anchor[name]}
        return sorted(numbers.union(self._always))

    def _headed(self, clause: Clause, clauses: Mapping[str, Clause]) -> frozenset[int]:
        """The rules one of whose headings stands above the clause."""
        heading = "\n".join(_headings(clause, clauses))
        return frozenset(
            number for number, rule in enumerate(self._rules) if rule.headings and rule.headings.search(heading)
        )


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
