"""Finds the phrases of all vocabularies in a text, in one pass whose cost does not grow with their number.

Everything literal that any rule or component looks for goes into one spaCy `PhraseMatcher` (on NORM, so that
case, curly quotes and contractions fall away); later steps only look at the hits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import NORM, ORTH
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.inflect import Form
from termscheck.annotate.vocabulary import GAP, Vocabulary


class Found(NamedTuple):
    """A vocabulary phrase at tokens `[start, end)` of a spaCy Doc; `value` is a quantity's, else 0."""

    start: int
    end: int
    vocabulary: str
    form: Form
    value: float = 0.0


LITERAL = "="
"""Prefix of the pseudo-vocabulary of a literal phrase in a pattern: `=net of`."""


_AFTER_ALL = 2**32
"""There are not so many phrases."""
_new = tuple.__new__
"""Makes named tuples at half the cost of calling their class: a contract has a hundred thousand."""


@dataclass(frozen=True, slots=True)
class _Gapped:
    vocabulary: str
    form: Form
    rest: tuple[int, ...]


class Lexicon:
    """A compiled vocabulary. Built once per rule set and shared by all documents."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self._meaning: dict[int, list[tuple[str, Form]]] = defaultdict(list)
        self._gapped: dict[int, list[_Gapped]] = defaultdict(list)
        self._rests: set[int] = set()
        self._excludes: dict[int, list[str]] = defaultdict(list)
        self._phrases: dict[str, int] = {}
        self._written: dict[tuple[int, ...], list[int]] = defaultdict(list)
        """The phrases, by number, whose words have these norms."""
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for entry in vocabulary.entries.values():
            if entry.kind in (
                "label",
                "work",
                "money",
                "name",
            ):  # found by the parties component, which knows who bears them
                continue
            for phrase, form in dict.fromkeys(entry.surface()):
                self._add(phrase, entry.name, form)
            for phrase in entry.excludes:
                self._excludes[self._key(phrase)].append(entry.name)
        for literal in sorted(vocabulary.literals):  # in one order, whatever the hash seed
            self._meaning[self._key(literal)].append((LITERAL + literal, "phrase"))
        self._compile(nlp)

    def _key(self, phrase: str) -> int:
        return self._phrases.setdefault(phrase.lower(), len(self._phrases))

    def _compile(self, nlp: Language) -> None:
        """Cuts all phrases in one go, and gives the matcher their words' norms, as spaCy does when it loads one.

        The matcher knows them by one name, since each name would be one more word of spaCy's vocabulary.
        """
        lines = nlp.make_doc("\n".join([*self._phrases, ""]))
        table = lines.to_array([ORTH, NORM])
        norms = table[:, 1].tolist()
        begin = 0
        for number, end in enumerate(np.flatnonzero(table[:, 0] == nlp.vocab.strings["\n"]).tolist()):
            self._written[tuple(norms[begin:end])].append(number)
            begin = end + 1
        matcher: Any = self._matcher
        matcher.add("phrase", list(self._written))

    def _add(self, phrase: str, vocabulary: str, form: Form) -> None:
        if "..." in phrase:
            first, *rest = [part.strip() for part in phrase.split("...")]
            parts = tuple(map(self._key, rest))
            self._rests.update(parts)
            self._gapped[self._key(first)].append(_Gapped(vocabulary, form, parts))
        else:
            self._meaning[self._key(phrase)].append((vocabulary, form))

    def find(self, doc: Doc) -> list[Found]:
        """All phrases in `doc`, by position; of overlapping phrases of one vocabulary only the longest."""
        norms, written = doc.to_array(NORM).tolist(), self._written
        places = sorted([(start, -end) for _, start, end in self._matcher(doc)])
        matches = [(start, before, key) for start, before in places for key in written[tuple(norms[start:-before])]]
        split = self._split_phrases(matches)
        if split:  # keys of their own, after all others, put them behind whole phrases that cover the same words
            matches += [(one.start, -one.end, _AFTER_ALL + number) for number, one in enumerate(split)]
            matches.sort()
        excluded = self._excluded(matches)
        meaning = self._meaning
        reach: dict[str, int] = defaultdict(int)
        kept: list[Found] = []
        keep = kept.append
        for start, before, key in matches:
            end = -before
            if key >= _AFTER_ALL:
                one = split[key - _AFTER_ALL]
                meanings = [(one.vocabulary, one.form)]
            elif key in meaning:
                meanings = meaning[key]
            else:
                continue
            for name, form in meanings:
                if end > reach[name] and (name not in excluded or not excluded[name].overlaps(start, end)):
                    reach[name] = end
                    keep(_new(Found, (start, end, name, form, 0.0)))
        return kept

    def _split_phrases(self, matches: list[tuple[int, int, int]]) -> list[Found]:
        """Phrases with a gap, such as "hold (the Prime) harmless"."""
        gapped = self._gapped
        begun = [match for match in matches if match[2] in gapped]
        if not begun:
            return []
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end, key in matches:
            if key in self._rests:
                places[key].append((start, end))
        found = []
        for start, end, key in begun:
            for phrase in gapped[key]:
                last: int | None = -end
                for part in phrase.rest:
                    last = _next_end(places[part], last) if last is not None else None
                if last is not None:
                    found.append(Found(start, last, phrase.vocabulary, phrase.form))
        return found

    def _excluded(self, matches: list[tuple[int, int, int]]) -> dict[str, _Ranges]:
        ranges: dict[str, _Ranges] = defaultdict(_Ranges)
        for start, end, key in matches:
            if key in self._excludes:
                for name in self._excludes[key]:
                    ranges[name].add(start, -end)
        return dict(ranges)


class _Ranges:
    """Ranges of tokens, added by their start; those that overlap are one."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        if self._ends and start <= self._ends[-1]:
            self._ends[-1] = max(self._ends[-1], end)
        else:
            self._starts.append(start)
            self._ends.append(end)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any of them has a token in common with `[start, end)`."""
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._ends[before - 1]


def _next_end(places: list[tuple[int, int]], after: int) -> int | None:
    """The end of the first phrase that begins at most a gap after a token; places are (start, -end), in order."""
    at = bisect_left(places, (after, -_AFTER_ALL))
    return -places[at][1] if at < len(places) and places[at][0] <= after + GAP else None
