"""Finds the phrases of all vocabularies in a text, in one pass whose cost does not grow with their number.

Everything literal that any rule or component looks for goes into one spaCy `PhraseMatcher` (on NORM, so that
case, curly quotes and contractions fall away); later steps only look at the hits.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from termscheck.annotate.inflect import Form
from termscheck.annotate.vocabulary import GAP, Vocabulary


class Found(NamedTuple):
    """A vocabulary phrase at tokens `[start, end)` of a spaCy Doc."""

    start: int
    end: int
    vocabulary: str
    form: Form


LITERAL = "="
"""Prefix of the pseudo-vocabulary of a literal phrase in a pattern: `=net of`."""


@dataclass(frozen=True, slots=True)
class _Gapped:
    vocabulary: str
    form: Form
    rest: tuple[str, ...]


class Lexicon:
    """A compiled vocabulary. Built once per rule set and shared by all documents."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self._strings = nlp.vocab.strings
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._meaning: dict[int, list[tuple[str, Form]]] = defaultdict(list)
        self._gapped: dict[int, list[_Gapped]] = defaultdict(list)
        self._excludes: dict[int, list[str]] = defaultdict(list)
        self._nlp = nlp
        self._added: set[int] = set()
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
        for literal in vocabulary.literals:
            self._meaning[self._key(literal)].append((LITERAL + literal, "phrase"))

    def _key(self, phrase: str) -> int:
        name = f"termscheck:{phrase.lower()}"
        key = self._strings.add(name)
        if key not in self._added:
            self._matcher.add(name, [self._nlp.make_doc(phrase.lower())])
            self._added.add(key)
        return key

    def _add(self, phrase: str, vocabulary: str, form: Form) -> None:
        first, *rest = [part.strip() for part in phrase.split("...")]
        if rest:
            for part in rest:
                self._key(part)
            self._gapped[self._key(first)].append(_Gapped(vocabulary, form, tuple(rest)))
        else:
            self._meaning[self._key(phrase)].append((vocabulary, form))

    def find(self, doc: Doc) -> list[Found]:
        """All phrases in `doc`, by position; of overlapping phrases of one vocabulary only the longest."""
        matches = sorted((start, -end, key) for key, start, end in self._matcher(doc))
        found = [
            Found(start, -end, name, form) for start, end, key in matches for name, form in self._meaning.get(key, ())
        ]
        found += self._split_phrases(matches)
        return _longest(found, self._excluded(matches))

    def _split_phrases(self, matches: list[tuple[int, int, int]]) -> list[Found]:
        """Phrases with a gap, such as "hold (the Prime) harmless"."""
        if not any(key in self._gapped for _, _, key in matches):
            return []
        places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end, key in matches:
            places[key].append((start, -end))
        found = []
        for start, end, key in matches:
            for phrase in self._gapped.get(key, ()):
                last: int | None = -end
                for part in phrase.rest:
                    last = _next_end(places[self._key(part)], last, GAP) if last is not None else None
                if last is not None:
                    found.append(Found(start, last, phrase.vocabulary, phrase.form))
        return found

    def _excluded(self, matches: list[tuple[int, int, int]]) -> dict[str, list[tuple[int, int]]]:
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, key in matches:
            for name in self._excludes.get(key, ()):
                spans[name].append((start, -end))
        return spans


def _next_end(places: list[tuple[int, int]], after: int, gap: int) -> int | None:
    return next((end for start, end in places if after <= start <= after + gap), None)


def _longest(found: list[Found], excluded: dict[str, list[tuple[int, int]]]) -> list[Found]:
    reach: dict[str, int] = defaultdict(int)
    kept = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if hit.end <= reach[hit.vocabulary]:
            continue
        if any(start < hit.end and hit.start < end for start, end in excluded.get(hit.vocabulary, ())):
            continue
        reach[hit.vocabulary] = hit.end
        kept.append(hit)
    return kept
