"""Recognises what sentences are about, by the rules in `rules/topics/`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from termscheck.engine.patterns import Compiled
from termscheck.engine.prefilter import Prefilter, numbers
from termscheck.engine.schema import TopicFile
from termscheck.engine.views import View, let_go, views_of
from termscheck.model import Clause, Passage, Proposition, Topic

SILENT = frozenset({"title", "recital", "signature"})
"""Kinds of clause that bind nobody."""
FEWEST = 6
"""Fewest words of a sentence; less is a heading, or a label."""
_WORD = re.compile(r"\w+")


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

    @property
    def first_words(self) -> frozenset[str]:
        """A word of every heading that names the topic, or something else: with none of them no heading is one."""
        listed = [*(self.file.under.headings if self.file.under else ()), *self.file.not_under]
        return frozenset(word for heading in listed for word in _WORD.findall(heading.lower())[:1])

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
        self._headed: dict[str, set[int]] = defaultdict(set)
        """The rules that look for a heading with a word in it."""
        for number, rule in enumerate(rules):
            for word in rule.first_words:
                self._headed[word].add(number)

    def topics(
        self, passages: Sequence[Passage], propositions: Sequence[Proposition], clauses: Mapping[str, Clause]
    ) -> Sequence[Topic]:
        """The topics of one document's passages: by position, then as the rules are ordered."""
        views = views_of(passages, propositions, clauses)
        prefilter = Prefilter(views, views)
        promising: dict[int, list[int]] = defaultdict(list)
        for number, rule in enumerate(self._rules):
            possible = rule.match.possible(prefilter) | (rule.under.possible(prefilter) if rule.under else 0)
            for at in numbers(possible):
                promising[at].append(number)
        headings = _Headings(self._rules, self._headed, clauses)
        found = []
        for at in sorted(promising):
            view = views[at]
            clause = clauses[view.passage.clause]
            if clause.kind in SILENT or _is_heading(view.passage, clause):
                continue
            named, foreign = headings.above(clause)
            found += [
                Topic(self._rules[number].name, view.passage.own, clause.id)
                for number in promising[at]
                if number not in foreign and self._rules[number].holds(view, number in named)
            ]
        let_go(views)
        return found


class _Headings:
    """What the headings of one document say of topics; each is read once."""

    def __init__(
        self, rules: Sequence[TopicRule], headed: Mapping[str, set[int]], clauses: Mapping[str, Clause]
    ) -> None:
        self._rules = rules
        self._headed = headed
        self._clauses = clauses
        self._said: dict[str, Place] = {}
        self._places: dict[str, Place] = {}

    def above(self, clause: Clause) -> Place:
        """For each topic the nearest heading that speaks of it counts: "Limits" within "Insurance" is about limits."""
        if clause.id not in self._places:
            named: set[int] = set()
            foreign: set[int] = set()
            for heading in _headings(clause, self._clauses):
                said = self._says(heading)
                decided = named | foreign
                named |= said.named - decided
                foreign |= said.foreign - decided
            self._places[clause.id] = Place(frozenset(named), frozenset(foreign))
        return self._places[clause.id]

    def _says(self, heading: str) -> Place:
        if heading not in self._said:
            likely = [(number, self._rules[number]) for number in self._likely(heading)]
            named = [number for number, rule in likely if rule.headings and rule.headings.search(heading)]
            foreign = [number for number, rule in likely if rule.foreign and rule.foreign.search(heading)]
            self._said[heading] = Place(frozenset(named), frozenset(foreign).difference(named))
        return self._said[heading]

    def _likely(self, heading: str) -> Iterable[int]:
        """The rules that may know a heading, by its words; beyond ASCII letters are alike in more than one way."""
        if not heading.isascii():
            return range(len(self._rules))
        return set().union(*(self._headed.get(word, ()) for word in _WORD.findall(heading.lower())))


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
